/** Payments, holds and handovers as the API shows them. */
import type { Instant } from '#domain/calendar/zone.js';
import type { Tx } from '../tx.js';
import { type FactFilter, factConditions, factsPage } from './fact-list.js';
import { todaySql } from './invoice-views.js';
import { Conditions, type PageRequest } from './list.js';
import { type NoticeBrief, noticeBriefSql, todayOfDebtorSql } from './notice-brief.js';
import { dayInZoneSql } from '../zone.sql.js';
import { todaysOf } from './todays.js';

/** What a payment was set off against; amounts in minor units. An invoice is missing where the debtor keeps it as credit. */
export interface AllocationView {
  readonly invoice: string | null;
  readonly part: string;
  readonly amount: number;
}

/** A payment. */
export interface PaymentView {
  readonly id: string;
  readonly invoice_id: string | null;
  readonly debtor_id: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly paid_on: string;
  readonly reference: string | null;
  readonly method: string | null;
  readonly status: string;
  readonly reversed_on: string | null;
  readonly reversal_reason: string | null;
  readonly recorded_at: Date;
  readonly hint: 'paid-twice' | null;
  readonly allocations: readonly AllocationView[];
  readonly sort_value: string;
}

const paymentSql = `select p.id, p.invoice_id, p.debtor_id, p.amount, p.currency, p.paid_on, p.reference, p.method, p.status, p.reversed_on,
  p.reversal_reason, p.recorded_at, p.hint, p.id::text as sort_value,
  (select coalesce(jsonb_agg(jsonb_build_object('invoice', a.invoice_id, 'part', a.part, 'amount', a.amount) order by a.id), '[]')
     from allocation a where a.payment_id = p.id) as allocations
  from payment p`;
type PaymentRow = PaymentView & Record<string, unknown>;

/** A payment by its id. */
export const findPaymentView = (tx: Tx, id: string): Promise<PaymentView | null> =>
  tx.one<PaymentRow>(`${paymentSql} where p.id = $1 and p.tenant_id = $2`, [id, tx.tenantId]);

/** A page of payments, the one recorded last first. An invoice has those that were booked on it and those of which a part was set off against it. */
export function listPaymentViews(tx: Tx, filter: FactFilter, page: PageRequest): Promise<PaymentView[]> {
  const conditions = factConditions(tx, 'p', filter);
  if (filter.invoiceId !== undefined)
    conditions.add(
      'p.id in (select x.id from payment x where x.invoice_id = ? union select a.payment_id from allocation a where a.invoice_id = ?)',
      filter.invoiceId,
      filter.invoiceId,
    );
  if (filter.debtorId !== undefined) conditions.add('p.debtor_id = ?', filter.debtorId);
  return factsPage<PaymentRow>(tx, { sql: paymentSql, table: 'p', conditions }, page);
}

/** A hold, whatever became of it. `status`: standing, lifted by somebody, or over since its last day has passed. */
export interface DebtorHoldView {
  readonly id: string;
  readonly debtor_id: string;
  readonly reason: string;
  readonly until: string | null;
  readonly status: string;
  readonly created_at: Date;
  readonly lifted_at: Date | null;
  readonly sort_value: string;
}

/** A last day has passed on the clock of the debtor, as `decide` sees it; `now` is where the live instant is bound. */
const holdStatusSql = (now: string): string => `case when h.lifted_at is not null then 'lifted'
  when h.until < ${dayInZoneSql(`coalesce(k.now, ${now}::timestamptz)`)} then 'over' else 'standing' end`;
const holdSql = (
  now: string,
  from = 'debtor_hold h',
): string => `select h.id, h.debtor_id, h.reason, h.until, ${holdStatusSql(now)} as status, h.created_at, h.lifted_at,
  h.id::text as sort_value from ${from} join debtor d on d.id = h.debtor_id left join test_clock k on k.id = d.test_clock_id`;
type HoldRow = DebtorHoldView & Record<string, unknown>;

/** A hold by its id, at `now` (live). */
export const findHoldView = (tx: Tx, id: string, now: Instant): Promise<DebtorHoldView | null> =>
  tx.one<HoldRow>(`${holdSql('$3')} where h.id = $1 and h.tenant_id = $2`, [id, tx.tenantId, new Date(now)]);

