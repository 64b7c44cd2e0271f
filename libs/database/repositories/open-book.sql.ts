/**
 * The open book in few and narrow columns: no JSON, nothing a decision does not hang on. What is always there comes as one text with `|`
 * between the parts, since a driver spends its time per column; no part can hold the sign. `$1` is the tenant.
 */
import { agreedOn, earlierInstalments, planOrder, toConfirmSql } from './agreements.sql.js';
import { dueOfTerm } from './plan-term.sql.js';
import { toFormerAddress } from './recipient.sql.js';

// Written by this house with milliseconds, so rounding only takes off what a double adds.
const epoch = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`;

const bit = (condition: string, value: number): string => `${value} * (${condition})::int`;

/** Bits in a packed row of {@link bookSql}. From `promise` on they say that there is something to read of it, which for most there is not. */
export const bits = {
  email: 1,
  phone: 2,
  address: 4,
  doNotContact: 8,
  unmatchedMoney: 16,
  directDebit: 32,
  promise: 64,
  plan: 128,
  dispute: 256,
  override: 512,
  hold: 1024,
  notice: 2048,
} as const;

const has = (column: string, from: string): string => `${column} in (select ${from} and x.tenant_id = $1)`;

const bitsSql = [
  bit('d.email is not null', bits.email),
  bit('d.phone is not null', bits.phone),
  bit('d.address is not null', bits.address),
  bit('d.do_not_contact', bits.doNotContact),
  bit(
    `d.unmatched_money or ${has('d.id', `x.debtor_id from payment x where x.hint is not null and x.status = 'assigned'`)}`,
    bits.unmatchedMoney,
  ),
  bit('i.direct_debit_pending', bits.directDebit),
  bit(has('i.id', `x.invoice_id from promise x where x.status in ('open', 'broken')`), bits.promise),
  bit(has('i.id', 'x.invoice_id from payment_plan_invoice x where true'), bits.plan),
  bit(has('i.id', `x.invoice_id from dispute x where x.status = 'open'`), bits.dispute),
  bit(has('i.id', 'x.invoice_id from step_override x where true'), bits.override),
  bit(has('d.id', 'x.debtor_id from debtor_hold x where x.lifted_at is null'), bits.hold),
  bit(has('d.id', `x.debtor_id from notice x where x.state <> 'withdrawn'`), bits.notice),
].join(' + ');

/** One row an open chase, a debtor's rows together. The order of the parts is that of `unpackBookRow`. */
export const bookSql = `
select d.id as debtor_id, d.name, d.segment, d.preferred_channel,
  nullif(d.refused_channels, '{}')::text as refused, nullif(d.failed_channels, '{}')::text as failed, ${epoch('k.now')} as clock_now,
  i.id as invoice_id, i.number, i.policy_version_id, i.adopted, i.limitation, c.paused_reason, c.paused_until, c.paused_cause,
  concat_ws('|', d.kind, d.language, ${bitsSql}, coalesce(d.payment_score::text, ''), i.issue_date, i.due_date, i.currency, i.total, i.open,
    i.term_basis, ${epoch('i.registered_at')}) as packed
from debtor d join chase c on c.debtor_id = d.id join invoice i on i.id = c.invoice_id left join test_clock k on k.id = d.test_clock_id
where d.tenant_id = $1 and c.outcome is null`;

/** Order of {@link bookSql}: decisions of one debtor need all of his chases. */
export const bookOrder = 'order by d.id, i.due_date, i.id';

/** What was sent and done, of all the debtors' invoices: the open ones' steps, and every contact. One row a debtor, one line an entry. `$2` and `$3` are the first and the last debtor. */
export const ledgerSql = `
select debtor_id, string_agg(concat(invoice_id, '|', kind, '|', step, '|', occurrence, '|', ${epoch('at')}, '|', result, '|', channel, '|', outcome, '|',
  ${epoch('deadline')}, '|',
  case when result = 'failed' and (select ${toFormerAddress('ledger')} from debtor d where d.id = ledger.debtor_id) then 't' end), e'\\n' order by at, recorded_at) as lines
from ledger where tenant_id = $1 and debtor_id between $2 and $3 and result <> 'withdrawn' and kind not in ('copy', 'confirmation') group by debtor_id`;

/** Holds that were not lifted; here and below `$2` are the ids that have some. */
export const holdSql = `
select debtor_id, reason, until from debtor_hold where tenant_id = $1 and debtor_id = any($2::uuid[]) and lifted_at is null order by created_at, id`;

/** Formal notices, one row a claim that they name; those that surely never left are none. */
export const noticeSql = `
select n.id, n.kind, n.debtor_kind, n.state, n.ended_reason, ${epoch('n.claimed_at')} as at, n.sent_on, n.channel, n.last_day, n.costs_from, n.announced_costs,
  c.invoice_id, c.amount, c.due_date, c.term_basis, c.default_basis, c.step, c.occurrence
from notice n join notice_claim c on c.notice_id = n.id
where n.tenant_id = $1 and n.debtor_id = any($2::uuid[]) and n.state <> 'withdrawn' order by n.claimed_at, n.id, c.invoice_id`;

const ofInvoices = (table: string): string => `from ${table} where x.tenant_id = $1 and x.invoice_id = any($2::uuid[])`;

/** Promises that stand or were broken. */
export const promiseSql = `
select x.invoice_id, x.status, x.date, x.amount, x.ended_on ${ofInvoices('promise x')} and x.status in ('open', 'broken') order by x.made_at`;

/** Instalments of plans that are kept or were broken, of each invoice the plan that counts first. */
export const planSql = `
select x.invoice_id, p.id::text as plan_id, case when p.status = 'broken' then p.ended_on end as broken_on, ${agreedOn('p')} as agreed_on,
  ${earlierInstalments('x.invoice_id', 'p')} as earlier, ${dueOfTerm('p')} as due_date, s.amount, s.amount - s.paid as open
${ofInvoices('payment_plan_invoice x join payment_plan p on p.id = x.plan_id join instalment s on s.plan_id = x.plan_id')} and p.status in ('active', 'broken')
order by x.invoice_id, ${planOrder('p')}, s.no`;

/** Agreements that must still be confirmed in writing, the newest first. */
export const confirmSql = toConfirmSql((column) => `${column} = any($2::uuid[]) and x.tenant_id = $1`);

/** Disputes that are open. */
export const disputeSql = `
select x.invoice_id, x.raised_on, x.amount ${ofInvoices('dispute x')} and x.status = 'open' order by x.raised_on`;

/** What operators ordered. */
export const overrideSql = `
select x.invoice_id, x.step, x.act, x.until, ${epoch('x.at')} as at ${ofInvoices('step_override x')} order by x.at`;
