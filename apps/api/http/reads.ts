/** Runs what a request reads: one transaction that sees one tenant, single objects and pages. */
import { Injectable } from '@nestjs/common';
import { LiveClock } from '#casebook/clock.js';
import { Database } from '#database/database.js';
import type { PageRequest } from '#database/queries/list.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import { Cursors, type Page, pageOf } from './cursor.js';
import { type Exchange, callerOf } from './exchange.js';
import { notFound } from './problems.js';

/** The rows a page can be made of: they carry the value they are sorted by. */
export interface SortedRow {
  readonly id: string;
  readonly sort_value: string;
}

/** A list: how its rows are read and shown. */
export interface ListRead<Row extends SortedRow, Item> {
  /** Everything that shapes the list besides `limit` and `after`; a cursor is good for exactly this. */
  readonly shape: Readonly<Record<string, unknown>>;
  readonly limit: number;
  readonly after: string | undefined;
  /** A stream that grows: `nextCursor` is given at its end too, so that the reader can come back for more. */
  readonly follow?: true;
  rows(tx: Tx, page: PageRequest): Promise<Row[]>;
  present(row: Row): Item;
}

/** Read runner of the API. */
@Injectable()
export class Reads {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly live: LiveClock,
  ) {}

  /** The live instant. */
  get now(): Instant {
    return this.live.now();
  }

  /** Runs a read of the caller's tenant. */
  run<T>(exchange: Exchange, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.ofTenant(callerOf(exchange).tenantId, work);
  }

  /** One object or a 404, which is the same for "never was" and "somebody else's". */
  async one<T>(exchange: Exchange, what: string, find: (tx: Tx) => Promise<T | null>): Promise<T> {
    const found = await this.run(exchange, find);
    if (found === null) throw notFound(what);
    return found;
  }

  /** A page, with `Link: rel=next` when there is another. */
  async list<Row extends SortedRow, Item>(exchange: Exchange, read: ListRead<Row, Item>): Promise<Page<Item>> {
    const key = { tenantId: callerOf(exchange).tenantId, list: `${exchange.request.path}?${JSON.stringify(read.shape)}` };
    const position = read.after === undefined ? null : this.cursors.read(key, read.after);
    const after = position && { value: String(position[0]), id: String(position[1]) };
    const rows = await this.run(exchange, (tx) => read.rows(tx, { limit: read.limit, after }));
    const page = pageOf(rows, read.limit, {
      present: (row) => read.present(row),
      cursor: (last) => this.cursors.write(key, [last.sort_value, last.id]),
    });
    if (page.hasMore && page.nextCursor !== null)
      exchange.response.setHeader('Link', `<${nextUrl(exchange, page.nextCursor)}>; rel="next"`);
    const last = rows.at(-1);
    if (!read.follow || page.nextCursor !== null) return page;
    return { ...page, nextCursor: last ? this.cursors.write(key, [last.sort_value, last.id]) : (read.after ?? null) };
  }
}

function nextUrl(exchange: Exchange, cursor: string): string {
  const [path = '', query = ''] = exchange.request.originalUrl.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('after', cursor);
  return `${path}?${parameters.toString()}`;
}
