import { type PoolClient, types } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import type { Door } from './boundary/accounts.js';
import { demandGoodLogin, ForgetfulServer, UnsafeAccount } from './boundary/good-login.js';
import { entities } from './entities/index.js';
import { keepAliveAfterMs } from './keep-alive.js';
import { migrations } from './migrations/index.js';
import { Tx, type WakeChannel } from './tx.js';
import { Wakeup } from './wakeup.js';

// Dates stay text (a calendar date has no zone) and 8-byte integers stay exact.
types.setTypeParser(types.builtins.DATE, (text) => text);
types.setTypeParser(types.builtins.INT8, (text) => BigInt(text));

/** How a process talks to Postgres; every limit has its reason in the configuration. */
export interface DatabaseOptions {
  readonly url: string;
  /** `maanwerk_app` sees one tenant at a time, `maanwerk_system` the plumbing of all; `owner` is for migrations only. */
  readonly role: 'maanwerk_app' | 'maanwerk_system' | 'owner';
  /** The account of the URL has the rights of the role by itself and is looked at once; absent: it is the owner, who becomes the role. */
  readonly account?: Door | undefined;
  /** Refuse a server that forgets commits when it crashes. */
  readonly durable?: boolean;
  readonly applicationName: string;
  readonly poolSize?: number;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  readonly answerMarginMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleInTransactionTimeoutMs?: number;
}

const defaults = {
  poolSize: 10,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 15_000,
  answerMarginMs: 5_000,
  lockTimeoutMs: 10_000,
  idleInTransactionTimeoutMs: 60_000,
};
/** A transaction that lost a race with another is run again this often before the caller hears of it. */
const attemptsOnConflict = 3;
const conflicts = new Set(['40001', '40P01']);
const uuidShape = /^[0-9a-f-]{36}$/;

/** The TypeORM data source of a process; migrations run with role `owner`. */
export function dataSourceOf(options: DatabaseOptions): DataSource {
  const limits = { ...defaults, ...options };
  const session = {
    ...(options.role === 'owner' || options.account !== undefined ? {} : { role: options.role }),
    statement_timeout: limits.statementTimeoutMs,
    lock_timeout: limits.lockTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
  };
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    connectTimeoutMS: limits.connectTimeoutMs,
    poolSize: limits.poolSize,
    extra: {
      // Without these a stalled network or a forgotten transaction would hold the debtor's lock for ever.
      options: Object.entries(session)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
      // Statements that do not wait for each other's answers travel together: see `Tx.query`.
      pipeline: true,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      // Postgres ends a statement that takes too long, but a server that vanished (a failover) ends nothing and says nothing.
      ...(limits.statementTimeoutMs > 0 && { query_timeout: limits.statementTimeoutMs + limits.answerMarginMs }),
    },
  });
}

/** Postgres as the rest of the house sees it: transactions of one tenant, transactions of the plumbing, and wake-ups. */
export class Database {
  private constructor(
    readonly source: DataSource,
    private readonly wakeup: Wakeup,
  ) {}

  /** Connects and checks the connection. @throws the driver's error when the server cannot be reached, UnsafeAccount */
  static async connect(options: DatabaseOptions): Promise<Database> {
    const source = await dataSourceOf(options).initialize();
    await demandGoodLogin(source, options);
    const notify = (channel: string): Promise<unknown> =>
      onClient(source, ({ client }) => client.query('select pg_notify($1, $2)', [channel, '']));
    return new Database(source, new Wakeup(notify));
  }

