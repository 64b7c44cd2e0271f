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
