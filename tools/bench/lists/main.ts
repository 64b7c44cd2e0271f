/**
 * `npm run bench -- lists`: a page of every list by every filter in every order, as the application's role, in one creditor's book of a million
 * invoices on a Postgres that syncs to disk; beside it, in the same run, the way to the server and back and the read of one invoice.
 * `--invoices 100000` for a smaller book, `--keep <folder>` to keep it and find it there the next time, `--only messages` for some lists,
 * `--all` to print every figure and not only the slowest. Figures, never a test: they belong to the machine they were taken on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Database } from '#database/database.js';
import { findInvoiceView } from '#database/queries/invoice-views.js';
import { migrate } from '#database/migrate.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';
import { count, type Figure, machine, printFigures, say, secondsOf } from '../lib/report.js';
import { untilBrokenOff } from '../lib/broken-off.js';
import { fillListBook } from './book.js';
import { everyList, type ListCase, type Named } from './lists.js';
import { bookDay, modelCase, namesIn } from './model-case.js';

/** What the issue asks of every list. */
const targetMs = 50;
const limit = 50;
/** The first ones pay for Postgres' caches. */
const warmUp = 3;
const turns = 20;
const shownOf = 25;

interface House {
  readonly owner: Database;
  readonly app: Database;
  readonly tenantId: string;
}

interface Times {
  readonly p50: number;
  readonly p95: number;
}

const shareOf = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function timesOf(work: () => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  for (let turn = 0; turn < warmUp + turns; turn += 1) {
    const seconds = await secondsOf(work);
    if (turn >= warmUp) times.push(seconds * 1_000);
  }
  const sorted = times.sort((a, b) => a - b);
  return { p50: shareOf(sorted, 0.5), p95: shareOf(sorted, 0.95) };
}

/** The first page and the next one in turn, as somebody who leafs on. */
async function timesOfList({ app, tenantId }: House, list: ListCase): Promise<Times> {
  const first = await app.ofTenant(tenantId, (tx) => list.rows(tx, { limit, after: null }));
  const last = first[limit - 1];
  const pages = [null, ...(last ? [{ value: last.sort_value, id: last.id }] : [])];
  let turn = 0;
  return timesOf(() => app.ofTenant(tenantId, (tx) => list.rows(tx, { limit, after: pages[turn++ % pages.length] ?? null })));
}

async function baseline({ app, tenantId }: House, named: Named): Promise<Times[]> {
  const bare = await timesOf(() => app.ofTenant(tenantId, (tx) => tx.one('select 1')));
  const one = await timesOf(() => app.ofTenant(tenantId, (tx) => findInvoiceView(tx, { uuid: named.invoiceId }, named.now)));
  printFigures('Beside it', [
    { what: 'begin, select 1, commit', figure: `p50 ${ms(bare.p50)}, p95 ${ms(bare.p95)}`, target: '' },
    { what: 'one invoice by its id, with all its facts', figure: `p50 ${ms(one.p50)}, p95 ${ms(one.p95)}`, target: '' },
  ]);
  return [bare, one];
}

async function sizeOf({ owner }: House): Promise<void> {
  const rows = await owner.ofSystem((tx) =>
    tx.query<{ relname: string; n: number; heap: bigint; indexes: bigint }>(
      `select relname, reltuples::int as n, pg_table_size(oid) as heap, pg_indexes_size(oid) as indexes from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 1000 order by pg_total_relation_size(oid) desc`,
    ),
  );
  const mb = (bytes: bigint): string => `${(Number(bytes) / 1e6).toFixed(0)} MB`;
  printFigures(
    'The book',
    rows.map(({ relname, n, heap, indexes }) => ({
      what: relname,
      figure: `${count(n)} rows, ${mb(heap)} and ${mb(indexes)} of indexes`,
      target: '',
    })),
  );
}

async function measure(house: House, { only, all }: { readonly only: string; readonly all: boolean }): Promise<void> {
  const named = await namesIn(house.owner, house.tenantId);
  const [bare] = await baseline(house, named);
  const figures: (Figure & Times)[] = [];
  const lists = everyList(named).filter(({ name }) => name.startsWith(only));
  for (const list of lists) {
    const times = await timesOfList(house, list);
    const ratio = (times.p95 / (bare?.p95 ?? Number.NaN)).toFixed(0);
    const figure = `p50 ${ms(times.p50)}, p95 ${ms(times.p95)}, ${ratio} x select 1${times.p95 < targetMs ? '' : ' MISSED'}`;
    figures.push({ what: list.name, figure, target: '', ...times });
  }
  const sorted = figures.sort((a, b) => b.p95 - a.p95);
  const slow = figures.filter(({ p95 }) => p95 >= targetMs).length;
  printFigures(`A page of ${limit}, the slowest first (load ${(loadavg()[0] ?? 0).toFixed(1)})`, all ? sorted : sorted.slice(0, shownOf));
  const p95s = sorted.map(({ p95 }) => p95).reverse();
  say();
  say(`${figures.length} lists: ${slow} miss p95 < ${targetMs} ms; the median list has a p95 of ${ms(shareOf(p95s, 0.5))}`);
}

interface Wanted {
  readonly invoices: string;
  readonly keep?: string | undefined;
  readonly only: string;
  readonly all: boolean;
}

async function fillAndMeasure({ owner, app }: Pick<House, 'owner' | 'app'>, url: string, values: Wanted): Promise<void> {
  const version = await owner.ofSystem((tx) => tx.one<{ version: string }>('select version()'));
  say(`postgres ${version?.version.split(' ')[1] ?? ''}${values.keep === undefined ? '' : `, at ${url}`}`);
  const { tenantId, invoiceId: model } = await modelCase(owner, app);
  const fill = async (): Promise<unknown> =>
    model !== null && fillListBook(owner, { tenantId, model, invoices: Number(values.invoices), today: bookDay });
  say(`book     filled in ${(await secondsOf(fill)).toFixed(0)} s`);
  await sizeOf({ owner, app, tenantId });
  await measure({ owner, app, tenantId }, values);
}

/** Runs the bench. @param args what stands behind `npm run bench -- lists` */
export async function benchLists(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      invoices: { type: 'string', default: '1000000' },
      keep: { type: 'string' },
      only: { type: 'string', default: '' },
      all: { type: 'boolean', default: false },
    },
  });
  for (const text of machine()) say(text);
  const dataDir = values.keep ?? mkdtempSync(join(tmpdir(), 'maanwerk-bench-'));
  const server = await startPostgres({ dataDir, durability: 'full' });
  try {
    await migrate(server.url);
    const owner = await Database.connect({
      url: server.url,
      role: 'owner',
      applicationName: 'bench-owner',
      poolSize: 2,
      statementTimeoutMs: 0,
    });
    const app = await Database.connect({ url: server.url, role: 'maanwerk_app', applicationName: 'bench' });
    try {
      await untilBrokenOff(fillAndMeasure({ owner, app }, server.url, values));
    } finally {
      await app.close();
      await owner.close();
    }
  } finally {
    await server.stop();
    if (values.keep === undefined) {
      removeServerFiles(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
}
