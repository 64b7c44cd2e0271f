/**
 * The open book as a stream of accounts: what a what-if over the whole portfolio reads. One snapshot, read with a cursor in batches; a
 * case under its lock is read by `cases.repository.ts` instead, which gives the very same facts (a test holds the two together).
 */
import type { Instant } from '#domain/calendar/zone.js';
import type { DebtorFacts, InvoiceFacts } from '#domain/policy/facts/facts.js';
import { type ChildRows, childRowsOf } from '../facts/child-rows.js';
import { debtorPartsOf, invoiceFrom, type InvoiceParts, invoicePartsOf, moreFrom, split } from '../facts/fact-columns.js';
import { debtorFactsOf, invoiceFactsOf } from '../facts/facts-of-rows.js';
import { byInvoice, contactsOf, type LedgerEntry } from '../facts/ledger-lines.js';
import type { Parameter, Tx } from '../tx.js';
import { type PackedBookRow, readChildren, readLedger } from './open-book.reads.js';
import { bits, bookOrder, bookSql } from './open-book.sql.js';

/** An open invoice of the book. */
export interface BookInvoice {
  readonly number: string;
  readonly policyVersionId: string;
  readonly facts: InvoiceFacts;
}

/** A debtor with all his open invoices. */
export interface BookAccount {
  readonly name: string;
  /** Null: he lives on the live clock. */
  readonly clockNow: Instant | null;
  readonly debtor: DebtorFacts;
  readonly invoices: readonly BookInvoice[];
}

/** A part of the book: the debtors whose ids come after one, up to another. Null: no border on that side. */
export interface BookPart {
  readonly after: string | null;
  readonly upTo: string | null;
}

/** How the book is read. */
export interface BookRequest {
  /** Only these debtors; all when absent. */
  readonly debtorIds?: readonly string[];
  /** Only this part of the book; all of it when absent. */
  readonly part?: BookPart;
  /** Rows of a batch: enough to make round trips cheap, little enough to hold in memory. */
  readonly batchRows?: number;
}

const defaultBatchRows = 1_000;

/** How many debtors have an open chase. */
export async function countOpenAccounts(tx: Tx, debtorIds?: readonly string[]): Promise<number> {
  const sql = 'select count(distinct debtor_id)::int as n from chase where tenant_id = $1 and outcome is null';
  const row = debtorIds
    ? await tx.one<{ n: number }>(`${sql} and debtor_id = any($2::uuid[])`, [tx.tenantId, debtorIds])
    : await tx.one<{ n: number }>(sql, [tx.tenantId]);
  return row?.n ?? 0;
}

/** Cuts the book into parts of about as many chases each, in the order of its debtors' ids. */
export async function partsOfBook(tx: Tx, parts: number, debtorIds?: readonly string[]): Promise<BookPart[]> {
  const at = Array.from({ length: parts - 1 }, (_, index) => (index + 1) / parts);
  const row = await tx.one<{ borders: string[] | null }>(
    `select percentile_disc($2::float8[]) within group (order by debtor_id)::text[] as borders
     from chase where tenant_id = $1 and outcome is null${debtorIds ? ' and debtor_id = any($3::uuid[])' : ''}`,
    debtorIds ? [tx.tenantId, at, debtorIds] : [tx.tenantId, at],
  );
  const borders = [...new Set((row?.borders ?? []).filter((border) => border !== null))];
  return [null, ...borders].map((after, index) => ({ after, upTo: borders[index] ?? null }));
}

/** Lets other transactions see what this one sees, for as long as it is open. @returns the name by which {@link inSnapshot} takes it */
export async function shareSnapshot(tx: Tx): Promise<string> {
  // It waits for the others, and a transaction that waits long is ended.
  await tx.query('set local idle_in_transaction_session_timeout = 0');
  const row = await tx.one<{ name: string }>('select pg_export_snapshot() as name');
  if (!row) throw new Error('the snapshot has no name');
  return row.name;
}

const snapshotName = /^[0-9A-F-]+$/i;

/** Makes this transaction see what the one sees that shared its snapshot; must be its first statement. Its tenant stays its own. */
export async function inSnapshot(tx: Tx, name: string): Promise<void> {
  if (!snapshotName.test(name)) throw new TypeError('name: not of a snapshot');
  await inOneSnapshot(tx, `; set transaction snapshot '${name}'`);
}

/** Makes this transaction one snapshot; must be its first statement. */
export async function inOneSnapshot(tx: Tx, which = ''): Promise<void> {
  await tx.query(`set transaction isolation level repeatable read, read only${which}`);
  // The cursor is read to its end: one sort of everything is cheaper than a plan that gives the first rows soon.
  await tx.query(`set local cursor_tuple_fraction = 1; set local work_mem = '64MB'`);
}

