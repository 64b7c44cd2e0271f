/** Promises, payment plans and disputes as the API shows them. */
import type { Tx } from '../tx.js';
import { type FactFilter, factConditions, factsPage } from './fact-list.js';
import type { PageRequest } from './list.js';
import { agreedOn } from '../facts/agreements.sql.js';

/** A promise. */
export interface PromiseView {
  readonly id: string;
  readonly invoice_id: string;
  readonly debtor_id: string;
  readonly date: string;
  readonly amount: bigint | null;
  readonly currency: string;
  readonly note: string | null;
  readonly status: string;
  readonly made_at: Date;
  readonly ended_on: string | null;
  readonly sort_value: string;
}

const promiseSql = `select p.id, p.invoice_id, i.debtor_id, p.date, p.amount, i.currency, p.note, p.status, p.made_at, p.ended_on, p.id::text as sort_value
  from promise p join invoice i on i.id = p.invoice_id`;
type PromiseRow = PromiseView & Record<string, unknown>;

/** A promise by its id. */
export const findPromiseView = (tx: Tx, id: string): Promise<PromiseView | null> =>
  tx.one<PromiseRow>(`${promiseSql} where p.id = $1 and p.tenant_id = $2`, [id, tx.tenantId]);

/** A page of promises, the one recorded last first. */
export function listPromiseViews(tx: Tx, filter: FactFilter, page: PageRequest): Promise<PromiseView[]> {
  const conditions = factConditions(tx, 'p', filter);
  if (filter.invoiceId !== undefined) conditions.add('p.invoice_id = ?', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('i.debtor_id = ?', filter.debtorId);
  return factsPage<PromiseRow>(tx, { sql: promiseSql, table: 'p', conditions }, page);
}

/** A term of a plan. */
export interface InstalmentView {
  readonly no: number;
  readonly due_date: string;
  readonly amount: number;
  readonly paid: number;
}

/** A payment plan with its invoices and terms. */
export interface PaymentPlanView {
  readonly id: string;
  readonly debtor_id: string;
  readonly status: string;
  readonly agreed_at: Date;
  /** The day of it on the creditor's clock. */
  readonly agreed_on: string;
  readonly ended_on: string | null;
  readonly currency: string;
  readonly invoices: readonly string[];
  readonly instalments: readonly InstalmentView[];
  readonly sort_value: string;
}

const planSql = `select p.id, p.debtor_id, p.status, p.agreed_at, ${agreedOn('p')} as agreed_on, p.ended_on,
  (select min(i.currency) from payment_plan_invoice x join invoice i on i.id = x.invoice_id where x.plan_id = p.id) as currency,
  (select jsonb_agg(x.invoice_id order by x.invoice_id) from payment_plan_invoice x where x.plan_id = p.id) as invoices,
  (select jsonb_agg(jsonb_build_object('no', t.no, 'due_date', t.due_date, 'amount', t.amount, 'paid', t.paid) order by t.no)
     from instalment t where t.plan_id = p.id) as instalments, p.id::text as sort_value
  from payment_plan p`;
type PlanRow = PaymentPlanView & Record<string, unknown>;

/** A payment plan by its id. */
export const findPaymentPlanView = (tx: Tx, id: string): Promise<PaymentPlanView | null> =>
  tx.one<PlanRow>(`${planSql} where p.id = $1 and p.tenant_id = $2`, [id, tx.tenantId]);

/** A page of payment plans, the one agreed last first. */
export function listPaymentPlanViews(tx: Tx, filter: FactFilter, page: PageRequest): Promise<PaymentPlanView[]> {
  const conditions = factConditions(tx, 'p', filter);
  if (filter.invoiceId !== undefined)
    conditions.add('p.id in (select x.plan_id from payment_plan_invoice x where x.invoice_id = ?)', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('p.debtor_id = ?', filter.debtorId);
  return factsPage<PlanRow>(tx, { sql: planSql, table: 'p', conditions }, page);
}

/** A dispute. */
export interface DisputeView {
  readonly id: string;
  readonly invoice_id: string;
  readonly debtor_id: string;
  readonly reason: string;
  readonly amount: bigint | null;
  readonly currency: string;
  readonly note: string | null;
  readonly status: string;
  readonly raised_on: string;
  readonly outcome: string | null;
  readonly resolved_on: string | null;
  readonly credit_amount: bigint | null;
  readonly sort_value: string;
}

const disputeSql = `select d.id, d.invoice_id, i.debtor_id, d.reason, d.amount, i.currency, d.note, d.status, d.raised_on, d.outcome, d.resolved_on,
  d.credit_amount, d.id::text as sort_value from dispute d join invoice i on i.id = d.invoice_id`;
type DisputeRow = DisputeView & Record<string, unknown>;

/** A dispute by its id. */
export const findDisputeView = (tx: Tx, id: string): Promise<DisputeView | null> =>
  tx.one<DisputeRow>(`${disputeSql} where d.id = $1 and d.tenant_id = $2`, [id, tx.tenantId]);

/** A page of disputes, the one raised last first. */
export function listDisputeViews(tx: Tx, filter: FactFilter, page: PageRequest): Promise<DisputeView[]> {
  const conditions = factConditions(tx, 'd', filter);
  if (filter.invoiceId !== undefined) conditions.add('d.invoice_id = ?', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('i.debtor_id = ?', filter.debtorId);
  return factsPage<DisputeRow>(tx, { sql: disputeSql, table: 'd', conditions }, page);
}
