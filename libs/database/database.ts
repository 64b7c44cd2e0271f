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
  /**
   * Which account the URL logs in with: it has the rights of the role itself, and is checked once. Absent: the owner, who switches to the
   * role.
   */
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
/** How often a transaction that conflicts with another is tried before its caller gets the error. */
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
      // Statements that are issued without awaiting each other share a round trip: see `Tx.query`.
      pipeline: true,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      // Postgres ends a statement that takes too long. This limit is for a server that has vanished (a failover) and never answers.
      ...(limits.statementTimeoutMs > 0 && { query_timeout: limits.statementTimeoutMs + limits.answerMarginMs }),
    },
  });
}

/** The connection to Postgres: transactions of one tenant, transactions of the system across tenants, and wake-ups. */
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
   * The same, with a lock that is sent together with `begin` to save a round trip. It is still a statement of its own, so what is read
   * after it is as new as the lock. `work` gets a promise of the locked id (null when there is no such row) and may issue statements before
   * it resolves.
   */
  async ofTenantLocking<T>(tenantId: string, lock: LockStatement, work: LockedWork<T>): Promise<T> {
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
        const working = await bothOrFirstError(begun, work(tx, begun));
        // The commit is sent together with the last rows. If Postgres refuses those rows, it turns the commit into a rollback.
        const [, ended] = await Promise.all([tx.flush(), client.query('commit')]);
        // Postgres answers that with ROLLBACK and no error: without this check, work that swallowed the failure would believe it was
        // committed.
        if (ended.command !== 'COMMIT') throw new Error('nothing was committed: a statement of the transaction had failed');
        for (const channel of tx.woken) this.wakeup.poke(channel);
        return working;
      } catch (error) {
        // After a read timeout a rollback would wait behind the unanswered statement; closing the connection rolls back too.
        if (!isReadTimeout(error)) await client.query('rollback').catch((failed: unknown) => drop(runner, client, failed));
        throw error; // the first error is the one that matters
      }
    });
  }
}

/**
 * Waits until both have ended, so that neither uses the connection afterwards. Fails with the error that came first: after a failed
 * `begin`, every later statement fails too, and those errors hide the cause. @returns the result of the second
 */
async function bothOrFirstError<T>(begun: Promise<unknown>, working: Promise<T>): Promise<T> {
  const failed: unknown[] = [];
  const noted = (error: unknown): void => void failed.push(error);
  begun.catch(noted);
  working.catch(noted);
  await Promise.allSettled([begun, working]);
  if (failed.length > 0) throw failed[0];
  return working;
}

/** The work of a transaction that begins with a lock, see {@link Database.ofTenantLocking}. */
type LockedWork<T> = (tx: Tx, locked: Promise<string | null>) => Promise<T>;

/** A statement that locks a row and returns its `id`. Its parameters `$1`, `$2` ... are `ids`, followed by the tenant. */
export interface LockStatement {
  readonly text: string;
  readonly ids: readonly string[];
}

const rowsShape = z.object({ rows: z.array(z.object({ id: z.string() })) });

/** The `id` in the result of the last of several statements. */
function idIn(answers: unknown): string | null {
  const last: unknown = Array.isArray(answers) ? answers.at(-1) : null;
  return rowsShape.safeParse(last).data?.rows[0]?.id ?? null;
}

interface HeldConnection {
  readonly runner: QueryRunner;
  readonly client: PoolClient;
}

/** Runs work on a connection of the pool, and returns it to the pool unless it no longer answers. */
async function onClient<T>(source: DataSource, work: (held: HeldConnection) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    const client: PoolClient = await runner.connect();
    try {
      return await work({ runner, client });
    } catch (error) {
      if (isReadTimeout(error)) drop(runner, client, error);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

/** Removes a connection from the pool: on one that does not answer, the next user would wait just as long. */
function drop(runner: QueryRunner, client: PoolClient, cause: unknown): void {
  // The query runner discards a connection only if that connection has emitted an error.
  if (!runner.isReleased) client.emit('error', cause instanceof Error ? cause : new Error('the connection does not answer'));
}

/** Whether the driver gave up waiting for an answer. The error has no code; TypeORM keeps its message. */
export const isReadTimeout = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && conflicts.has(error.code);
}

/** The constraint that a duplicate violated; null when the error is no refused duplicate. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23505' || !('constraint' in error)) return null;
  return typeof error.constraint === 'string' ? error.constraint : null;
}

/**
 * Whether Postgres refused the connection for good: the login is wrong or unsafe, or the database does not exist. Retrying does not help.
 */
export const isRefusal = (error: unknown): boolean =>
  error instanceof UnsafeAccount ||
  error instanceof ForgetfulServer ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && (error.code.startsWith('28') || error.code === '3D000'));

/** SQLSTATE classes of data that can never be stored: data exceptions, constraint violations, exceeded limits. */
const unstorable = new Set(['22', '23', '54']);

/** The SQLSTATE with which Postgres refused the data itself; null for errors that a retry may avoid. */
export function refusedData(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code.length === 5 && unstorable.has(error.code.slice(0, 2)) ? error.code : null;
}
