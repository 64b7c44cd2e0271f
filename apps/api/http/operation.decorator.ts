/** What a route declares of itself. A route without it does not start: access is denied by default and nothing stays undocumented. */
import { applyDecorators, HttpCode, StreamableFile } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { z } from 'zod';
import type { Scope } from './api-keys/scopes.js';
import type { ProblemCode } from './problems.js';

/** One route, as the guard, the OpenAPI document and the tests see it. */
export interface OperationInput {
  /** Name in SDKs, unique: `createInvoice`. */
  readonly id: string;
  /** The one scope it needs, or why it needs none. */
  readonly scope: Scope | { readonly public: string };
  /** Other scopes that open the route; the handler then answers only what those are about. */
  readonly alsoScopes?: readonly Scope[];
  readonly summary: string;
  /** Successful answers by status; null is an answer without a body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** Refusals of its own, besides those every route has. */
  readonly problems?: readonly ProblemCode[];
  /** Reserved: answers 501 until its issue is built. */
  readonly notYet?: true;
  /** Only for keys in test mode; with a live key the route does not exist. */
  readonly testModeOnly?: true;
  /** Takes files as multipart/form-data. */
  readonly upload?: true;
  /** Takes the bytes of a file of this type, instead of JSON, and `most` of them. */
  readonly bytes?: { readonly type: 'image/png' | 'application/pdf'; readonly most: number };
  /** Stores nothing, whatever the method: asked again it answers the same, so it takes no Idempotency-Key. */
  readonly pure?: true;
  /** Public and never refused for being asked too often: probes, and reports that are refused by their signature. */
  readonly uncounted?: true;
  /** PATCH: wants If-Match. */
  readonly ifMatch?: true;
}

/** Keeps the declaration on the handler; read with Nest's `Reflector`. */
export const Declared = Reflector.createDecorator<OperationInput>();

/** What a handler gives for a schema that its route declares: `Promise<AnswerOf<typeof noteOut>>`. */
export type AnswerOf<Schema extends z.ZodType> = z.output<Schema>;

/** An answer that was written as JSON elsewhere, in a thread: writing a long one would hold up everybody else here. */
export class WrittenAnswer<Schema extends z.ZodType> extends StreamableFile {
  /** Never there: of which schema it is, for the compiler. */
  declare readonly of?: AnswerOf<Schema>;

  constructor(json: Uint8Array) {
    super(json, { type: 'application/json; charset=utf-8', length: json.byteLength });
  }
}

/** A text, bytes or nothing where no schema is declared. */
type AnyAnswer<Answers> = {
  [Status in keyof Answers]: Answers[Status] extends z.ZodType
    ? AnswerOf<Answers[Status]> | WrittenAnswer<Answers[Status]>
    : string | StreamableFile | void;
}[keyof Answers];

/** Decorates handlers that give what the route declares, and no other. */
type DeclaredHandler<Answers> = <Handler extends (...given: never[]) => AnyAnswer<Answers> | Promise<AnyAnswer<Answers>>>(
  target: object,
  name: string | symbol,
  handler: TypedPropertyDescriptor<Handler>,
) => void;

/**
 * Declares a route; the smallest of its success statuses is Nest's default for it. A handler that gives something else than its schemas, or
 * leaves out a field, does not compile.
 */
export function Operation<const Answers extends OperationInput['answers']>(
  input: OperationInput & { readonly answers: Answers },
): DeclaredHandler<Answers> {
  const status = Math.min(...Object.keys(input.answers).map(Number));
  return applyDecorators(Declared(input), HttpCode(Number.isFinite(status) ? status : 501));
}
