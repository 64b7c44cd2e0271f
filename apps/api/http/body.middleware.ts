/** Reads bodies: JSON into `request.body`, the bytes into the exchange (a webhook's signature is over the bytes, not over the JSON). */
import type { NextFunction, Request, Response } from 'express';
import getRawBody from 'raw-body';
import { type Exchange, exchangeOf } from './exchange.js';
import { Problem } from './problems.js';
import { parseStrictJson } from './strict-json.js';

/** Most that a JSON body or a provider's event may weigh. */
const bodyLimit = 256 * 1024;

type Kind = 'none' | 'json' | 'raw' | 'upload';

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Mounted before all routes. Uploads are left to the one route that takes them, which has its own limits. */
export function bodyMiddleware(request: Request, _response: Response, next: NextFunction): void {
  const exchange = exchangeOf(request);
  read(exchange).then(() => next(), next);
}

async function read(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const kind = kindOf(exchange);
  if (kind === 'none' || kind === 'upload') return;
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Problem('unsupported-media-type', 'Compressed bodies are not accepted.');
  exchange.rawBody = await collect(request);
  if (kind === 'json') request.body = parseStrictJson(exchange.rawBody);
}

function kindOf(exchange: Exchange): Kind {
  const { request, path } = exchange;
  const { 'content-length': length, 'transfer-encoding': transfer, 'content-type': type = '' } = request.headers;
  if (request.method === 'GET' || request.method === 'HEAD') return 'none';
  if (path.startsWith('/hooks/')) return 'raw';
  if ((length === undefined || length === '0') && transfer === undefined) return 'none';
  if (path.startsWith('/v1/imports/') && type.startsWith('multipart/form-data')) return 'upload';
  if (jsonType.test(type)) return 'json';
  throw new Problem('unsupported-media-type', 'The body must be application/json in UTF-8.');
}

const tooLarge = (): Problem =>
  // The rest of the body is not read, so the connection cannot carry another request.
  new Problem('body-too-large', `The body is larger than ${bodyLimit} bytes.`, { headers: { Connection: 'close' } });

async function collect(request: Request): Promise<Buffer> {
  try {
    return await getRawBody(request, { limit: bodyLimit, length: request.headers['content-length'] ?? null });
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge();
    throw new Problem('malformed-json', 'The connection ended before the body did.');
  }
}

/** The library's word for a body above its limit. */
const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';
