/**
 * The open book as a stream of accounts: what a what-if over the whole portfolio reads. One snapshot, read with a cursor in batches; a
 * case under its lock is read by `cases.repository.ts` instead, which gives the very same facts (a test holds the two together).
 */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { Contact, DebtorFacts, InvoiceFacts, StepOverride, TakenStep } from '#domain/policy/facts/facts.js';
import { limitationUnknown, reachOf } from '#domain/policy/facts/start.js';
import { type ChildRows, readChildRows, type Wanted } from './open-book.children.js';
import { type BookParts, type LedgerEntry, type PackedBookRow, unpackBookRow } from './open-book.rows.js';
import { bits, bookOrder, bookSql } from './open-book.sql.js';
import { pauseOf } from './case-rows.js';
import type { Tx } from '../tx.js';

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

/** How the book is read. */
export interface BookRequest {
  /** Only these debtors; all when absent. */
  readonly debtorIds?: readonly string[];
  /** Rows of a batch: enough to make round trips cheap, little enough to hold in memory. */
  readonly batchRows?: number;
}

const defaultBatchRows = 1_000;

/** Contacts that caps and distances look at: as many as a case under its lock brings along. */
const mostContacts = 50;
const contactResults: ReadonlySet<string> = new Set(['claimed', 'sent', 'delivered', 'unknown', 'open', 'done']);

/** How many debtors have an open chase. */
export async function countOpenAccounts(tx: Tx, debtorIds?: readonly string[]): Promise<number> {
  const sql = 'select count(distinct debtor_id)::int as n from chase where tenant_id = $1 and outcome is null';
  const row = debtorIds
    ? await tx.one<{ n: number }>(`${sql} and debtor_id = any($2::uuid[])`, [tx.tenantId, debtorIds])
    : await tx.one<{ n: number }>(sql, [tx.tenantId]);
  return row?.n ?? 0;
}

/** Makes this transaction one snapshot; must be its first statement. */
export async function inOneSnapshot(tx: Tx): Promise<void> {
  await tx.query('set transaction isolation level repeatable read, read only');
  // The cursor is read to its end: one sort of everything is cheaper than a plan that gives the first rows soon.
  await tx.query(`set local cursor_tuple_fraction = 1; set local work_mem = '64MB'`);
}

/** Batches of whole accounts in the order of their ids. The next batch is fetched while the caller works on this one. */
export async function* openBook(tx: Tx, { debtorIds, batchRows = defaultBatchRows }: BookRequest = {}): AsyncGenerator<BookAccount[]> {
  const only = debtorIds ? ' and d.id = any($2::uuid[])' : '';
  await tx.query(
    `declare open_book no scroll cursor for ${bookSql}${only} ${bookOrder}`,
    debtorIds ? [tx.tenantId, debtorIds] : [tx.tenantId],
  );
  try {
    const reader = new BatchReader(tx, batchRows);
    let coming = reader.next();
    for (;;) {
      const accounts = await coming;
      if (!accounts) return;
      coming = reader.next();
      coming.catch(() => undefined); // heard when it is awaited; the caller may stop before
      yield accounts;
    }
  } finally {
    await tx.query('close open_book').catch(() => undefined); // after a failed statement the transaction is over anyway
  }
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
    const rows = batch.map((row): Unpacked => ({ row, parts: unpackBookRow(row) }));
    const wanted = wantedOf(rows);
    return wanted && accountsOf(rows, await readChildRows(this.tx, wanted));
  }
}

interface Unpacked {
  readonly row: PackedBookRow;
  readonly parts: BookParts;
}

/** Null for no rows at all. */
function wantedOf(rows: readonly Unpacked[]): Wanted | null {
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return null;
  const having = (bit: number): string[] => rows.flatMap(({ row, parts }) => ((parts.bits & bit) === 0 ? [] : [row.invoice_id]));
  const debtorsHaving = (bit: number): string[] => [
    ...new Set(rows.flatMap(({ row, parts }) => ((parts.bits & bit) === 0 ? [] : [row.debtor_id]))),
  ];
  return {
    first: first.row.debtor_id,
    last: last.row.debtor_id,
    holds: debtorsHaving(bits.hold),
    notices: debtorsHaving(bits.notice),
    promises: having(bits.promise),
    plans: having(bits.plan),
    disputes: having(bits.dispute),
    overrides: having(bits.override),
  };
}