/** Whether a hold is over, as a range of its last day, made exact where clocks differ. */
async function lastDaySql(
  tx: Tx,
  conditions: Conditions,
  { now, over }: { readonly now: Instant; readonly over: boolean },
): Promise<string> {
  const { first, last, alike } = await todaysOf(tx, now);
  const clocks = 'from debtor d left join test_clock k on k.id = d.test_clock_id where d.id = h.debtor_id';
  const exact = alike ? '' : ` and h.until ${over ? '<' : '>='} (select ${todaySql(conditions.bind(new Date(now)))} ${clocks})`;
  return over
    ? `h.until < ${conditions.bind(last)}::date${exact}`
    : `(h.until is null or h.until >= ${conditions.bind(first)}::date${exact})`;
}

/** A page of holds, the newest first; of an invoice are those of its debtor. */
export async function listHoldViews(tx: Tx, filter: FactFilter & { readonly now: Instant }, page: PageRequest): Promise<DebtorHoldView[]> {
  const { status, invoiceId, debtorId, now } = filter;
  const conditions = new Conditions('h.tenant_id', tx.tenantId);
  if (status !== undefined) conditions.add(`h.lifted_at is ${status === 'lifted' ? 'not null' : 'null'}`);
  if (status === 'over' || status === 'standing') conditions.add(await lastDaySql(tx, conditions, { now, over: status === 'over' }));
  if (invoiceId !== undefined)
    conditions.add('h.debtor_id = (select i.debtor_id from invoice i where i.id = ? and i.tenant_id = $1)', invoiceId);
  if (debtorId !== undefined) conditions.add('h.debtor_id = ?', debtorId);
  if (page.after) conditions.add('h.id < ?::uuid', page.after.id);
  const limit = conditions.bind(page.limit + 1);
  const live = conditions.bind(new Date(now));
  const pageOf = `(select h.* from debtor_hold h ${conditions.where} order by h.id desc limit ${limit}) h`;
  return tx.query<HoldRow>(`${holdSql(live, pageOf)} where h.tenant_id = $1 order by h.id desc`, conditions.values);
}

/** A case that was handed over, as the ledger has it, with the approval that came before. */
export interface HandoverView {
  readonly id: string;
  readonly invoice_id: string;
  readonly debtor_id: string;
  readonly cycle: number;
  readonly step: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date;
  readonly approval: { readonly task: string; readonly outcome: string | null } | null;
  /** The last letter that named the claim before: what it rests on. */
  readonly notice: NoticeBrief | null;
  readonly recorded_at: Date;
  readonly sort_value: string;
}

const handoverSql = `select l.id, l.invoice_id, l.debtor_id, l.cycle, l.step, l.amount, i.currency, l.at, l.recorded_at, l.id::text as sort_value,
  (select jsonb_build_object('task', x.task_id, 'outcome', x.outcome) from ledger x where x.invoice_id = l.invoice_id and x.tenant_id = l.tenant_id
     and x.cycle = l.cycle and x.step = l.step and x.occurrence = l.occurrence and x.kind = 'approval' and x.result = 'done' and x.task_id is not null
     order by x.at desc, x.id desc limit 1) as approval,
  ${noticeBriefSql('l.invoice_id', todayOfDebtorSql('l.debtor_id'), "n.kind <> 'notice-of-default' and n.claimed_at <= l.at")} as notice
  from ledger l join invoice i on i.id = l.invoice_id`;
/** A claim that was withdrawn, or failed, handed nothing over. */
const handedOver = `l.kind = 'handover' and l.result not in ('withdrawn', 'failed')`;
type HandoverRow = HandoverView & Record<string, unknown>;

/** A handover by its id. */
export const findHandoverView = (tx: Tx, id: string): Promise<HandoverView | null> =>
  tx.one<HandoverRow>(`${handoverSql} where l.id = $1 and l.tenant_id = $2 and ${handedOver}`, [id, tx.tenantId]);

/** A page of handovers, the newest first. */
export function listHandoverViews(tx: Tx, filter: Omit<FactFilter, 'status'>, page: PageRequest): Promise<HandoverView[]> {
  const conditions = factConditions(tx, 'l', {}).add(handedOver);
  if (filter.invoiceId !== undefined) conditions.add('l.invoice_id = ?', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('l.debtor_id = ?', filter.debtorId);
  return factsPage<HandoverRow>(tx, { sql: handoverSql, table: 'l', conditions }, page);
}
