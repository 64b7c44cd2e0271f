/**
 * Groups of chases: those of one stage and one status, who wait for the same and are disputed or not. A creditor has as many as his policies
 * have steps, times ten or so, however large his book is. Within a group an index gives every order of the lists, so a list is put together
 * from a page of each group that its filter leaves.
 */
import { statusSql } from './invoice-views.js';
import { type Conditions, firstOf, type ListOrder, orderBy } from './list.js';

/**
 * For whom a chase waits, '' when it is over. Said in two ways: the index of due dates (migration 0044) has the first, those of the other orders
 * have the second, and neither serves the other, so that a statement says which of them it is read by. A `case`, as in the index: under
 * row-level security Postgres finds no way by a `coalesce`, since it does not know whether that gives away a value.
 */
const waitsSql = {
  due: "(case when c.waits_for is null then '' else c.waits_for end)",
  other: "(case when c.waits_for is not null then c.waits_for else '' end)",
} as const;

/** What makes a group, of the row `chase c`, as the indexes begin. */
const keysOf = (by: keyof typeof waitsSql): readonly string[] => ['c.stage', statusSql, waitsSql[by], 'c.disputed'];

/** What a list calls the keys of its chases, as SQL. `chased`: it is not over. */
export interface GroupKeys {
  readonly stage: string;
  readonly status: string;
  readonly waits: string;
  readonly disputed: string;
  readonly chased: string;
}

/** The keys of the row `chase c` itself. */
export const keysOfChase: GroupKeys = {
  stage: 'c.stage',
  status: statusSql,
  waits: waitsSql.due,
  disputed: 'c.disputed',
  chased: '(c.outcome is null)',
};
/** The keys of the group `g`. */
export const keysOfGroup: GroupKeys = {
  stage: 'g.stage',
  status: 'g.status',
  waits: 'g.waits',
  disputed: 'g.disputed',
  chased: 'g.chased',
};

const names = ['stage', 'status', 'waits', 'disputed'] as const;
const inGroup = (by: keyof typeof waitsSql): string =>
  keysOf(by)
    .flatMap((key, n) => `${key} = g.${names[n]}`)
    .join(' and ');

const own = keysOf('due').join(', ');
const columns = `${keysOf('due')
  .map((key, n) => `${key} as ${names[n]}`)
  .join(', ')}, c.outcome is null as chased`;

/** The groups that a creditor has, each found by one look into an index behind the one before it. `$1` is the tenant; of a recursive `with`. */
export const groupsSql = `groups as (
  (select ${columns} from chase c where c.tenant_id = $1 order by ${own} limit 1)
  union all
  select n.* from groups g cross join lateral (select ${columns} from chase c where c.tenant_id = $1
    and (${own}) > (${names.map((name) => `g.${name}`).join(', ')}) order by ${own} limit 1) n)`;

/** A part of a list: its groups, and a range of due dates; as SQL, '' for all. `exact` makes the range exact, row by row. */
export interface ListPart {
  readonly groups: string;
  readonly dues: string;
  readonly exact: string;
}

/** How a list is read from groups. */
export interface GroupedList {
  /** That hold for every chase. */
  readonly conditions: Conditions;
  /** That hold for every group. */
  readonly groups: readonly string[];
  readonly order: ListOrder;
  readonly byDue: boolean;
  /** What comes after the position of the page; '' for the first one. */
  readonly after: string;
  readonly limit: string;
}

/** So many chases of a group are sorted rather than looked for in another order: where there are more, a page of them is found soon. */
const few = 60;

const all = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join(' and ');

/** A page of chases put together from the parts of a list. @returns SQL of a relation with the columns `id` and `value` */
export function groupedPageSql(list: GroupedList, parts: readonly ListPart[]): string {
  const { order, limit } = list;
  return firstOf(`(${parts.map((part) => partSql(list, part)).join(' union all ')}) x`, { order, limit });
}

function partSql(list: GroupedList, { groups, dues, exact }: ListPart): string {
  const { conditions, order, byDue, after, limit } = list;
  const chosen = all(...list.groups, groups);
  const from = (pages: string): string => `(select p.id, p.value from groups g ${pages}${chosen && ` where ${chosen}`})`;
  const found = `select ${order.id} as id, ${order.value} as value from chase c ${conditions.where}`;
  const page = (by: keyof typeof waitsSql, more: string): string =>
    `(${all(found, inGroup(by), dues, exact, more, after)} ${orderBy(order)} limit ${limit})`;
  if (byDue || dues === '') return from(`cross join lateral ${page(byDue ? 'due' : 'other', '')} p`);
  // By another order than that of the range: where it holds few, all of them are taken and sorted.
  const firstDue = `order by c.due_date, c.invoice_id limit ${few}`;
  const inRange = all(`from chase c ${conditions.where}`, inGroup('due'), dues);
  const isFew = `(select count(*) < ${few} as few from (select 1 ${inRange} ${firstDue}) y)`;
  const sorted = `(select y.id, y.value from (${all(found, inGroup('due'), dues, exact, 'f.few', after)} ${firstDue}) y
    ${orderBy({ value: 'y.value', id: 'y.id', descending: order.descending })} limit ${limit})`;
  return from(`cross join lateral ${isFew} f cross join lateral (${sorted} union all ${page('other', 'not f.few')}) p`);
}
