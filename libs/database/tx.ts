import type { PoolClient, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';
import { type AppendedRows, Appends, type AppendTable } from './appends.js';

/** A value a statement may be given. */
export type Parameter = string | number | bigint | boolean | null | Date | Buffer | readonly (string | number | bigint | Buffer)[];

/**
 * One transaction. Inside `Database.ofTenant` row-level security shows the rows of `tenantId` only; statements name the tenant all the
 * same. `name` makes a statement prepared once per connection: worth it where planning costs more than running.
 */
export class Tx {
  private readonly afterCommit = new Set<string>();
  private readonly appends = new Appends();
  private writes = 0;
  private undoings = 0;

  constructor(
    readonly tenantId: string,
    private readonly entities: EntityManager,
    private readonly client: PoolClient,
  ) {}

  /** TypeORM on this transaction. Whoever takes it may write, so taking it counts as a write. */
  get manager(): EntityManager {
    this.writes += 1;
    return this.entities;
  }

  /** How many statements so far may have written facts: who read facts when it was lower has to read them again. */
  get factWrites(): number {
    return this.writes;
  }

  /** How often a part of the transaction was undone: rows that came back by it are as old as before. */
  get undone(): number {
    return this.undoings;
  }

  /**
   * All rows of a statement. It is on its way when this returns: statements that are asked for one after the other without waiting travel
   * together and are carried out in that order, each seeing what the ones before it wrote. Of such, all answers must be waited for.
   */
  async query<Row extends QueryResultRow>(text: string, values: readonly Parameter[] = [], name?: string): Promise<Row[]> {
    if (writesFacts(text)) this.writes += 1;
    let flushed: Promise<void> | null = null;
    if (undoes.test(text)) this.undo();
    else if (begins.test(text) || this.appends.areNamedIn(text)) flushed = this.flush();
    const bound = values.map((value) => (typeof value === 'bigint' ? value.toString() : value));
    const asked = this.client.query<Row>(name === undefined ? { text, values: bound } : { name, text, values: bound });
    return flushed === null ? (await asked).rows : (await Promise.all([asked, flushed]))[0].rows;
  }

  /** The only row of a statement, or null. */
  async one<Row extends QueryResultRow>(text: string, values: readonly Parameter[] = [], name?: string): Promise<Row | null> {
    return (await this.query<Row>(text, values, name))[0] ?? null;
  }

  /** Writes a row before anybody can miss it: with all others of its kind, before a statement that names its table, else before the commit. */
  append<Table extends AppendTable>(table: Table, row: AppendedRows[Table]): void {
    this.appends.add(table, row);
  }

  /** Writes what was appended. @throws at once, and not by its promise, where the rows cannot even be written down: nothing may go behind them */
  flush(): Promise<void> {
    const statement = this.appends.take(this.tenantId);
    return statement ? this.client.query({ ...statement, values: [...statement.values] }).then(() => undefined) : Promise.resolve();
  }

  private undo(): void {
    this.appends.forget();
    this.undoings += 1;
  }

  /** Wakes listeners of a channel once this transaction is committed (never before: they would find nothing). */
  wake(channel: WakeChannel): void {
    this.afterCommit.add(channel);
  }

  /** Channels to wake; read by {@link Database} after the commit. */
  get woken(): ReadonlySet<string> {
    return this.afterCommit;
  }
}

/** A part of the transaction that may be undone begins: what was appended before is none of it. */
const begins = /^\s*savepoint\b/i;
const undoes = /^\s*rollback to\b/i;

/** Events and outbox rows tell of facts and are none; the lock of a row (`for update`) writes nothing. */
const factWrite = /\b(?:insert into|delete from|(?<!\bfor )(?<!\bfor no key )update)\s+(?!event\b|outbox\b)\w/i;

/** Whether a statement may write facts. */
export const writesFacts = (text: string): boolean => factWrite.test(text);

/** Who can be woken: the outbox relay. */
export type WakeChannel = 'maanwerk_outbox';
