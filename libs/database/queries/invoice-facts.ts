/**
 * What belongs to an invoice, in short, as columns of the query that reads it: where each fact stands and how to ask for the whole of it.
 */
import { dayInZoneSql } from '../zone.sql.js';

/** A fact in short. The amount is in minor units of the invoice's currency; null is all of the invoice. */
export interface FactLine {
  readonly id: string;
  readonly status: string;
  readonly amount: number | null;
  readonly date: string;
}

/** A hold of the debtor that stands now. */
export interface HoldLine {
  readonly id: string;
  readonly reason: string;
  readonly until: string | null;
}

/**
 * The facts of an invoice. Of disputes and payments at most {@link mostFactLines}, the newest first; the others are the last of their kind.
 */
export interface InvoiceFactLines {
  readonly disputes: readonly FactLine[];
  readonly promise: FactLine | null;
  readonly payment_plan: FactLine | null;
  readonly payments: readonly FactLine[];
  readonly holds: readonly HoldLine[];
  readonly handover: FactLine | null;
}

/** Most disputes, and most payments, that an invoice's answer names. */
export const mostFactLines = 20;

/** An invoice to which nothing belongs. */
export const noFactLines: InvoiceFactLines = { disputes: [], promise: null, payment_plan: null, payments: [], holds: [], handover: null };

const line = (status: string, amount: string, date: string): string =>
  `jsonb_build_object('id', x.id, 'status', ${status}, 'amount', ${amount}, 'date', ${date})`;

/** Columns for a query over `invoice i` and its `chase c`; `today` is the day on the clock of the debtor. */
export const factColumnsSql = (today: string): string => `
  (select coalesce(jsonb_agg(${line('x.status', 'x.amount', 'x.raised_on')} order by x.id desc), '[]') from
     (select * from dispute where invoice_id = i.id and tenant_id = i.tenant_id order by id desc limit ${mostFactLines}) x) as disputes,
  (select ${line('x.status', 'x.amount', 'x.date')} from promise x where x.invoice_id = i.id and x.tenant_id = i.tenant_id
     order by x.id desc limit 1) as promise,
  (select ${line('x.status', '(select sum(t.amount) from instalment t where t.plan_id = x.id)', dayInZoneSql('x.agreed_at'))}
     from payment_plan_invoice y join payment_plan x on x.id = y.plan_id where y.invoice_id = i.id and y.tenant_id = i.tenant_id
     order by x.id desc limit 1) as payment_plan,
  (select coalesce(jsonb_agg(${line('x.status', 'x.amount', 'x.paid_on')} order by x.id desc), '[]') from
     (select * from payment where tenant_id = i.tenant_id and id in (select p.id from payment p where p.invoice_id = i.id
        union select a.payment_id from allocation a where a.invoice_id = i.id) order by id desc limit ${mostFactLines}) x) as payments,
  (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'reason', x.reason, 'until', x.until) order by x.id desc), '[]') from debtor_hold x
     where x.debtor_id = i.debtor_id and x.tenant_id = i.tenant_id and x.lifted_at is null and (x.until is null or x.until >= ${today})) as holds,
  (select ${line(`'submitted'`, 'x.amount', dayInZoneSql('x.at'))} from ledger x where x.invoice_id = i.id
     and x.tenant_id = i.tenant_id and x.kind = 'handover' and x.result not in ('withdrawn', 'failed') order by x.id desc limit 1) as handover`;
