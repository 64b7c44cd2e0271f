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

  /** How many statements so far may have written facts. Facts that were read at a lower count are out of date. */
  get factWrites(): number {
    return this.writes;
  }

  /** How often the transaction rolled back to a savepoint. The rows it restored do not look new, so a re-read by age would miss them. */
  get undone(): number {
    return this.undoings;
  }

  /**
   * All rows of a statement. The statement is sent at once. Several that are issued without awaiting each other share a round trip and run
   * in that order, each seeing what the earlier ones wrote. The caller must still await all of them.
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

  /** Queues a row. Queued rows are written in bulk before the next statement that names their table, at the latest before the commit. */
  append<Table extends AppendTable>(table: Table, row: AppendedRows[Table]): void {
    this.appends.add(table, row);
  }

  /** Writes the queued rows. @throws synchronously when they cannot be serialized, so that no later statement is sent */
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

/** A savepoint: rows queued before it are written first, so that a rollback to it does not undo them. */
const begins = /^\s*savepoint\b/i;
const undoes = /^\s*rollback to\b/i;

/** Events and outbox rows are not facts themselves; a row lock (`for update`) writes nothing. */
const factWrite = /\b(?:insert into|delete from|(?<!\bfor )(?<!\bfor no key )update)\s+(?!event\b|outbox\b)\w/i;

/** Whether a statement may write facts. */
export const writesFacts = (text: string): boolean => factWrite.test(text);

/** Who can be woken: the outbox relay. */
export type WakeChannel = 'maanwerk_outbox';
