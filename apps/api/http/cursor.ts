/** Paging: a cursor is a position in one list of one tenant, signed, so that nobody can read elsewhere with a cursor of his own making. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from './problems.js';

/** Where a page begins: the values of the sort columns of the last row before it. */
export type Position = readonly (string | number | null)[];

/** Which list a cursor belongs to: tenant, route, and every filter and order that shaped it. */
export interface ListKey {
  readonly tenantId: string;
  readonly list: string;
}

/** A page as it is answered. */
export interface Page<Item> {
  readonly object: 'list';
  readonly data: Item[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/** Makes and reads cursors. */
export class Cursors {
  constructor(private readonly secret: string) {}

  write(key: ListKey, position: Position): string {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.sign(key, payload), payload]).toString('base64url');
  }

  /** @throws Problem invalid-cursor for anything this API did not give out for this very list */
  read(key: ListKey, cursor: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(16);
    if (bytes.length < 18 || !timingSafeEqual(bytes.subarray(0, 16), this.sign(key, payload)))
      throw new Problem('invalid-cursor', 'The cursor was not given out for this list.', {
        errors: [{ pointer: '?after', code: 'invalid-cursor', detail: 'The cursor was not given out for this list.' }],
      });
    const position: unknown = JSON.parse(payload.toString());
    return Array.isArray(position)
      ? position.map((value: unknown) => (typeof value === 'number' || typeof value === 'string' ? value : null))
      : [];
  }

  private sign(key: ListKey, payload: Buffer): Buffer {
    return createHmac('sha256', this.secret).update(`${key.tenantId}|${key.list}|`).update(payload).digest().subarray(0, 16);
  }
}

/** A page out of `limit + 1` rows that were read. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  how: { readonly present: (row: Row) => Item; readonly cursor: (last: Row) => string },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return { object: 'list', data: shown.map(how.present), hasMore, nextCursor: hasMore && last ? how.cursor(last) : null };
}
