/**
 * The case query: one debtor with every open chase, and with the invoices `$3` although their chases are over. `$1` is the tenant, `$2` the
 * debtor, or one of his invoices: then it may be asked together with the lock, before anybody knows whose the invoice is.
 */
import { changedMine, leftSql, markSql, wholeSql, wroteLedger } from './case-changes.sql.js';
import { childSql, type Scope } from '../facts/child-rows.js';
import { asColumns, debtorJson, packedInvoice, selected } from '../facts/fact-columns.js';
import { contactsSql, isStepSql, linesSql } from '../facts/ledger-lines.js';

/** The invoices, once for all that is read of them. Two arms, since each has an index of its own. */
const mineOf = (debtor: string): string => `select array(
  select c.invoice_id from chase c where c.tenant_id = $1 and c.debtor_id = ${debtor} and c.outcome is null
  union select c.invoice_id from chase c where c.tenant_id = $1 and c.debtor_id = ${debtor} and c.invoice_id = any($3::uuid[])) as ids`;

const invoices = '(select ids from mine)::uuid[]';

const rowsAsJson = (sql: string): string => `(select coalesce(json_agg(x), '[]') from (${sql}) x)`;

/** What a person was asked about the chase last. */
const attention = `
select json_build_object('id', t.id, 'status', t.status, 'cycle', t.cycle, 'step', t.step, 'reason', t.reason, 'grounds', t.grounds, 'outcome', t.outcome_code)
from task t where t.invoice_id = i.id and t.kind = 'attention' order by t.opened_at desc, t.id desc limit 1`;

/** What a case knows of an invoice beside the facts that decisions depend on. */
const recordColumns = {
  description: 'i.description',
  payment_reference: 'i.payment_reference',
  cycle: 'c.cycle',
  outcome: 'c.outcome',
  waits_for: 'c.waits_for',
  plan: 'c.plan',
  plan_revision: 'c.plan_revision',
  limitation_last_day: 'c.limitation_last_day',
  limitation_warned: 'c.limitation_warned',
  listed_stage: 'c.stage',
  listed_due_date: 'c.due_date',
  listed_open: 'c.open',
  listed_disputed: 'c.disputed',
  attention: `(${attention})`,
};

const invoicesSql = `
select ${asColumns(packedInvoice, recordColumns)} from (
  select ${selected(packedInvoice)}, ${selected(recordColumns)}
  from invoice i join chase c on c.invoice_id = i.id where i.id = any(${invoices}) order by i.due_date, i.id) x`;

/** What payments of the debtor left over, oldest first. */
const creditsSql = `
select coalesce(json_agg(json_build_object('id', a.id, 'paymentId', p.id, 'invoiceId', p.invoice_id, 'currency', p.currency, 'amount', a.amount, 'hint', p.hint)
  order by p.paid_on, p.id, a.id), '[]')
from payment p join allocation a on a.payment_id = p.id where p.debtor_id = d.id and p.status = 'assigned' and a.part = 'credit'`;

const children = (scope: Scope): string =>
  Object.entries(childSql)
    .map(([kind, sql]) => `'${kind}', ${rowsAsJson(sql(scope))}`)
    .join(',\n  ');

/** What the query is of: the `debtor` as SQL, `before` what that takes, the invoices as `mine`. */
interface CaseQuery {
  readonly debtor: string;
  readonly before?: string;
  readonly mine: string;
  readonly contacts: string;
  readonly more: string;
}

/** Everything about the debtor, in one row, of the invoices in `mine`. */
const caseOf = ({ debtor, before = '', mine, contacts, more }: CaseQuery): string => `
with ${before}${mine}
select to_json(d) as record, json_build_object(${debtorJson}) as debtor,
  (select json_build_object('id', k.id, 'now', k.now) from test_clock k where k.id = d.test_clock_id) as clock,
  ${contacts} as contacts,
  (${invoicesSql}) as invoices,
  (select ${linesSql} from ledger l where l.tenant_id = $1 and l.invoice_id = any(${invoices}) and ${isStepSql}) as lines,
  json_build_object(${children({ debtors: `array[${debtor}]::uuid[]`, invoices })}) as children,
  (${creditsSql}) as credits,
  ${more}
from debtor d where d.id = ${debtor} and d.tenant_id = $1`;

const whole = (debtor: string): CaseQuery => ({
  debtor,
  mine: `mine as materialized (${mineOf(debtor)})`,
  contacts: `(${contactsSql})`,
  more: `${markSql} as mark`,
});

/** The whole case. */
export const caseSql = caseOf(whole('$2'));

/** The same of the debtor who owes the invoice `$2`. */
export const caseOfInvoiceSql = caseOf({
  ...whole('(select id from who)'),
  before: 'who as materialized (select o.debtor_id as id from invoice o where o.id = $2 and o.tenant_id = $1), ',
});

/** What has changed of it since it was read last; contacts are null when they are the same. */
export const changedCaseSql = caseOf({
  debtor: '$2',
  mine: changedMine(mineOf('$2')),
  contacts: `case when ${wroteLedger} then (${contactsSql}) end`,
  more: `${markSql} as mark, ${leftSql} as "left", ${wholeSql} as whole`,
});
