import type { IncomingMessage, ServerResponse } from 'node:http';
import getRawBody from 'raw-body';

/** A request on its way to an answer. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly firstByteAt: string;
  /** The raw body as text. @throws an error with `status` 413 when it is larger than the simulator takes */
  body(): Promise<string>;
}

export type Handler = (visit: Visit) => Promise<void> | void;
/** Method, path with `:params`, handler. */
export type Route = readonly [method: 'GET' | 'POST' | 'DELETE', path: string, handler: Handler];

/** Resend takes 40 MB of mail; a batch of dunning texts stays far below this. */
const mostBodyBytes = 8 * 1024 * 1024;

/** @throws the library's error with its `status`: 413 above the limit */
const readBody = (request: IncomingMessage): Promise<string> => getRawBody(request, { limit: mostBodyBytes, encoding: 'utf8' });

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decode(value);
    else if (part !== value) return null;
  }
  return params;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** What is answered: a status, a JSON body and perhaps headers. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendJson(response: ServerResponse, { status, body, headers = {} }: JsonAnswer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': String(bytes.length), ...headers });
  response.end(bytes);
}

/** The JSON value of a text, `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One listener over all routes: the first that fits answers; a route's failure is a 500 and never the end of the process. */
export function listenerOf(routes: readonly Route[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => void answer(routes, request, response).catch((error: unknown) => fail(response, error));
}

async function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const firstByteAt = new Date().toISOString();
  const base = 'http://simulator';
  if (!URL.canParse(request.url ?? '/', base)) return sendJson(response, { status: 400, body: badRequest });
  const url = new URL(request.url ?? '/', base);
  for (const [method, pattern, handler] of routes) {
    const params = request.method === method ? paramsOf(pattern, url.pathname) : null;
    if (params !== null) return handler({ request, response, url, params, firstByteAt, body: () => readBody(request) });
  }
  sendJson(response, { status: 404, body: { statusCode: 404, name: 'not_found', message: 'The requested endpoint does not exist' } });
}

const badRequest = { statusCode: 400, name: 'validation_error', message: 'The address cannot be read' };

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status === 413 ? 413 : 500;
  const message = error instanceof Error ? error.message : String(error);
  sendJson(response, { status, body: { statusCode: status, name: 'application_error', message }, headers: { connection: 'close' } });
}
