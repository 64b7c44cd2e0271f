/**
 * `npm run bench -- debtor`, or `npm run bench:debtor`: what it costs to do something to a debtor who has many open invoices, in a book of
 * 50,000 other ledger lines, on a Postgres that syncs to disk, as the application's role; `npm run bench:debtor -- 100` for some sizes only.
 * Figures, never a test: they belong to the machine they were taken on. The numbers of statements do not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import { StatementMeter } from '#database/statement-meter.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';
import { benchNow } from '../domain/mixed-book.js';
import { fillBook } from '../domain/portfolio-book.js';
import { benchCreditor } from '../lib/bench-case.js';
import { untilBrokenOff } from '../lib/broken-off.js';
import { cpuMsOf } from '../lib/processes.js';
import { count, type Figure, machine, printFigures, say } from '../lib/report.js';
import { type Act, acts } from './acts.js';
import { analyze, debtorWith, type House } from './debtor-of.js';

/** Debtors of the book beside him: their invoices have some three ledger lines each. */
const others = 20_000;
const usualSizes = [1, 100, 500, 2_000];
/** The first ones pay for compiling and for Postgres' first plans. */
const warmUp = 3;
const measured = 9;

/** Medians of single turns, one after another, and of the processor for one, here and in Postgres. */
interface Measured {
  readonly clockMs: number;
  readonly longestMs: number;
  readonly lockedMs: number;
  readonly statements: number;
  readonly commits: number;
  readonly nodeMs: number;
  readonly postgresMs: number;
  readonly often: string;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(house: House, act: Act, size: number): Promise<Measured> {
  const debtors = [];
  for (let n = 0; n < (act.once ? warmUp + measured : 1); n += 1) debtors.push(await debtorWith(house, { ...act.shape, size }));
  await analyze(house);
  const meter = StatementMeter.start();
  const [clock, locked, statements, commits]: number[][] = [[], [], [], []];
  let [node, postgres, often] = [process.cpuUsage(), 0, ''];
  for (let turn = 0; turn < warmUp + measured; turn += 1) {
    const debtor = debtors[act.once ? turn : 0];
    if (!debtor) throw new Error('no debtor was made');
    if (turn === warmUp) [node, postgres] = [process.cpuUsage(), cpuMsOf(house.postgresPid)];
    meter.take();
    const started = performance.now();
    await act.turn(house, debtor, turn);
    const took = performance.now() - started;
    if (turn < warmUp) continue;
    const said = meter.take();
    clock?.push(took);
    locked?.push(said.lockedMs);
    statements?.push(said.count);
    commits?.push(said.commits);
    const top = [...said.byName].sort(([, a], [, b]) => b - a).slice(0, 4);
    often = top.map(([name, times]) => `${name} ${times}`).join(', ');
  }
  const { user, system } = process.cpuUsage(node);
  meter.stop();
  return {
    clockMs: median(clock ?? []),
    longestMs: Math.max(...(clock ?? [])),
    lockedMs: median(locked ?? []),
    statements: median(statements ?? []),
    commits: median(commits ?? []),
    nodeMs: (user + system) / 1_000 / measured,
    postgresMs: (cpuMsOf(house.postgresPid) - postgres) / measured,
    often,
  };
}

/**
 * The least that any of it can cost here, as baseline: a transaction that takes the lock of a debtor and writes one row, on the same disk.
 * Median milliseconds.
 */
async function bareMs(house: House): Promise<number> {
  const { invoices } = await debtorWith(house, { size: 1, dueDate: '2026-08-20', spreadDays: 1, taken: [] });
  const of = [invoices[0] ?? '', house.tenantId];
  const times: number[] = [];
  for (let turn = 0; turn < 30; turn += 1) {
    const started = performance.now();
    await house.book.db.ofTenant(house.tenantId, async (tx) => {
      await tx.query(
        'select 1 from debtor d join invoice i on i.debtor_id = d.id where i.id = $1 and i.tenant_id = $2 for update of d',
        of,
      );
      await tx.query('update invoice set description = description where id = $1 and tenant_id = $2', of);
    });
    times.push(performance.now() - started);
  }
  return median(times);
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

function figuresOf(size: number, { targetMs }: Act, m: Measured): Figure[] {
  const verdict = size < 2_000 ? '' : m.clockMs < targetMs ? ' reached' : ' MISSED';
  return [
    {
      what: `${count(size)} open: by the clock`,
      figure: `p50 ${ms(m.clockMs)}, longest ${ms(m.longestMs)}, locked ${ms(m.lockedMs)}${verdict}`,
      target: size < 2_000 ? '' : `p50 below ${targetMs} ms`,
    },
    { what: '  processor', figure: `Node ${ms(m.nodeMs)}, Postgres ${ms(m.postgresMs)}`, target: '' },
    { what: '  said to Postgres', figure: `${count(m.statements)} statements, ${m.commits} commits (${m.often})`, target: '' },
  ];
}

async function measureAll(house: House, sizes: readonly number[], wanted: readonly Act[]): Promise<void> {
  await fillBook(house.owner, house.tenantId, others);
  const lines = await house.owner.ofSystem((tx) => tx.one<{ n: number }>('select count(*)::int as n from ledger'));
  say(`In a book of ${count(lines?.n ?? 0)} other ledger lines`);
  say(`Baseline: lock of a debtor, one row written, commit: p50 ${ms(await bareMs(house))}`);
  for (const act of wanted) {
    const figures: Figure[] = [];
    for (const size of sizes) figures.push(...figuresOf(size, act, await measure(house, act, size)));
    printFigures(`${act.what} (load ${(loadavg()[0] ?? 0).toFixed(1)})`, figures);
  }
  say(`Baseline after it: p50 ${ms(await bareMs(house))}`);
}

/** Measures the sizes that were asked for, or the usual ones; words select acts. */
export async function benchDebtor(wanted: readonly string[]): Promise<void> {
  for (const text of machine()) say(text);
  const sizes = wanted.map(Number).filter((size) => size > 0);
  const words = wanted.filter((word) => !(Number(word) > 0));
  const chosen = acts.filter(({ what }) => words.length === 0 || words.some((word) => what.includes(word)));
  const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-bench-'));
  const server = await startPostgres({ dataDir, durability: 'full' });
  try {
    await migrate(server.url);
    const owner = await Database.connect({ url: server.url, role: 'owner', applicationName: 'bench-owner', poolSize: 2 });
    const app = await Database.connect({ url: server.url, role: 'maanwerk_app', applicationName: 'bench' });
    try {
      const { tenantId } = await benchCreditor(owner);
      const house = { owner, tenantId, postgresPid: server.pid, book: new Casebook(app, new LiveClock(1, 0, () => benchNow)) };
      await untilBrokenOff(measureAll(house, sizes.length > 0 ? sizes : usualSizes, chosen));
    } finally {
      await app.close();
      await owner.close();
    }
  } finally {
    await server.stop();
    removeServerFiles(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
