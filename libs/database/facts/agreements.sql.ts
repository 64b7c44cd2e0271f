/** What was agreed, as the case under its lock and the open book read it: the two must give the same facts. */
import { dayInZoneSql } from '../zone.sql.js';

/** Instalments of plans over an invoice that were agreed before `p`: the ledger counts on from there. */
export const earlierInstalments = (invoiceId: string, p: string): string => `(select count(*)::int from payment_plan_invoice ex
  join payment_plan eq on eq.id = ex.plan_id join instalment es on es.plan_id = eq.id
  where ex.invoice_id = ${invoiceId} and (eq.agreed_at, eq.id) < (${p}.agreed_at, ${p}.id))`;

/** The day of an agreement where the creditor lives. */
export const agreedOn = (p: string): string => dayInZoneSql(`${p}.agreed_at`);

/** Of the plans over an invoice the one that is kept, else the one that was broken last. */
export const paymentPlanOrder = (p: string): string =>
  `(${p}.status = 'active') desc, ${p}.ended_on desc, ${p}.agreed_at desc, ${p}.id desc`;

/**
 * Agreements that stand, are to be confirmed in writing and have not been: the claim of the confirmation ends it, whatever becomes of it.
 * `of` narrows a column to the invoices asked about. Columns: invoice_id, kind, no (of its kind over the invoice), agreed_at, by_phone.
 */
export const toConfirmSql = (of: (column: string) => string): string => `
select c.* from (
  select x.invoice_id, 'promise' as kind, x.made_at as agreed_at, x.by_phone, (select count(*)::int from promise q
      where q.invoice_id = x.invoice_id and (q.made_at, q.id) <= (x.made_at, x.id)) as no
  from promise x where ${of('x.invoice_id')} and x.status = 'open' and x.confirm
  union all
  select x.invoice_id, 'plan', p.agreed_at, p.by_phone, (select count(*)::int from payment_plan_invoice qx join payment_plan q on q.id = qx.plan_id
      where qx.invoice_id = x.invoice_id and (q.agreed_at, q.id) <= (p.agreed_at, p.id))
  from payment_plan_invoice x join payment_plan p on p.id = x.plan_id where ${of('x.invoice_id')} and p.status = 'active' and p.confirm) c
where not exists (select 1 from ledger l where l.invoice_id = c.invoice_id and l.kind = 'confirmation' and l.step = 'confirm-' || c.kind
  and l.occurrence = c.no and l.result <> 'withdrawn')
order by c.agreed_at desc, c.kind`;
