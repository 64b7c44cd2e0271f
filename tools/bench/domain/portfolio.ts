/** The next step of every debtor of a large book, read from Postgres as a stream and decided in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyShelf } from '#casebook/policies.js';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import { inOneSnapshot, openBook } from '#database/repositories/open-book.js';
import { decide } from '#domain/policy/decide.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';
import { benchCreditor } from '../lib/bench-case.js';
import { type HotSpot, profile } from '../lib/profile.js';
import { secondsOf } from '../lib/report.js';
import { benchNow } from './mixed-book.js';
import { fillBook } from './portfolio-book.js';

/** How it went. `cpuSeconds` are those of this process, Postgres has its own. */
export interface PortfolioFigure {
  readonly debtors: number;
  readonly chases: number;
  readonly fillSeconds: number;
  readonly seconds: readonly number[];
  readonly cpuSeconds: readonly number[];
  readonly answers: Readonly<Record<string, number>>;
  readonly hot: readonly HotSpot[];
}

interface Evaluated {
  debtors: number;
  chases: number;
  readonly answers: Record<string, number>;
}

/** Decides every open chase of the tenant in one snapshot. */
async function evaluate(database: Database, tenantId: string): Promise<Evaluated> {
  const shelf = new PolicyShelf();
  const found: Evaluated = { debtors: 0, chases: 0, answers: {} };
  await database.ofTenant(tenantId, async (tx) => {
    await inOneSnapshot(tx);
    for await (const accounts of openBook(tx)) {
      for (const { debtor, invoices } of accounts) {
        found.debtors += 1;
        const all = invoices.map(({ facts }) => facts);
        for (const { facts: invoice, policyVersionId } of invoices) {
          const { policy } = shelf.known(tenantId, policyVersionId) ?? (await shelf.version(tx, policyVersionId));
          const siblings = all.length === 1 ? [] : all.filter((other) => other !== invoice);
          const plan = decide(policy, { debtor, invoice, siblings }, benchNow);
          const what = plan.next === 'step' ? `step ${plan.step.kind}` : `wait ${plan.reasons[0]}`;
          found.answers[what] = (found.answers[what] ?? 0) + 1;
          found.chases += 1;
        }
      }
    }
  });
  return found;
}

async function measureIn(url: string, size: number): Promise<PortfolioFigure> {
  const owner = await Database.connect({ url, role: 'owner', applicationName: 'bench-owner', poolSize: 2 });
  const database = await Database.connect({ url, role: 'maanwerk_app', applicationName: 'bench' });
  try {
    const { tenantId } = await benchCreditor(owner);
    const fillSeconds = await secondsOf(() => fillBook(owner, tenantId, size));
    const seconds: number[] = [];
    const cpuSeconds: number[] = [];
    let found: Evaluated = { debtors: 0, chases: 0, answers: {} };
    for (let run = 0; run < 3; run += 1) {
      const cpu = process.cpuUsage();
      seconds.push(await secondsOf(async () => (found = await evaluate(database, tenantId))));
      const { user, system } = process.cpuUsage(cpu);
      cpuSeconds.push((user + system) / 1e6);
    }
    const hot = await profile(5, () => evaluate(database, tenantId));
    return { ...found, fillSeconds, seconds, cpuSeconds, hot };
  } finally {
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
    return await measureIn(server.url, size);
  } finally {
    await server.stop();
    removeServerFiles(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
