/** The OpenAPI 3.1 document, made from the route table, so that what is served and what is documented cannot differ. */
import { z } from 'zod';
import { scopes } from '../http/api-keys/scopes.js';
import { type ProblemCode, problemKind, problemKinds } from '../http/problems.js';
import type { Route } from '../http/route-table.js';
import { problemSchema } from './problem.schema.js';
import { type Json, SchemaConverter } from './schema-converter.js';

/** Version of the API in its document. */
export const apiVersion = '1.0.0';

/** Refusals every route can answer with. */
const everywhere: readonly ProblemCode[] = ['headers-too-large', 'internal-error', 'unavailable'];
const withKey: readonly ProblemCode[] = ['api-key-missing', 'api-key-invalid', 'scope-missing'];
const arriving: readonly ProblemCode[] = ['request-timeout', 'body-too-large', 'unsupported-media-type'];
const withBody: readonly ProblemCode[] = ['malformed-json', 'invalid-request', 'invalid-value'];
const withQuery: readonly ProblemCode[] = ['invalid-request', 'invalid-value'];
const withIdempotency: readonly ProblemCode[] = ['invalid-idempotency-key', 'idempotency-key-in-flight', 'idempotency-key-reused'];
const withIfMatch: readonly ProblemCode[] = ['etag-mismatch', 'if-match-required'];

/** Refusals of a route, in the order of their status. */
export function problemsOf(route: Route): ProblemCode[] {
  const { operation } = route;
  const codes = [
    ...(typeof operation.scope === 'string' ? withKey : []),
    ...(operation.notYet ? (['not-yet'] as const) : []),
    ...(Object.keys(route.params).length > 0 ? (['not-found'] as const) : []),
    // A path that is no UTF-8.
    ...(route.path.includes(':') ? (['invalid-request'] as const) : []),
    ...(operation.uncounted ? [] : (['too-many-requests'] as const)),
    // A body is read and checked before the route: also one that the route does not want.
    ...(route.method === 'GET' ? [] : [...arriving, ...withBody]),
    ...(route.query ? withQuery : []),
    ...(route.query instanceof z.ZodObject && 'after' in route.query.shape ? (['invalid-cursor'] as const) : []),
    ...(takesIdempotencyKey(route) && !operation.notYet ? withIdempotency : []),
    ...(operation.ifMatch ? withIfMatch : []),
    ...(operation.problems ?? []),
    ...everywhere,
  ];
  return [...new Set(codes)].sort((a, b) => problemKind(a).status - problemKind(b).status || a.localeCompare(b));
}

const takesIdempotencyKey = ({ method, operation }: Route): boolean =>
  method === 'POST' && typeof operation.scope === 'string' && !operation.pure;

/** The document. `version` is that of the package. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const converter = new SchemaConverter();
  const problem = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: converter.convert(problemSchema, 'output') } },
  };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, converter);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Maanwerk',
      version,
      description: 'Chases unpaid invoices. Amounts are integer minor units, dates are YYYY-MM-DD, instants RFC 3339 in UTC.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(routes.map(tagOf))].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: `An API key, mw_test_... or mw_live_... Scopes: ${scopes.join(', ')}.` },
      },
      responses: { Problem: problem, TooManyRequests: { ...problem, headers: limitHeaders } },
      schemas: Object.fromEntries(Object.entries(converter.components).sort(([a], [b]) => a.localeCompare(b))),
    },
    'x-maanwerk-problems': problemKinds,
  };
}

/** Those of a 429; the last two stand on every answer to a key. */
const limitHeaders: Json = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
  'RateLimit-Policy': {
    description: 'What may be asked: `q` requests in `w` seconds, by the name of the limit.',
    schema: { type: 'string' },
  },
  RateLimit: { description: 'What is left: `r` requests in the coming `t` seconds.', schema: { type: 'string' } },
};

const tagOf = (route: Route): string => route.path.split('/')[route.path.startsWith('/v1/') ? 2 : 1] ?? 'api';

function operationOf(route: Route, converter: SchemaConverter): Json {
  const { operation } = route;
  const body = bodyOf(route, converter);
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [tagOf(route)],
    ...(typeof operation.scope === 'string' ? { 'x-maanwerk-scope': operation.scope } : { security: [] }),
    ...(operation.alsoScopes ? { 'x-maanwerk-also-scopes': [...operation.alsoScopes] } : {}),
    ...(operation.notYet ? { 'x-maanwerk-status': 'not-yet' } : {}),
    ...(operation.testModeOnly ? { 'x-maanwerk-mode': 'test' } : {}),
    parameters: parametersOf(route, converter),
    ...(body ? { requestBody: body } : {}),
    responses: { ...answersOf(route, converter), ...refusalsOf(route) },
  };
}

function bodyOf(route: Route, converter: SchemaConverter): Json | null {
  if (route.operation.upload) {
    const schema = {
      type: 'object',
      properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } },
      required: ['file'],
    };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  const { bytes } = route.operation;
  if (bytes) return { required: true, content: { [bytes.type]: { schema: { type: 'string', format: 'binary' } } } };
  if (!route.body) return null;
  const required = !route.body.safeParse(undefined).success;
  return { required, content: { 'application/json': { schema: converter.convert(route.body, 'input') } } };
}

function parametersOf(route: Route, converter: SchemaConverter): Json[] {
  const path = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => {
    const schema = route.params[name];
    return { name, in: 'path', required: true, schema: schema ? converter.convert(schema, 'input') : { type: 'string' } };
  });
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...path,
    ...(route.query ? queryOf(route.query, converter) : []),
    ...(takesIdempotencyKey(route)
      ? [header('Idempotency-Key', false, 'Repeating the request with the same key and body gives the stored answer, for 30 days.')]
      : []),
    ...(route.operation.ifMatch ? [header('If-Match', true, 'The ETag of the object as it was read.')] : []),
  ];
}

function queryOf(query: z.ZodType, converter: SchemaConverter): Json[] {
  const { properties, required } = converter.convert(query, 'input');
  const names = new Set(Array.isArray(required) ? required.map(String) : []);
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, schema]: [string, unknown]) => ({ name, in: 'query', required: names.has(name), schema }));
}

function answersOf(route: Route, converter: SchemaConverter): Json {
  const entries = Object.entries(route.operation.answers).map(([status, schema]) => [
    status,
    schema
      ? { description: 'Done', content: { 'application/json': { schema: converter.convert(schema, 'output') } } }
      : { description: 'Done' },
  ]);
  return Object.fromEntries(entries);
}

/** A reference may have a description of its own in OpenAPI 3.1: here, the codes of this route. */
function refusalsOf(route: Route): Json {
  const byStatus = new Map<number, string[]>();
  for (const code of problemsOf(route)) {
    const { status } = problemKind(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const entries = [...byStatus].map(([status, codes]) => [
    String(status),
    { $ref: `#/components/responses/${status === 429 ? 'TooManyRequests' : 'Problem'}`, description: codes.join(', ') },
  ]);
  return Object.fromEntries(entries);
}
