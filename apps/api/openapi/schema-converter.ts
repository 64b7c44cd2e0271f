/** zod to JSON Schema 2020-12, which is what OpenAPI 3.1 speaks; schemas with `.meta({ id })` become shared components. */
import { z } from 'zod';

/** A JSON document under construction. */
export type Json = Readonly<Record<string, unknown>>;

/** Collects the shared schemas of one document. */
export class SchemaConverter {
  readonly components: Record<string, unknown> = {};

  /** The schema, or a reference where it is shared. `input` is what a client sends, `output` what it gets. */
  convert(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _version, $defs, ...own } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
    for (const [name, definition] of Object.entries($defs ?? {})) this.share(name, definition);
    return this.relocated(own);
  }

  private share(name: string, definition: unknown): void {
    const relocated = this.relocated(definition);
    const known = this.components[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(relocated))
      throw new Error(`openapi: two different schemas are called ${name}`);
    this.components[name] = relocated;
  }

  private relocated(value: unknown): Record<string, unknown> {
    const text = JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/');
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  }
}
