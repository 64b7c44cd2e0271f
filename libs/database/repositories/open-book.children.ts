/** What hangs on the rows of the open book, for a range of debtors: read together, looked up by id. */
import type { QueryResultRow } from 'pg';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type {
  Hold,
  InstalmentFact,
  InvoiceFacts,
  NamedClaim,
  NoticeFact,
  PaymentPlanFact,
  PromiseFact,
  StepOverride,
  ToConfirm,
} from '#domain/policy/facts/facts.js';
import { type LedgerEntry, unpackLedger } from './open-book.rows.js';
import { byInvoice, type NoticesByInvoice } from './notice-rows.js';
import { confirmSql, disputeSql, holdSql, ledgerSql, noticeSql, overrideSql, planSql, promiseSql } from './open-book.sql.js';
import type { Tx } from '../tx.js';

type LedgerLines = { debtor_id: string; lines: string };
type HoldRow = { debtor_id: string; reason: Hold['reason']; until: IsoDate | null };
type PromiseRow = { invoice_id: string; status: 'open' | 'broken'; date: IsoDate; amount: bigint | null; ended_on: IsoDate | null };
type PlanRow = {
  invoice_id: string;
  plan_id: string;
  broken_on: IsoDate | null;
  agreed_on: IsoDate;
  earlier: number;
  due_date: IsoDate;
  amount: bigint;
  open: bigint;
};
type ConfirmRow = ToConfirm & { invoice_id: string };
type DisputeRow = { invoice_id: string; raised_on: IsoDate; amount: bigint | null };
type NoticeRow = Omit<NoticeFact, 'debtorKind' | 'endedReason' | 'sentOn' | 'lastDay' | 'costsFrom' | 'announcedCosts' | 'claims'> &
  Pick<NamedClaim, 'amount' | 'step' | 'occurrence'> & {
    debtor_kind: NoticeFact['debtorKind'];
    ended_reason: NoticeFact['endedReason'];
    sent_on: IsoDate;
    last_day: IsoDate | null;
    costs_from: IsoDate | null;
    announced_costs: bigint;
    invoice_id: string;
    due_date: IsoDate;
    term_basis: NamedClaim['termBasis'];
    default_basis: NamedClaim['defaultBasis'];
  };
type OverrideRow = StepOverride & { invoice_id: string };

