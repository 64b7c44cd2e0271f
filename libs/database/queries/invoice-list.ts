/**
 * Pages of invoices by any filter in any order. What is filtered and sorted by stands with the chase, so that one index gives both: an index
 * begins with the status, or with the stage and the status. A list that names no status is put together from a page of each.
 */
import type { Instant } from '#domain/calendar/zone.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import { chaseOutcomes } from '#domain/policy/facts/facts.js';
import type { Tx } from '../tx.js';
import { chasedStatuses, fromSql, invoiceByNumberSql, type InvoiceView, invoiceColumnsSql, statusSql, todaySql } from './invoice-views.js';
import { todaysOf } from './todays.js';
import { afterPosition, Conditions, type ListOrder, pageOrder, type PageRequest, pageSql } from './list.js';

/**
 * Orders a list may have. A chase without a next instant comes last. It is a `case`, as in the index: under row-level security Postgres uses no
 * condition over a `coalesce` to find its way in an index, since it does not know whether that gives away a value.
 */
const orders = {
  dueDate: { value: 'c.due_date', type: 'date' },
  createdAt: { value: 'c.created_at', type: 'timestamptz' },
  open: { value: 'c.open', type: 'bigint' },
  nextAt: { value: "(case when c.next_at is null then 'infinity'::timestamptz else c.next_at end)", type: 'timestamptz' },
} as const;

/** What a list of invoices is narrowed to; absent is everything. */
export interface InvoiceFilter {
  readonly status?: string | undefined;
  readonly debtorId?: string | undefined;
  readonly dueBefore?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly stage?: string | undefined;
  readonly number?: string | undefined;
  readonly waitsFor?: WaitsFor | undefined;
  readonly disputed?: boolean | undefined;
  readonly sort: { readonly by: keyof typeof orders; readonly descending: boolean };
  /** Live: at what instant being overdue is judged. */
  readonly now: Instant;
}

/** Literals of ours, so that Postgres plans each branch by how many there are. */
const ofStatus = (statuses: readonly string[], more: string): string[] =>
  statuses.map((status) => [`${statusSql} = '${status}'`, more].filter((text) => text !== '').join(' and '));

const debtorsTodaySql = (now: string): string =>
  `(select ${todaySql(now)} from debtor d left join test_clock k on k.id = d.test_clock_id where d.id = c.debtor_id)`;

/** Conditions of being overdue, and of an open chase not being so: a range of the due date, made exact where clocks differ. */
async function overdueSql(tx: Tx, conditions: Conditions, filter: InvoiceFilter): Promise<{ overdue: string; inTime: string } | null> {
  if (filter.overdue === undefined) return null;
  const { first, last, alike } = await todaysOf(tx, filter.now);
  const exact = (operator: string): string =>
    alike ? '' : ` and c.due_date ${operator} ${debtorsTodaySql(conditions.bind(new Date(filter.now)))}`;
  return filter.overdue
    ? { overdue: `c.due_date < ${conditions.bind(last)}::date${exact('<')}`, inTime: '' }
    : { overdue: '', inTime: `c.due_date >= ${conditions.bind(first)}::date${exact('>=')}` };
}

/** The conditions that hold in every branch. @returns whether they leave so few that no index need give the order */
function narrow(conditions: Conditions, filter: InvoiceFilter): boolean {
  const { status, stage, debtorId, number, dueBefore, waitsFor, disputed } = filter;
  if (status !== undefined) conditions.add(`${statusSql} = ?`, status);
  if (stage !== undefined) conditions.add('c.stage = ?', stage);
  if (dueBefore !== undefined) conditions.add('c.due_date < ?', dueBefore);
  if (debtorId !== undefined) conditions.add('c.invoice_id in (select y.id from invoice y where y.debtor_id = ?)', debtorId);
  if (number !== undefined) conditions.add(`c.invoice_id = ${invoiceByNumberSql('y.id', `${conditions.bind(number)}::text`)}`);
  if (waitsFor !== undefined) conditions.add('c.waits_for = ?', waitsFor);
  const inDispute = `select x.invoice_id from dispute x where x.tenant_id = $1 and x.status = 'open'`;
  if (disputed === true) conditions.add(`c.invoice_id in (${inDispute})`);
  if (disputed === false) conditions.add(`not exists (${inDispute} and x.invoice_id = c.invoice_id)`);
  return debtorId !== undefined || number !== undefined || disputed === true || waitsFor === 'person' || waitsFor === 'news';
}

/** A page of invoices, with one row more than asked for when there are more. */
export async function listInvoiceViews(tx: Tx, filter: InvoiceFilter, page: PageRequest): Promise<InvoiceView[]> {
  const conditions = new Conditions('c.tenant_id', tx.tenantId);
  const today = todaySql(conditions.bind(new Date(filter.now)));
  const { by, descending } = filter.sort;
  const order: ListOrder = { ...orders[by], id: 'c.invoice_id', descending };
  const few = narrow(conditions, filter);
  const dues = await overdueSql(tx, conditions, filter);
  afterPosition(conditions, order, page);
  const whole = few || filter.status !== undefined;
  if (whole && filter.waitsFor !== undefined) conditions.add('c.outcome is null'); // the branches say so already
  const branches = whole ? wholeBranch(dues) : branchesOf(filter, dues);
  const limit = conditions.bind(page.limit + 1);
  const pageOf = pageSql('chase c', { conditions, order, limit }, branches);
  return tx.query<InvoiceView & Record<string, unknown>>(
    `${invoiceColumnsSql('page.value', today)} from ${pageOf} page join invoice i on i.id = page.id ${fromSql} where i.tenant_id = $1 ${pageOrder(order)}`,
    conditions.values,
  );
}

type Dues = Awaited<ReturnType<typeof overdueSql>>;

function wholeBranch(dues: Dues): string[] {
  if (!dues) return [];
  return [dues.overdue === '' ? `(c.outcome is not null or ${dues.inTime})` : `c.outcome is null and ${dues.overdue}`];
}

function branchesOf({ waitsFor }: InvoiceFilter, dues: Dues): string[] {
  const open = ofStatus(chasedStatuses, dues?.overdue || dues?.inTime || '');
  const over = dues?.overdue || waitsFor !== undefined ? [] : ofStatus(chaseOutcomes, '');
  return [...open, ...over];
}