  /** Runs work in one transaction that can only see one tenant; a deadlock or serialization failure is tried again. */
  async ofTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (!uuidShape.test(tenantId)) throw new TypeError('tenantId: not a UUID');
    return this.retrying(() => this.run(tenantId, `begin; set local app.tenant = '${tenantId}'`, work));
  }

  /**
   * The same with a lock that is asked for together with `begin`, which spares a round trip; it is a statement of its own all the same, so what
   * is read after it is as new as the lock. `locked` is the id that was locked, null when there is none; `work` may ask for more before it
   * is answered.
   */
  async ofTenantLocking<T>(tenantId: string, lock: LockOrder, work: LockedWork<T>): Promise<T> {
    const ids = [...lock.ids, tenantId];
    if (!ids.every((id) => uuidShape.test(id))) throw new TypeError('tenantId, lock.ids: not UUIDs');
    const text = lock.text.replaceAll(/\$(\d)/g, (_, n: string) => `'${ids[Number(n) - 1]}'`);
    return this.retrying(() => this.run(tenantId, `begin; set local app.tenant = '${tenantId}'; ${text}`, work));
  }

  /** Runs work in one transaction without a tenant: relay, sealer, look-ups through security-definer functions. */
  async ofSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.retrying(() => this.run('', 'begin', work));
  }

  /** Wakes listeners from outside a transaction. */
  wake(channel: WakeChannel): void {
    this.wakeup.poke(channel);
  }

  /** Calls back whenever a channel is woken, until the returned function is called. A lost connection is made again. */
  async listen(channel: WakeChannel, woken: () => void): Promise<() => Promise<void>> {
    return this.wakeup.listen(this.source, channel, woken);
  }

  /** Closes the pool; work under way fails. */
  async close(): Promise<void> {
    await this.wakeup.close();
    await this.source.destroy();
  }

  private async retrying<T>(attempt: () => Promise<T>): Promise<T> {
    for (let n = 1; ; n++) {
      try {
        return await attempt();
      } catch (error) {
        if (n >= attemptsOnConflict || !isConflict(error)) throw error;
      }
    }
  }

  private run<T>(tenantId: string, begin: string, work: LockedWork<T>): Promise<T> {
    return onClient(this.source, async ({ runner, client }) => {
      const tx = new Tx(tenantId, runner.manager, client);
      try {
        const begun = client.query(begin).then(idIn);
        const working = await bothOf(begun, work(tx, begun));
        // The commit travels with the last rows: where they are refused it undoes, since Postgres commits nothing of what failed.
        const [, ended] = await Promise.all([tx.flush(), client.query('commit')]);
        // Postgres answers a commit of what failed with a rollback and no error: work that swallowed the failure would be told that it stands.
        if (ended.command !== 'COMMIT') throw new Error('nothing was committed: a statement of the transaction had failed');
        for (const channel of tx.woken) this.wakeup.poke(channel);
        return working;
      } catch (error) {
        // A rollback would wait behind the statement that is not answered; the end of the connection rolls back too.
        if (!isSilence(error)) await client.query('rollback').catch((failed: unknown) => drop(runner, client, failed));
        throw error; // the first error is the one that matters
      }
    });
  }
}

/**
 * Waits for both, so that nothing is said on the connection after them, and fails with what failed first: behind a `begin` that failed every
 * other answer is only that nothing is carried out. @returns what the second gave
 */
async function bothOf<T>(begun: Promise<unknown>, working: Promise<T>): Promise<T> {
  const failed: unknown[] = [];
  const noted = (error: unknown): void => void failed.push(error);
  begun.catch(noted);
  working.catch(noted);
  await Promise.allSettled([begun, working]);
  if (failed.length > 0) throw failed[0];
  return working;
}

/** What is done in a transaction that begins with a lock, see {@link Database.ofTenantLocking}. */
type LockedWork<T> = (tx: Tx, locked: Promise<string | null>) => Promise<T>;

/** What is to be locked: a statement that gives an `id`; its `$1`, `$2` ... are `ids`, and the next is the tenant. */
export interface LockOrder {
  readonly text: string;
  readonly ids: readonly string[];
}

const rowsShape = z.object({ rows: z.array(z.object({ id: z.string() })) });

/** The `id` that the last of several statements gave. */
function idIn(answers: unknown): string | null {
  const last: unknown = Array.isArray(answers) ? answers.at(-1) : null;
  return rowsShape.safeParse(last).data?.rows[0]?.id ?? null;
}

interface Held {
  readonly runner: QueryRunner;
  readonly client: PoolClient;
}

/** Works on a connection of the pool, which gets it back unless it no longer answers. */
async function onClient<T>(source: DataSource, work: (held: Held) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    const client: PoolClient = await runner.connect();
    try {
      return await work({ runner, client });
    } catch (error) {
      if (isSilence(error)) drop(runner, client, error);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

/** Takes a connection out of the pool: on one that did not answer, whoever comes next would wait as long. */
function drop(runner: QueryRunner, client: PoolClient, cause: unknown): void {
  // The runner gives a connection back with an error only when it hears of one.
  if (!runner.isReleased) client.emit('error', cause instanceof Error ? cause : new Error('the connection does not answer'));
}

/** Whether the driver gave up waiting for an answer. It has no code for it; TypeORM keeps its words. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && conflicts.has(error.code);
}

/** Whether an error is Postgres refusing a duplicate, and of which constraint. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23505' || !('constraint' in error)) return null;
  return typeof error.constraint === 'string' ? error.constraint : null;
}

/** Whether Postgres refused the connection in a way that waiting does not mend: who we are, or a database that does not exist. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof UnsafeAccount ||
  error instanceof ForgetfulServer ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && (error.code.startsWith('28') || error.code === '3D000'));

/** Classes of SQLSTATE that say the data cannot be stored, now or at another time: data exceptions, constraints, limits of the program. */
const unstorable = new Set(['22', '23', '54']);

/** The SQLSTATE with which Postgres refused what it was given; null for everything that may be otherwise the next time. */
export function refusedData(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code.length === 5 && unstorable.has(error.code.slice(0, 2)) ? error.code : null;
}
