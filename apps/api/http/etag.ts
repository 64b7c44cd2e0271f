/** Versions of single objects: given out as a strong ETag, demanded back in If-Match by every PATCH. */
import type { Exchange } from './exchange.js';
import { Problem } from './problems.js';

/** The ETag made of whatever numbers change when the answer does. */
export const etagOf = (...versions: readonly (number | bigint)[]): string => `"v${versions.join('-')}"`;

/** Refuses a change that was based on another version. Call it under the lock. @throws Problem if-match-required, etag-mismatch */
export function demandMatch(exchange: Exchange, current: string): void {
  const header = exchange.request.headers['if-match'];
  if (header === undefined) throw new Problem('if-match-required', 'The request has no If-Match header.');
  // Strong comparison (RFC 9110 13.1.1); `*` would defeat the point and matches nothing here.
  if (!header.split(',').some((candidate) => candidate.trim() === current))
    throw new Problem('etag-mismatch', 'The object was changed after you read it.', { headers: { ETag: current } });
}
