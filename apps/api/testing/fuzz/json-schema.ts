/** Values that a JSON Schema of the OpenAPI document allows, as arbitraries: what a stranger sends who has read the documentation. */
import fc from 'fast-check';
import { z } from 'zod';

/** The parts of JSON Schema that the document is made of. */
export interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | JsonSchema | undefined;
  readonly items?: JsonSchema | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
}

const schema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
    oneOf: z.array(schema).optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    items: schema.optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
  }),
);
const parameter = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema,
});
const response = z.looseObject({ description: z.string() });
const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(parameter).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: schema.optional() })) }).optional(),
  responses: z.record(z.string(), response),
});
/** The document, as far as requests are made of it. */
export const openApi = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});
/** See {@link openApi}. */
export type OpenApi = z.output<typeof openApi>;
/** One operation of the document. */
export type OpenApiOperation = z.output<typeof operation>;

/** What values are made from. */
export interface Source {
  readonly document: OpenApi;
  /** Ids that the API has given out, by prefix. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

/** Days around the clock of the API under test, those at the ends of the calendar, and those that clocks and months stumble over. */
const dates = [
  '2026-11-23',
  '2026-11-22',
  '2026-10-01',
  '2026-10-31',
  '2026-12-01',
  '2027-01-31',
  '2026-03-29',
  '2024-02-29',
  '1900-01-01',
  '2099-12-31',
];
const words = ['a', 'Bakkerij Smit', 'D1003', '-', 'Café ☕', 'x'.repeat(50), '0', "Robert'); drop table debtor;--", '{{ name }}', '=1+1'];

/** fast-check makes no texts for them; what they forbid is sent too, and refused. */
const lookahead = /\(\?[=!](?:[^()]|\([^()]*\))*\)/g;

const idPrefix = /\(\?:(\w{3})_\[|^\^(\w{3})_\[/;

function textOf({ pattern, format, minLength = 0, maxLength = 2_000 }: JsonSchema, { ids }: Source): fc.Arbitrary<unknown> {
  if (format === 'date') return fc.constantFrom(...dates);
  if (format === 'date-time') return fc.constantFrom(...dates).map((date) => `${date}T10:00:00Z`);
  const prefix = pattern === undefined ? null : idPrefix.exec(pattern);
  const fits = (text: string): boolean => text.length >= minLength && text.length <= maxLength;
  const free =
    pattern === undefined
      ? fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 40 }))
      : fc.stringMatching(new RegExp(pattern.replaceAll(lookahead, ''), 'u'), { size: 'small' });
  const text = free.filter(fits);
  if (!prefix) return text;
  // Looked up when a value is made, so that the arbitrary itself can be kept.
  const known = (n: number, otherwise: string): string => {
    const all = ids.get(prefix[1] ?? prefix[2] ?? '') ?? [];
    return all[n % Math.max(1, all.length)] ?? otherwise;
  };
  return fc.oneof(
    { weight: 9, arbitrary: fc.tuple(fc.nat(), text).map(([n, otherwise]) => known(n, otherwise)) },
    { weight: 1, arbitrary: text },
  );
}

function numberOf({ minimum, exclusiveMinimum, maximum, type }: JsonSchema): fc.Arbitrary<number> {
  const least = minimum ?? (exclusiveMinimum === undefined ? -5 : exclusiveMinimum + 1);
  const most = Math.min(maximum ?? 1_000_000_000, Number.MAX_SAFE_INTEGER);
  const from = Math.min(Math.max(least, -5), most);
  const small = fc.integer({ min: from, max: Math.min(most, from + 20_000) });
  const whole = fc.oneof({ weight: 5, arbitrary: small }, { weight: 1, arbitrary: fc.constantFrom(least, most) });
  return type === 'number' ? fc.oneof(whole, fc.double({ min: least, max: most, noNaN: true })) : whole;
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  source: Source,
  depth: number,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, field]) => {
    const value = valueOf(field, source, depth + 1);
    return required.includes(name)
      ? value.map((given) => [[name, given]] as const)
      : fc.oneof(
          fc.constant([]),
          value.map((given) => [[name, given]] as const),
        );
  });
  const more =
    typeof additionalProperties === 'object' && depth < 6
      ? fc.dictionary(fc.constantFrom('EUR', 'USD', 'a'), valueOf(additionalProperties, source, depth + 1), { maxKeys: 2 })
      : fc.constant({});
  return fc.tuple(fc.tuple(...fields), more).map(([named, others]) => ({ ...others, ...Object.fromEntries(named.flat()) }));
}

const made = new WeakMap<Source, Map<JsonSchema, fc.Arbitrary<unknown>>>();

/** Values of a schema. Made once for a source: making them is most of the work of a request. */
export function valuesOf(given: JsonSchema, source: Source): fc.Arbitrary<unknown> {
  const kept = made.get(source) ?? new Map<JsonSchema, fc.Arbitrary<unknown>>();
  made.set(source, kept);
  const arbitrary = kept.get(given) ?? valueOf(given, source);
  kept.set(given, arbitrary);
  return arbitrary;
}

function valueOf(given: JsonSchema, source: Source, depth = 0): fc.Arbitrary<unknown> {
  if (given.$ref !== undefined) return valueOf(source.document.components.schemas[given.$ref.split('/').at(-1) ?? ''] ?? {}, source, depth);
  if ('const' in given && given.const !== undefined) return fc.constant(given.const);
  if (given.enum) return fc.constantFrom(...given.enum);
  const choices = given.anyOf ?? given.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valueOf(choice, source, depth)));
  if (given.allOf) return valueOf(Object.assign({}, ...given.allOf), source, depth);
  if (Array.isArray(given.type)) return fc.oneof(...given.type.map((type: string) => valueOf({ ...given, type }, source, depth)));
  switch (given.type) {
    case 'object':
      return objectOf(given, source, depth);
    case 'array':
      return depth > 6
        ? fc.constant([])
        : fc.array(valueOf(given.items ?? {}, source, depth + 1), {
            minLength: given.minItems ?? 0,
            maxLength: Math.max(given.minItems ?? 0, Math.min(given.maxItems ?? 3, 3)),
          });
    case 'string':
      return textOf(given, source);
    case 'integer':
    case 'number':
      return numberOf(given);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.constantFrom<unknown>(null, 1, 'text', true);
  }
}