function accountsOf(rows: readonly Unpacked[], children: ChildRows): BookAccount[] {
  const accounts: BookAccount[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const own = rows[from];
    if (!own) break;
    const { row: first, parts } = own;
    while (to < rows.length && rows[to]?.row.debtor_id === first.debtor_id) to += 1;
    const ledger = children.ledger.get(first.debtor_id) ?? [];
    accounts.push({
      name: first.name,
      clockNow: first.clock_now,
      debtor: debtorOf(first, parts, { contacts: contactsOf(ledger), holds: children.holds.get(first.debtor_id) ?? [] }),
      invoices: rows.slice(from, to).map((each) => ({
        number: each.row.number,
        policyVersionId: each.row.policy_version_id,
        facts: invoiceOf(each, { ledger, children }),
      })),
    });
  }
  return accounts;
}

/** One message about several invoices has one instant, and is one contact. */
function contactsOf(ledger: readonly LedgerEntry[]): Contact[] {
  const contacts: Contact[] = [];
  for (const { kind, result, outcome, at, channel } of ledger) {
    if ((kind !== 'message' && kind !== 'call') || channel === null) continue;
    if (!contactResults.has(result) && (result !== 'failed' || outcome !== 'complained')) continue;
    if (contacts.at(-1)?.at !== at) contacts.push({ at, channel });
  }
  return contacts.length > mostContacts ? contacts.slice(-mostContacts) : contacts;
}

function debtorOf(row: PackedBookRow, parts: BookParts, known: Pick<DebtorFacts, 'contacts' | 'holds'>): DebtorFacts {
  const { contacts, holds } = known;
  return {
    id: row.debtor_id,
    kind: parts.kind,
    language: parts.language,
    segment: row.segment,
    reach: sharedReach(row, parts.bits),
    preferredChannel: row.preferred_channel,
    doNotContact: (parts.bits & bits.doNotContact) !== 0,
    holds,
    contacts,
    unmatchedMoney: (parts.bits & bits.unmatchedMoney) !== 0,
    paymentScore: parts.paymentScore,
  };
}

const plainReach = new Map<number, DebtorFacts['reach']>();

/** Most debtors refused nothing and have no dead address: they share one object for each set of addresses. */
function sharedReach({ refused, failed }: PackedBookRow, of: number): DebtorFacts['reach'] {
  const isPlain = refused === null && failed === null;
  const shared = isPlain ? plainReach.get(of) : undefined;
  if (shared) return shared;
  const has = { email: (of & bits.email) !== 0, phone: (of & bits.phone) !== 0, address: (of & bits.address) !== 0 };
  const reach = reachOf({ has, refused, failed });
  if (isPlain) plainReach.set(of, reach);
  return reach;
}

const nobody: readonly IsoDate[] = [];
const unnoticed: InvoiceFacts['notices'] = [];
const noOverrides: readonly StepOverride[] = [];

interface Around {
  readonly ledger: readonly LedgerEntry[];
  readonly children: ChildRows;
}

function invoiceOf({ row, parts }: Unpacked, { ledger, children }: Around): InvoiceFacts {
  const { invoice_id: id } = row;
  return {
    id,
    issueDate: parts.issueDate,
    dueDate: parts.dueDate,
    currency: parts.currency,
    total: parts.total,
    open: parts.open,
    outcome: null,
    termBasis: parts.termBasis,
    registeredAt: parts.registeredAt,
    limitation: row.limitation ?? limitationUnknown,
    adopted: row.adopted,
    pause: pauseOf(row),
    dispute: children.disputes.get(id) ?? null,
    promise: children.promises.get(id) ?? null,
    promisesBroken: children.broken.get(id) ?? nobody,
    paymentPlan: children.plans.get(id) ?? null,
    planBrokenOn: children.plansBroken.get(id) ?? null,
    toConfirm: children.toConfirm.get(id) ?? null,
    directDebitPending: (parts.bits & bits.directDebit) !== 0,
    taken: takenOf(id, ledger),
    notices: children.notices.get(id) ?? unnoticed,
    overrides: children.overrides.get(id) ?? noOverrides,
  };
}

function takenOf(invoiceId: string, ledger: readonly LedgerEntry[]): TakenStep[] {
  const taken: TakenStep[] = [];
  for (const entry of ledger) {
    if (entry.invoiceId !== invoiceId) continue;
    const { step, occurrence, at, result, channel, outcome, deadline, toFormerAddress } = entry;
    taken.push({ step, occurrence, at, result, channel, outcome, deadline, toFormerAddress });
  }
  return taken;
}
