/**
 * `npm run bench -- audit`: how fast events are sealed, what that costs a create, and how long and in how much memory `maanwerk audit verify`
 * reads a million of them; `--events 100000` for fewer. A Postgres of its own that syncs to disk. Figures, never a test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { sealEvents } from '#database/audit/seal-events.js';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { type RunningPostgres, startPostgres } from '#embedded/postgres/start-postgres.js';
import { untilBrokenOff } from '../lib/broken-off.js';
import { cpuMsOf } from '../lib/processes.js';
import { count, type Figure, machine, printFigures, say, secondsOf } from '../lib/report.js';
import { modelCase } from '../lists/model-case.js';
import { type CreateTurn, measureSealedCreates } from './creates.js';
import { fillEvents, sizesOf } from './events.js';
import { bareHashing, type Verification, verifyAll } from './verify.js';

interface House {
  readonly server: RunningPostgres;
  readonly owner: Database;
  readonly app: Database;
  readonly system: Database;
}

const one = (value: number): string => value.toFixed(1);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const load = (): string => `load ${one(loadavg()[0] ?? 0)}`;

function createFigures(turns: readonly CreateTurn[]): Figure[] {
  const of = (sealed: boolean): CreateTurn[] => turns.filter((turn) => turn.sealed === sealed);
  const line = (what: string, those: readonly CreateTurn[]): Figure => ({
    what,
    figure: `${those.map(({ perSecond }) => count(perSecond)).join(', ')}/s; Postgres ${those.map(({ postgresMs }) => postgresMs.toFixed(2)).join(', ')} ms of processor each`,
    target: '',
  });
  const rate = (sealed: boolean): number => mean(of(sealed).map(({ perSecond }) => perSecond));
  return [
    line('without a sealer', of(false)),
    line('with one beside them', of(true)),
    { what: 'ratio of the rates', figure: (rate(true) / rate(false)).toFixed(2), target: '' },
  ];
}

async function sealing({ owner, system, server }: House, tenantId: string, events: number): Promise<void> {
  const filled = await secondsOf(() => fillEvents(owner, tenantId, events));
  const before = cpuMsOf(server.pid);
  let sealed = 0;
  const seconds = await secondsOf(async () => {
    sealed = (await sealEvents(system)).events;
  });
  const each = (cpuMsOf(server.pid) - before) / sealed;
  await owner.source.query('vacuum (analyze) event, event_seal, event_unsealed');
  printFigures(`Sealing ${count(sealed)} events that wait, one after another (${load()})`, [
    { what: 'written (bulk insert, queued for their seal)', figure: `${count(events / filled)}/s`, target: '' },
    { what: 'sealed', figure: `${count(sealed / seconds)}/s, ${each.toFixed(3)} ms of Postgres' processor each`, target: '' },
    ...(await sizesOf(owner)).map(({ table, rows, mb }) => ({ what: table, figure: `${count(rows)} rows, ${count(mb)} MB`, target: '' })),
  ]);
}

function verifyFigures(events: number, { seconds, nodeMs, postgresMs, residentMb }: Verification, bare: number): Figure[] {
  const { begun, most, end } = residentMb;
  return [
    { what: `${count(events)} events`, figure: `${one(seconds)} s, ${count(events / seconds)}/s`, target: '' },
    { what: '  processor', figure: `Node ${count(nodeMs)} ms, Postgres ${count(postgresMs)} ms`, target: '' },
    { what: '  resident: before reading, most, at the end', figure: `${one(begun)} MB, ${one(most)} MB, ${one(end)} MB`, target: '' },
    { what: '  one statement that makes all hashes in Postgres', figure: `${one(bare)} s, ratio ${one(seconds / bare)}`, target: '' },
  ];
}

async function measure(house: House, events: number): Promise<void> {
  const { owner, app, server } = house;
  const { tenantId } = await modelCase(owner, app);
  const place = { book: new Casebook(app, new LiveClock(1, 0)), tenantId, url: server.url, postgresPid: server.pid };
  printFigures(`Creates through the casebook, eight at once (${load()})`, createFigures(await measureSealedCreates(place)));
  await sealEvents(house.system);
  // A quarter first: what grows faster than the chain would show.
  for (const part of [events / 4, events - events / 4]) {
    await sealing(house, tenantId, part);
    const [row] = await owner.ofSystem((tx) => tx.query<{ n: bigint }>('select position as n from event_chain'));
    const all = Number(row?.n ?? 0n);
    const bare = await bareHashing(owner);
    printFigures(`maanwerk audit verify (${load()})`, verifyFigures(all, await verifyAll(server.url, server.pid), bare));
  }
}

/** Runs the bench. @param args what stands behind `npm run bench -- audit` */
export async function benchAudit(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { events: { type: 'string', default: '1000000' } } });
  for (const text of machine()) say(text);
  const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-bench-'));
  const server = await startPostgres({ dataDir, durability: 'full' });
  const open: Database[] = [];
  const connect = async (role: 'owner' | 'maanwerk_app' | 'maanwerk_system', poolSize: number): Promise<Database> => {
    const database = await Database.connect({ url: server.url, role, applicationName: `bench-${role}`, poolSize });
    open.push(database);
    return database;
  };
  try {
    await migrate(server.url);
    const house = {
      server,
      owner: await connect('owner', 2),
      app: await connect('maanwerk_app', 8),
      system: await connect('maanwerk_system', 2),
    };
    const version = await house.owner.ofSystem((tx) => tx.one<{ version: string }>('select version()'));
    say(`postgres ${version?.version.split(' ')[1] ?? ''}, fsync on`);
    await untilBrokenOff(measure(house, Number(values.events)));
  } finally {
    for (const database of open) await database.close();
    await server.stop();
    removeServerFiles(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
