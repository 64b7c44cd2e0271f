/**
 * Pages of invoices by any filter in any order. What is filtered and sorted by stands with the chase, so that one index gives both: a list is put
 * together from a page of each group of chases that the filter leaves, see `chase-groups.ts`.
 */
import type { Instant } from '#domain/calendar/zone.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import type { Tx } from '../tx.js';
import { groupedPageSql, type GroupKeys, groupsSql, keysOfChase, keysOfGroup, type ListPart } from './chase-groups.js';
import { fromSql, invoiceByNumberSql, type InvoiceView, invoiceColumnsSql, todaySql } from './invoice-views.js';
import { todaysOf } from './todays.js';
import { afterPosition, afterSql, Conditions, type ListOrder, pageOrder, type PageRequest, pageSql } from './list.js';

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

const debtorsTodaySql = (now: string): string =>
  `(select ${todaySql(now)} from debtor d left join test_clock k on k.id = d.test_clock_id where d.id = c.debtor_id)`;

/** The part of a list that is overdue, or the parts that are not: a range of the due date, made exact where clocks differ. */
async function partsOf(tx: Tx, { conditions, keys }: Narrowed, { overdue, dueBefore, now }: InvoiceFilter): Promise<ListPart[]> {
  const before = dueBefore === undefined ? '' : `c.due_date < ${conditions.bind(dueBefore)}::date`;
  if (overdue === undefined) return [{ groups: '', dues: before, exact: '' }];
  const { first, last, alike } = await todaysOf(tx, now);
  const exact = (operator: string): string => (alike ? '' : `c.due_date ${operator} ${debtorsTodaySql(conditions.bind(new Date(now)))}`);
  const both = (range: string): string => (before === '' ? range : `${before} and ${range}`);
  if (overdue) return [{ groups: keys.chased, dues: both(`c.due_date < ${conditions.bind(last)}::date`), exact: exact('<') }];
  return [
    { groups: keys.chased, dues: both(`c.due_date >= ${conditions.bind(first)}::date`), exact: exact('>=') },
    { groups: `not ${keys.chased}`, dues: before, exact: '' },
  ];
}

/** Conditions of a list, and what they call the keys of its groups. */
interface Narrowed {
  readonly conditions: Conditions;
  readonly keys: GroupKeys;
}

/** What leaves some groups of all. */
function groupsOf({ conditions, keys }: Narrowed, { status, stage, waitsFor, disputed }: InvoiceFilter): string[] {
  const groups: string[] = [];
  if (status !== undefined) groups.push(`${keys.status} = ${conditions.bind(status)}`);
  if (stage !== undefined) groups.push(`${keys.stage} = ${conditions.bind(stage)}`);
  if (waitsFor !== undefined) groups.push(keys.chased, `${keys.waits} = ${conditions.bind(waitsFor)}`);
  if (disputed !== undefined) groups.push(`${keys.disputed} = ${conditions.bind(disputed)}`);
  return groups;
}

/** Invoices of a debtor, by an index each for those that are chased and those that are over; of those that a number names there is one at most. */
function partsOfFew(conditions: Conditions, { debtorId, number }: InvoiceFilter, parts: readonly ListPart[]): readonly string[] {
  const texts = parts.map(({ groups, dues, exact }) => [groups, dues, exact].filter((text) => text !== '').join(' and '));
  if (number !== undefined) conditions.add(`c.invoice_id = ${invoiceByNumberSql('y.id', `${conditions.bind(number)}::text`)}`);
  if (debtorId === undefined) return texts;
  conditions.add('c.debtor_id = ?', debtorId);
  return texts.flatMap((text) => ['c.outcome is null', 'c.outcome is not null'].map((one) => (text === '' ? one : `${one} and ${text}`)));
}

/** The ids of a page as a relation, and what stands before the statement. */
async function pageOf(tx: Tx, conditions: Conditions, { filter, order, page }: Asked): Promise<{ before: string; from: string }> {
  const few = filter.debtorId !== undefined || filter.number !== undefined;
  const narrowed = { conditions, keys: few ? keysOfChase : keysOfGroup };
  const groups = groupsOf(narrowed, filter);
  const parts = await partsOf(tx, narrowed, filter);
  const limit = conditions.bind(page.limit + 1);
  if (!few) {
    const after = afterSql(conditions, order, page);
    const list = { conditions, groups, order, byDue: filter.sort.by === 'dueDate', after, limit };
    return { before: `with recursive ${groupsSql}`, from: groupedPageSql(list, parts) };
  }
  for (const group of groups) conditions.add(group);
  afterPosition(conditions, order, page);
  const branches = partsOfFew(conditions, filter, parts);
  return { before: '', from: pageSql('chase c', { conditions, order, limit }, branches) };
}

interface Asked {
  readonly filter: InvoiceFilter;
  readonly order: ListOrder;
  readonly page: PageRequest;
}

/** A page of invoices, with one row more than asked for when there are more. */
export async function listInvoiceViews(tx: Tx, filter: InvoiceFilter, page: PageRequest): Promise<InvoiceView[]> {
  const conditions = new Conditions('c.tenant_id', tx.tenantId);
  const today = todaySql(conditions.bind(new Date(filter.now)));
  const { by, descending } = filter.sort;
  const order: ListOrder = { ...orders[by], id: 'c.invoice_id', descending };
  const { before, from } = await pageOf(tx, conditions, { filter, order, page });
  return tx.query<InvoiceView & Record<string, unknown>>(
    `${before} ${invoiceColumnsSql('page.value', today)} from ${from} page join invoice i on i.id = page.id ${fromSql} where i.tenant_id = $1 ${pageOrder(order)}`,
    conditions.values,
  );
}
