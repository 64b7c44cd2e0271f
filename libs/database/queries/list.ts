/** What lists have in common: conditions gathered one by one, and a page that begins after a position. */
import type { Parameter } from '../tx.js';

/** A thing named by its own id or by the creditor's. */
export type ByReference = { readonly uuid: string } | { readonly externalId: string };

/** A page that is asked for. One row more than `limit` is read, to know whether there are more. */
export interface PageRequest {
  readonly limit: number;
  /** Sort value (as text) and id of the last row before the page. */
  readonly after: { readonly value: string; readonly id: string } | null;
}

/** How a list is ordered: by a value, then by id, both in one direction. SQL expressions of ours. */
export interface ListOrder {
  readonly value: string;
  readonly type: 'date' | 'timestamptz' | 'bigint';
  readonly id: string;
  readonly descending: boolean;
}

/** How rows are put in order. */
export const orderBy = ({ value, id, descending }: Pick<ListOrder, 'value' | 'id' | 'descending'>): string =>
  descending ? `order by ${value} desc, ${id} desc` : `order by ${value}, ${id}`;

/** Narrows a list to what comes after the position of a page. */
export function afterPosition(conditions: Conditions, order: ListOrder, page: PageRequest): void {
  const after = afterSql(conditions, order, page);
  if (after !== '') conditions.add(after);
}

/** That a row comes after the position of a page; '' for the first one. */
export const afterSql = (conditions: Conditions, { value, type, id, descending }: ListOrder, { after }: PageRequest): string =>
  after ? `(${value}, ${id}) ${descending ? '<' : '>'} (${conditions.bind(after.value)}::${type}, ${conditions.bind(after.id)}::uuid)` : '';

/**
 * The ids and values of a page, and nothing else of its rows, so that what is costly to look up is looked up for these only. A list that
 * names no value of the column its index begins with is put together from a page of each value: `branches` are those conditions, which
 * exclude each other; every branch is read in order from the same index.
 *
 * @returns SQL of a relation with the columns `id` and `value`
 */
export function pageSql(
  from: string,
  { conditions, order, limit }: { readonly conditions: Conditions; readonly order: ListOrder; readonly limit: string },
  branches: readonly string[] = [],
): string {
  const { value, id } = order;
  const branch = (more: string): string =>
    `(select ${id} as id, ${value} as value from ${from} ${conditions.where}${more && ` and ${more}`} ${orderBy(order)} limit ${limit})`;
  const [only = '', ...others] = branches;
  return others.length === 0 ? branch(only) : firstOf(`(${branches.map(branch).join(' union all ')}) x`, { order, limit });
}

/** A page of what several pages hold together: `from` gives it as the relation `x`. */
export const firstOf = (from: string, { order, limit }: { readonly order: ListOrder; readonly limit: string }): string =>
  `(select x.* from ${from} ${orderBy({ value: 'x.value', id: 'x.id', descending: order.descending })} limit ${limit})`;

/** The order of a page's rows, once more: a join keeps none. */
export const pageOrder = ({ descending }: ListOrder): string => orderBy({ value: 'page.value', id: 'page.id', descending });

/** Gathers `where` conditions with their parameters. Texts are ours; values are always parameters. */
export class Conditions {
  readonly values: Parameter[] = [];
  private readonly texts: string[] = [];

  constructor(tenantColumn: string, tenantId: string) {
    this.add(`${tenantColumn} = ?`, tenantId);
  }

  /** Adds a condition; each `?` in it takes the next value. */
  add(text: string, ...values: readonly Parameter[]): this {
    let next = 0;
    this.texts.push(
      text.replaceAll('?', () => {
        const value = values[next++];
        if (value === undefined) throw new RangeError(`conditions: too few values for "${text}"`);
        return this.bind(value);
      }),
    );
    return this;
  }

  /** Binds a value and gives its placeholder. */
  bind(value: Parameter): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** The `where` clause. */
  get where(): string {
    return `where ${this.texts.join(' and ')}`;
  }
}
