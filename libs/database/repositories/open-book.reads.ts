/** The reads of a batch of the open book: its rows, its ledger, and what belongs to them. */
import type { Instant } from '#domain/calendar/zone.js';
import { childSql, type ReadRows } from '../facts/child-rows.js';
import type { DebtorFactRow, InvoiceFactRow } from '../facts/fact-columns.js';
import { type LedgerEntry, ledgerOf } from '../facts/ledger-lines.js';
import type { Tx } from '../tx.js';
import { ledgerSql } from './open-book.sql.js';

/** A row of `bookSql` as it comes. */
export type PackedBookRow = DebtorFactRow &
  InvoiceFactRow & { readonly debtor_id: string; readonly name: string; readonly clock_now: Instant | null; readonly packed: string };

/** The ledger of a range of debtors, by debtor. */
export async function readLedger(tx: Tx, { first, last }: { first: string; last: string }): Promise<ReadonlyMap<string, LedgerEntry[]>> {
  const rows = await tx.query<{ debtor_id: string; lines: string }>(ledgerSql, [tx.tenantId, first, last], 'book-ledger');
  return new Map(rows.map(({ debtor_id, lines }) => [debtor_id, ledgerOf(lines)]));
}

/** The ids that have rows of each kind. */
export type Wanted = Readonly<Record<keyof ReadRows, readonly string[]>>;

const asked = { debtors: '$2::uuid[]', invoices: '$2::uuid[]' };

/** The rows that belong to a batch; a kind is not asked for when nothing of it is there. */
export async function readChildren(tx: Tx, wanted: Wanted): Promise<ReadRows> {
  const of = async <Kind extends keyof ReadRows>(kind: Kind): Promise<ReadRows[Kind][number][]> =>
    wanted[kind].length === 0 ? [] : tx.query<ReadRows[Kind][number]>(childSql[kind](asked), [tx.tenantId, wanted[kind]], `book-${kind}`);
  return {
    holds: await of('holds'),
    notices: await of('notices'),
    promises: await of('promises'),
    instalments: await of('instalments'),
    toConfirm: await of('toConfirm'),
    disputes: await of('disputes'),
    overrides: await of('overrides'),
  };
}