/** By debtor id or invoice id. */
export interface ChildRows {
  readonly ledger: ReadonlyMap<string, readonly LedgerEntry[]>;
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
  readonly promises: ReadonlyMap<string, PromiseFact>;
  readonly broken: ReadonlyMap<string, readonly IsoDate[]>;
  readonly plans: ReadonlyMap<string, NonNullable<InvoiceFacts['paymentPlan']>>;
  readonly plansBroken: ReadonlyMap<string, IsoDate>;
  readonly toConfirm: ReadonlyMap<string, ToConfirm>;
  readonly disputes: ReadonlyMap<string, NonNullable<InvoiceFacts['dispute']>>;
  readonly overrides: ReadonlyMap<string, readonly StepOverride[]>;
  readonly notices: NoticesByInvoice;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** The ids that have something to read of each kind. */
export interface Wanted {
  readonly first: string;
  readonly last: string;
  readonly holds: readonly string[];
  readonly promises: readonly string[];
  readonly plans: readonly string[];
  readonly disputes: readonly string[];
  readonly overrides: readonly string[];
  readonly notices: readonly string[];
}

/** A question about ids, which is not asked when there are none. */
async function ofIds<Row extends QueryResultRow>(tx: Tx, question: { sql: string; name: string }, ids: readonly string[]): Promise<Row[]> {
  return ids.length === 0 ? [] : tx.query<Row>(question.sql, [tx.tenantId, ids], question.name);
}

/** Reads what belongs to a batch. */
export async function readChildRows(tx: Tx, wanted: Wanted): Promise<ChildRows> {
  const ledger = new Map<string, LedgerEntry[]>();
  const lines = await tx.query<LedgerLines>(ledgerSql, [tx.tenantId, wanted.first, wanted.last], 'book-ledger');
  for (const row of lines) ledger.set(row.debtor_id, unpackLedger(row.lines));
  const holds = new Map<string, Hold[]>();
  for (const { debtor_id, reason, until } of await ofIds<HoldRow>(tx, { sql: holdSql, name: 'book-holds' }, wanted.holds))
    push(holds, debtor_id, { reason, until });
  const disputes = new Map<string, NonNullable<InvoiceFacts['dispute']>>();
  for (const row of await ofIds<DisputeRow>(tx, { sql: disputeSql, name: 'book-disputes' }, wanted.disputes))
    if (!disputes.has(row.invoice_id)) disputes.set(row.invoice_id, { since: row.raised_on, amount: row.amount });
  const overrides = new Map<string, StepOverride[]>();
  const orders = await ofIds<OverrideRow>(tx, { sql: overrideSql, name: 'book-overrides' }, wanted.overrides);
  for (const { invoice_id, step, act, until, at } of orders) push(overrides, invoice_id, { step, act, until, at });
  return {
    ledger,
    holds,
    disputes,
    overrides,
    notices: await readNotices(tx, wanted),
    ...(await readPromises(tx, wanted)),
    ...(await readPlans(tx, wanted)),
    toConfirm: await readToConfirm(tx, wanted),
  };
}

async function readNotices(tx: Tx, wanted: Wanted): Promise<NoticesByInvoice> {
  const notices = new Map<string, NoticeFact & { readonly claims: NamedClaim[] }>();
  for (const row of await ofIds<NoticeRow>(tx, { sql: noticeSql, name: 'book-notices' }, wanted.notices)) {
    const { id, kind, state, at, channel } = row;
    const notice = notices.get(id) ?? {
      id,
      kind,
      debtorKind: row.debtor_kind,
      state,
      endedReason: row.ended_reason,
      at,
      sentOn: row.sent_on,
      channel,
      lastDay: row.last_day,
      costsFrom: row.costs_from,
      announcedCosts: row.announced_costs,
      claims: [],
    };
    const { invoice_id: invoiceId, amount, due_date: dueDate, term_basis: termBasis, default_basis: defaultBasis, step, occurrence } = row;
    notice.claims.push({ invoiceId, amount, dueDate, termBasis, defaultBasis, step, occurrence });
    notices.set(id, notice);
  }
  return byInvoice([...notices.values()]);
}

async function readPromises(tx: Tx, wanted: Wanted): Promise<Pick<ChildRows, 'promises' | 'broken'>> {
  const promises = new Map<string, PromiseFact>();
  const broken = new Map<string, IsoDate[]>();
  for (const row of await ofIds<PromiseRow>(tx, { sql: promiseSql, name: 'book-promises' }, wanted.promises)) {
    // The newest that stands counts; a broken one counts from the day it was found broken.
    if (row.status === 'open') promises.set(row.invoice_id, { date: row.date, amount: row.amount });
    else if (row.ended_on !== null) push(broken, row.invoice_id, row.ended_on);
  }
  for (const days of broken.values()) days.sort();
  return { promises, broken };
}

async function readPlans(tx: Tx, wanted: Wanted): Promise<Pick<ChildRows, 'plans' | 'plansBroken'>> {
  const plans = new Map<string, PaymentPlanFact & { readonly instalments: InstalmentFact[] }>();
  const planIds = new Map<string, string>();
  const plansBroken = new Map<string, IsoDate>();
  for (const row of await ofIds<PlanRow>(tx, { sql: planSql, name: 'book-plans' }, wanted.plans)) {
    const { invoice_id, plan_id, broken_on, agreed_on, earlier, due_date, amount, open } = row;
    // The first plan of an invoice is the one that counts.
    if ((planIds.get(invoice_id) ?? plan_id) !== plan_id) continue;
    planIds.set(invoice_id, plan_id);
    if (broken_on !== null) plansBroken.set(invoice_id, broken_on);
    const plan = plans.get(invoice_id) ?? { agreement: { id: plan_id, agreedOn: agreed_on, earlier }, instalments: [] };
    plan.instalments.push({ dueDate: due_date, amount, open });
    plans.set(invoice_id, plan);
  }
  return { plans, plansBroken };
}

async function readToConfirm(tx: Tx, wanted: Wanted): Promise<ChildRows['toConfirm']> {
  const toConfirm = new Map<string, ToConfirm>();
  const ids = [...new Set([...wanted.promises, ...wanted.plans])];
  for (const { invoice_id, kind, no } of await ofIds<ConfirmRow>(tx, { sql: confirmSql, name: 'book-confirmations' }, ids))
    if (!toConfirm.has(invoice_id)) toConfirm.set(invoice_id, { kind, no });
  return toConfirm;
}
