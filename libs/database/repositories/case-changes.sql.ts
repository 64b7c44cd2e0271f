/**
 * Which invoices of a case may say something else than when it was read: those with a row that was written since. Nobody has to say what he
 * wrote; Postgres is asked, which counts what a transaction writes by table and keeps with each row who wrote it.
 */

/** Tables with rows of a debtor's case that are read again only when they were written. */
export const watchedTables = [
  'debtor',
  'invoice',
  'chase',
  'ledger',
  'task',
  'promise',
  'payment_plan',
  'payment_plan_invoice',
  'instalment',
  'dispute',
  'step_override',
  'notice',
  'notice_claim',
] as const;
type Watched = (typeof watchedTables)[number];

const counted = (what: 'inserted' | 'updated' | 'deleted') => (table: Watched) => `pg_stat_get_xact_tuples_${what}('${table}'::regclass)`;
const writes = (table: Watched): string => `${counted('inserted')(table)} + ${counted('updated')(table)}`;
const deletes = watchedTables.map(counted('deleted')).join(' + ');

/**
 * When a case was read: how much this transaction had written of each table, and the oldest transaction that had not ended. What it wrote
 * later, or had written itself, is by that transaction or a younger one.
 */
export const markSql = `json_build_object('horizon', pg_snapshot_xmin(pg_current_snapshot())::xid::text, 'written', array[${watchedTables.map(writes).join(', ')}],
  'deleted', ${deletes}, 'counts', current_setting('track_counts')::boolean)`;

/** Whether a row is younger than the case as it was read; one written shortly before may count as younger. */
const isYoung = (row: string): string => `age(${row}.xmin) <= age($5::text::xid)`;

/** Read once, whatever is asked of it. */
const wrote = (...tables: readonly Watched[]): string =>
  tables.map((table) => `(select w.counts[${watchedTables.indexOf(table) + 1}] from written w)`).join(' or ');

const every = '(select ids from every)::uuid[]';

/** The young rows of a table that names its invoice. */
const ofInvoices = (table: Watched, more = 'true'): string =>
  `select x.invoice_id from ${table} x where (${wrote(table)}) and x.tenant_id = $1 and x.invoice_id = any(${every}) and ${isYoung('x')} and ${more}`;

const young: readonly string[] = [
  `select i.id from invoice i where (${wrote('invoice')}) and i.tenant_id = $1 and i.id = any(${every}) and ${isYoung('i')}`,
  ...(['chase', 'ledger', 'task', 'promise', 'dispute', 'step_override'] as const).map((table) => ofInvoices(table)),
  // Whether what failed was sent to the address of today depends on the debtor.
  `select l.invoice_id from ledger l where (${wrote('debtor')}) and l.tenant_id = $1 and l.invoice_id = any(${every}) and l.result = 'failed'
    and exists (select from debtor d where d.id = $2 and d.tenant_id = $1 and ${isYoung('d')})`,
  // A payment plan and a notice are facts of every invoice that they are over.
  `select o.invoice_id from payment_plan_invoice o where (${wrote('payment_plan', 'payment_plan_invoice', 'instalment')}) and o.tenant_id = $1 and o.plan_id in (
    select x.plan_id from payment_plan_invoice x join payment_plan p on p.id = x.plan_id where x.tenant_id = $1 and x.invoice_id = any(${every})
      and (${isYoung('x')} or ${isYoung('p')} or exists (select from instalment s where s.plan_id = p.id and ${isYoung('s')})))`,
  `select o.invoice_id from notice_claim o where (${wrote('notice', 'notice_claim')}) and o.tenant_id = $1 and o.notice_id in (
    select x.notice_id from notice_claim x join notice n on n.id = x.notice_id where x.tenant_id = $1 and x.invoice_id = any(${every})
      and (${isYoung('n')} or exists (select from notice_claim y where y.notice_id = n.id and ${isYoung('y')})))`,
];

/**
 * The invoices of `now` (a query of one row with their `ids`) that are to be read again, as `mine`; `$4` are those that were read, `$5` to
 * `$7` the mark of that time.
 */
export const changedMine = (now: string): string => `
now as materialized (${now}),
every as materialized (select $4::uuid[] || now.ids as ids from now),
written as materialized (select array[${watchedTables.map((table, index) => `${writes(table)} > ($6::bigint[])[${index + 1}]`).join(', ')}] as counts),
mine as materialized (select array(
  select unnest(ids) from now intersect (${young.join('\n  union ')})
  union (select unnest(ids) from now except select unnest($4::uuid[]))) as ids)`;

/** Those that were read and are none of the case any more. */
export const leftSql = `to_json(array(select unnest($4::uuid[]) except select unnest(ids) from now))`;

/**
 * Whether all has to be read again: a row that is gone tells of no invoice, days of agreements depend on the creditor's zone, and without
 * Postgres' counts nothing is known.
 */
export const wholeSql = `(${deletes} > $7::bigint or not current_setting('track_counts')::boolean
  or exists (select from tenant z where z.id = $1 and ${isYoung('z')}))`;

/** Whether a ledger line was written. */
export const wroteLedger = wrote('ledger');