/** Batches of whole accounts in the order of their ids. The next batch is fetched while the caller works on this one. */
export async function* openBook(tx: Tx, request: BookRequest = {}): AsyncGenerator<BookAccount[]> {
  const { where, values } = restricted(request);
  await tx.query(`declare open_book no scroll cursor for ${bookSql}${where} ${bookOrder}`, [tx.tenantId, ...values]);
  const reader = new BatchReader(tx, request.batchRows ?? defaultBatchRows);
  let coming = reader.next();
  try {
    for (;;) {
      const accounts = await coming;
      if (!accounts) return;
      coming = reader.next();
      coming.catch(() => undefined); // heard when it is awaited; the caller may stop before
      yield accounts;
    }
  } finally {
    // Left in the middle, the next batch is still being read: a fetch from a closed cursor would undo the transaction.
    await coming.catch(() => undefined);
    await tx.query('close open_book').catch(() => undefined); // after a failed statement the transaction is over anyway
  }
}

/** Which debtors are read; the tenant is `$1`. Chases bear the id too, and an index by it. */
function restricted({ debtorIds, part }: BookRequest): { readonly where: string; readonly values: Parameter[] } {
  const values: Parameter[] = [];
  const given = (value: Parameter): string => `$${values.push(value) + 1}`;
  let where = '';
  if (debtorIds) where += ` and d.id = any(${given(debtorIds)}::uuid[])`;
  if (part && part.after !== null) where += ` and d.id > ${given(part.after)}::uuid`;
  if (part && part.upTo !== null) where += ` and d.id <= ${given(part.upTo)}::uuid`;
  return { where, values };
}

/** Reads rows and cuts them at the border of a debtor. */
class BatchReader {
  private carried: PackedBookRow[] = [];
  private done = false;

  constructor(
    private readonly tx: Tx,
    private readonly rows: number,
  ) {}

  async next(): Promise<BookAccount[] | null> {
    let batch = this.carried;
    this.carried = [];
    while (!this.done) {
      const fresh = await this.tx.query<PackedBookRow>(`fetch ${this.rows} from open_book`);
      batch = batch.length === 0 ? fresh : [...batch, ...fresh];
      this.done = fresh.length < this.rows;
      const last = batch.at(-1)?.debtor_id;
      const border = this.done ? batch.length : batch.findIndex(({ debtor_id }) => debtor_id === last);
      // A debtor with more rows than a batch: read on until he is whole.
      if (border === 0 && !this.done) continue;
      this.carried = batch.slice(border);
      batch = batch.slice(0, border);
      break;
    }
    const rows = batch.map((row): Unpacked => {
      const part = split(row.packed);
      return { row, part, invoice: invoicePartsOf(part, invoiceFrom), bits: Number(part[moreFrom]) };
    });
    const first = rows[0]?.row.debtor_id;
    const last = rows.at(-1)?.row.debtor_id;
    if (first === undefined || last === undefined) return null;
    const ledger = await readLedger(this.tx, { first, last });
    return accountsOf(rows, { ledger, children: childRowsOf(await readChildren(this.tx, wantedOf(rows))) });
  }
}

interface Unpacked {
  readonly row: PackedBookRow;
  readonly part: readonly string[];
  readonly invoice: InvoiceParts;
  readonly bits: number;
}

function wantedOf(rows: readonly Unpacked[]): Parameters<typeof readChildren>[1] {
  const having = (bit: number): string[] => rows.flatMap(({ row, bits: own }) => ((own & bit) === 0 ? [] : [row.invoice_id]));
  const holds = new Set(rows.flatMap(({ row, bits: own }) => ((own & bits.holds) === 0 ? [] : [row.debtor_id])));
  const promises = having(bits.promises);
  const instalments = having(bits.instalments);
  return {
    holds: [...holds],
    notices: having(bits.notices),
    promises,
    instalments,
    toConfirm: [...new Set([...promises, ...instalments])],
    disputes: having(bits.disputes),
    overrides: having(bits.overrides),
  };
}

const noLines: readonly LedgerEntry[] = [];

interface Around {
  /** By debtor id. */
  readonly ledger: ReadonlyMap<string, readonly LedgerEntry[]>;
  readonly children: ChildRows;
}

function accountsOf(rows: readonly Unpacked[], { ledger, children }: Around): BookAccount[] {
  const accounts: BookAccount[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const own = rows[from];
    if (!own) break;
    const { row, part } = own;
    const { debtor_id: id } = row;
    while (to < rows.length && rows[to]?.row.debtor_id === id) to += 1;
    const lines = ledger.get(id) ?? [];
    const linesOf = byInvoice(lines);
    const contacts = contactsOf(lines);
    accounts.push({
      name: row.name,
      clockNow: row.clock_now,
      debtor: debtorFactsOf({ id, row, parts: debtorPartsOf(part), contacts, holds: children.holds.get(id) ?? [] }),
      invoices: rows.slice(from, to).map((each) => ({
        number: each.row.number,
        policyVersionId: each.row.policy_version_id,
        facts: invoiceFactsOf({
          row: each.row,
          parts: each.invoice,
          outcome: null,
          lines: linesOf.get(each.row.invoice_id) ?? noLines,
          children,
        }),
      })),
    });
  }
  return accounts;
}
