/** What the compiler says of handlers: each `@ts-expect-error` is an error of the type check when nothing is wrong below it. */
import { Reflector } from '@nestjs/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type AnswerOf, Declared, Operation } from './operation.decorator.js';

const noteOut = z.strictObject({ object: z.literal('note'), text: z.string(), by: z.string().nullable() });
const declared = { id: 'getNote', scope: { public: 'spec' }, summary: 'A note', answers: { 200: noteOut } };
const note: AnswerOf<typeof noteOut> = { object: 'note', text: 'called', by: null };

class Notes {
  @Operation(declared)
  now(): AnswerOf<typeof noteOut> {
    return note;
  }

  @Operation(declared)
  async later(): Promise<AnswerOf<typeof noteOut>> {
    return note;
  }

  @Operation({ ...declared, answers: { 204: null } })
  async nothing(): Promise<void> {}

  @Operation({ ...declared, answers: { 200: noteOut, 202: z.strictObject({ job: z.string() }) } })
  async either(): Promise<{ job: string }> {
    return { job: 'job_1' };
  }

  // @ts-expect-error nobody knows what it gives
  @Operation(declared)
  async unknown(): Promise<unknown> {
    return note;
  }

  // @ts-expect-error a field was forgotten
  @Operation(declared)
  forgets(): { object: 'note'; text: string } {
    return { object: 'note', text: 'called' };
  }

  // @ts-expect-error a field is of another type
  @Operation(declared)
  other(): { object: 'note'; text: string; by: number } {
    return { object: 'note', text: 'called', by: 1 };
  }

  // @ts-expect-error a body where none is declared
  @Operation({ ...declared, answers: { 204: null } })
  body(): AnswerOf<typeof noteOut> {
    return note;
  }
}

it('an operation is declared on its handler', () => {
  const handler: unknown = Object.getOwnPropertyDescriptor(Notes.prototype, 'now')?.value;
  if (typeof handler !== 'function') throw new Error('no handler');
  const read = new Reflector().get(Declared, () => undefined);
  expect(read).toBeUndefined();
  expect(Reflect.getMetadata(Declared.KEY, handler)).toBe(declared);
});
