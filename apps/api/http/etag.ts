/** Versions of single objects: given out as a strong ETag, demanded back in If-Match by every PATCH. */
import type { Exchange } from './exchange.js';
import { Problem } from './problems.js';

/** The ETag of a version. */
export const etagOf = (version: number): string => `"v${version}"`;

/** The version a change was based on. @throws Problem if-match-required, etag-mismatch when it is no ETag of ours */
export function expectedVersion(exchange: Exchange): number {
  const header = exchange.request.headers['if-match'];
  if (header === undefined) throw new Problem('if-match-required', 'The request has no If-Match header.');
  const version = /^"v([1-9]\d{0,8})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw staleEtag();
  return Number(version);
}

/** The object has moved on. */
export const staleEtag = (): Problem => new Problem('etag-mismatch', 'The object was changed after you read it.');
