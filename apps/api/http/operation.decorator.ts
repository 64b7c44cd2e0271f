/** What a route declares of itself. A route without it does not start: access is denied by default and nothing stays undocumented. */
import { applyDecorators, HttpCode } from '@nestjs/common';
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
  /** Another scope that opens the route; the handler then shows only what that scope is about. */
  readonly alsoScope?: Scope;
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
  /** Stores nothing, whatever the method: asked again it answers the same, so it takes no Idempotency-Key. */
  readonly pure?: true;
  /** PATCH: wants If-Match. */
  readonly ifMatch?: true;
}

/** Keeps the declaration on the handler; read with Nest's `Reflector`. */
export const Declared = Reflector.createDecorator<OperationInput>();

/** Declares a route; the smallest of its success statuses is Nest's default for it. */
export function Operation(input: OperationInput): MethodDecorator {
  const status = Math.min(...Object.keys(input.answers).map(Number));
  return applyDecorators(Declared(input), HttpCode(Number.isFinite(status) ? status : 501));
}
