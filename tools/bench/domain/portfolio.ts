/** The next step of every debtor of a large book, read from Postgres as a stream and decided: in this thread, and by two beside each other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import { inOneSnapshot, partsOfBook, shareSnapshot } from '#database/repositories/open-book.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';
import { threadTask, WorkPool } from '#threads/work-pool.js';
import { benchCreditor } from '../lib/bench-case.js';
import { untilBrokenOff } from '../lib/broken-off.js';
import { type HotSpot, profile } from '../lib/profile.js';
import { secondsOf } from '../lib/report.js';
import { type Decided, decideBook, type decidePart } from './next-steps.thread.js';
import { fillBook } from './portfolio-book.js';

/** How it went. `cpuSeconds` are those of this process, Postgres has its own. */
export interface PortfolioFigure {
  readonly debtors: number;
  readonly chases: number;
  readonly fillSeconds: number;
  /** In turns with `twoThreads`, so that both had the same load. */
  readonly seconds: readonly number[];
  readonly twoThreads: readonly number[];
  readonly cpuSeconds: readonly number[];
  readonly answers: Readonly<Record<string, number>>;
  readonly hot: readonly HotSpot[];
}

const decidePartTask = threadTask<typeof decidePart>(new URL('./next-steps.thread.js', import.meta.url), 'decidePart');
const threads = 2;
const runs = 3;

/** Decides every open chase of the tenant in one snapshot. */
const evaluate = (database: Database, tenantId: string): Promise<Decided> =>
  database.ofTenant(tenantId, async (tx) => {
    await inOneSnapshot(tx);
    return decideBook(tx);
  });

interface Shared {
  readonly database: Database;
  readonly url: string;
  readonly tenantId: string;
}

/** The same by two threads in one snapshot. */
const evaluateTogether = ({ database, url, tenantId }: Shared, pool: WorkPool): Promise<Decided> =>
  database.ofTenant(tenantId, async (tx) => {
    await inOneSnapshot(tx);
    const parts = await partsOfBook(tx, threads);
    const snapshot = await shareSnapshot(tx);
    const order = { owner: tenantId, limitMs: 600_000 };
    const all = await Promise.all(parts.map((part) => pool.run(decidePartTask, { ...order, input: { url, tenantId, snapshot, part } })));
    const sum: Decided = { debtors: 0, chases: 0, answers: {} };
    for (const { debtors, chases, answers } of all) {
      sum.debtors += debtors;
      sum.chases += chases;
      for (const [what, count] of Object.entries(answers)) sum.answers[what] = (sum.answers[what] ?? 0) + count;
    }
    return sum;
  });

const inOrder = ({ answers, ...sums }: Decided): string =>
  JSON.stringify([sums, Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1))]);

async function measureIn(url: string, size: number): Promise<PortfolioFigure> {
  const owner = await Database.connect({ url, role: 'owner', applicationName: 'bench-owner', poolSize: 2, statementTimeoutMs: 600_000 });
  const database = await Database.connect({ url, role: 'maanwerk_app', applicationName: 'bench' });
  const pool = new WorkPool({
    atOnce: threads,
    atOnceOfOne: threads,
    waiting: threads,
    waitingOfOne: threads,
    waitMs: 1_000,
    memoryMb: 512,
  });
  try {
    const { tenantId } = await benchCreditor(owner);
    const fillSeconds = await secondsOf(() => fillBook(owner, tenantId, size));
    const shared = { database, url, tenantId };
    // A worker's threads have read their modules and connected before.
    let found = await evaluateTogether(shared, pool);
    const seconds: number[] = [];
    const twoThreads: number[] = [];
    const cpuSeconds: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const cpu = process.cpuUsage();
      let alone = found;
      seconds.push(await secondsOf(async () => (alone = await evaluate(database, tenantId))));
      const { user, system } = process.cpuUsage(cpu);
      cpuSeconds.push((user + system) / 1e6);
      twoThreads.push(await secondsOf(async () => (found = await evaluateTogether(shared, pool))));
      if (inOrder(alone) !== inOrder(found)) throw new Error('one thread and two give different answers');
    }
    const hot = await profile(5, () => evaluate(database, tenantId));
    return { ...found, fillSeconds, seconds, twoThreads, cpuSeconds, hot };
  } finally {
    await pool.close();
    await database.close();
    await owner.close();
  }
}

/** Starts a Postgres, fills it, measures three times, and takes everything away again. @throws MissingTool without Postgres binaries */
export async function measurePortfolio(size: number): Promise<PortfolioFigure> {
  const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-bench-'));
  const server = await startPostgres({ dataDir, durability: 'none' });
  try {
    await migrate(server.url);
    return await untilBrokenOff(measureIn(server.url, size));
  } finally {
    await server.stop();
    removeServerFiles(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
