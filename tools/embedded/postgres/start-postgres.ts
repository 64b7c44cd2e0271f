import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { withFileLock } from '../file-lock.js';
import { MissingTool } from '../missing-tool.js';
import { preferredPort } from '../ports.js';
import { commandLine, isAlive, stopProcess } from '../processes.js';
import { spawnProcess } from '../spawn-process.js';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.js';
import { ensureCluster, SUPERUSER } from './initdb.js';
import { accountForServer, canReach, type RunAs } from './run-as.js';
import {
  createRecord,
  logPath,
  postmasterPid,
  postmasterPort,
  readRecord,
  removeServerFiles,
  writeRecord,
  type ServerRecord,
} from './server-files.js';

/** Recovery after a kill replays the log first; a minute covers what a development database can owe. */
const START_DEADLINE_MS = 60_000;

/** "Fast" shutdown ends sessions and writes a checkpoint; "immediate" leaves that to recovery. Together below the 10 s of Ctrl-C. */
const STOP_STEPS = [
  { signal: 'SIGINT', graceMs: 6_000 },
  { signal: 'SIGQUIT', graceMs: 2_000 },
] as const;

/** Another process may take the free port before the server does. */
const PORT_ATTEMPTS = 3;

export const DEFAULT_DATABASE = 'maanwerk';

export interface StartPostgresOptions {
  /** Folder that belongs to this launcher: record, log and (where it can be reached) the cluster. */
  readonly dataDir: string;
  /** `none` turns fsync off: for throw-away databases of tests only. Default `full`. */
  readonly durability?: 'full' | 'none';
  readonly log?: (line: string) => void;
  /** Take these binaries instead of looking for some. */
  readonly binaries?: PostgresBinaries;
}

export interface RunningPostgres {
  /** Superuser URL of the database `maanwerk`. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** True when a server left over by an earlier start was taken over. */
  readonly adopted: boolean;
  readonly logFile: string;
  stop(): Promise<void>;
}

interface Plan {
  readonly dataDir: string;
  readonly record: ServerRecord;
  readonly account: RunAs | undefined;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

const urlOf = (record: ServerRecord, port: number, database: string) =>
  `postgres://${SUPERUSER}:${encodeURIComponent(record.password)}@127.0.0.1:${port}/${database}`;

/** True once the server answers a query with our password. */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A pid from a file may be anybody's by now: only a postgres started on our own cluster folder is ours. */
function ourPostmaster(pgdata: string): number | undefined {
  const pid = postmasterPid(pgdata);
  if (pid === undefined || !isAlive(pid)) return undefined;
  const command = commandLine(pid);
  return command.includes('postgres') && command.includes(pgdata) ? pid : undefined;
}

async function adopt(plan: Plan): Promise<RunningPostgres | undefined> {
  const pid = ourPostmaster(plan.record.pgdata);
  const port = postmasterPort(plan.record.pgdata);
  if (pid === undefined) {
    // A stale file whose pid now belongs to a stranger would make the server refuse to start.
    rmSync(join(plan.record.pgdata, 'postmaster.pid'), { force: true });
    return undefined;
  }
  if (port !== undefined && (await answers(urlOf(plan.record, port, 'postgres')))) {
    plan.log(`PostgreSQL ${pid} was left over by an earlier start: taken over`);
    return running(plan, { pid, port, adopted: true });
  }
  plan.log(`PostgreSQL ${pid} was left over by an earlier start and does not answer: ended`);
  await stopProcess(pid, { steps: STOP_STEPS });
  return undefined;
}

/** Binaries below a folder the server's account cannot enter (a clone in a 0700 home) are copied next to the cluster. */
function reachable(binaries: PostgresBinaries, plan: Plan): PostgresBinaries {
  if (plan.account === undefined || canReach(binaries.bindir, plan.account)) return binaries;
  const copy = join(dirname(plan.record.pgdata), 'postgres-binaries');
  if (!existsSync(copy)) cpSync(dirname(binaries.bindir), copy, { recursive: true, verbatimSymlinks: true });
  return { ...binaries, bindir: join(copy, 'bin') };
}

function settings(plan: Plan, port: number): string[] {
  const values: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(plan.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', plan.record.pgdata, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function startFresh(binaries: PostgresBinaries, plan: Plan): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt++) {
    const port = await preferredPort(attempt === 1 ? plan.record.port : undefined);
    try {
      const { pid } = await spawnProcess({
        name: 'PostgreSQL',
        command: join(binaries.bindir, 'postgres'),
        args: settings(plan, port),
        cwd: '/',
        logFile: logPath(plan.dataDir),
        // SIGTERM would let it wait until every session has ended by itself.
        endSignal: 'SIGINT',
        ready: { probe: () => answers(urlOf(plan.record, port, 'postgres')), deadlineMs: START_DEADLINE_MS },
        ...(plan.account === undefined ? {} : { runAs: plan.account }),
      });
      return await running(plan, { pid, port, adopted: false });
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function running(plan: Plan, server: { pid: number; port: number; adopted: boolean }): Promise<RunningPostgres> {
  writeRecord(plan.dataDir, { ...plan.record, port: server.port });
  await ensureDatabase(urlOf(plan.record, server.port, 'postgres'));
  return {
    ...server,
    url: urlOf(plan.record, server.port, DEFAULT_DATABASE),
    logFile: logPath(plan.dataDir),
    stop: async () => {
      await stopProcess(server.pid, { steps: STOP_STEPS });
    },
  };
}

/** A cluster outside the project may have been swept away with the machine's temporary files. */
function recordFor(dataDir: string, account: RunAs | undefined, log: (line: string) => void): ServerRecord {
  const record = readRecord(dataDir);
  if (record !== undefined && existsSync(record.pgdata)) return record;
  if (record !== undefined) log(`The data folder ${record.pgdata} is gone: an empty one is made`);
  return createRecord(dataDir, account);
}

/** PostgreSQL reads only data files of its own major version. */
function refuseOtherMajor(binaries: PostgresBinaries, plan: Plan): void {
  const versionFile = join(plan.record.pgdata, 'PG_VERSION');
  if (!existsSync(versionFile)) return;
  const major = Number(readFileSync(versionFile, 'utf8'));
  if (major === binaries.major) return;
  throw new MissingTool(`The data in ${plan.dataDir} was made by PostgreSQL ${major}; the server found here is ${binaries.version}.`, [
    `install PostgreSQL ${major} again`,
    `start anew: remove ${plan.dataDir} (the development data in it is lost)`,
    'set DATABASE_URL to a server of your own',
  ]);
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DEFAULT_DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DEFAULT_DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * Starts a PostgreSQL of our own on the loopback address, or takes over the one an earlier start left behind.
 * Works as root (the server then runs under an unprivileged account) and as any user.
 * @throws MissingTool when this machine has no server binaries, LaunchFailed when they do not work
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  mkdirSync(options.dataDir, { recursive: true });
  // Two starts at once would both find no server and then fight over the data folder.
  return withFileLock(join(options.dataDir, 'start.lock'), async () => {
    const account = accountForServer();
    const log = options.log ?? (() => undefined);
    const record = recordFor(options.dataDir, account, log);
    const plan: Plan = { dataDir: options.dataDir, record, account, durable: options.durability !== 'none', log };
    const left = await adopt(plan);
    if (left !== undefined) return left;
    const binaries = reachable(options.binaries ?? (await findPostgresBinaries()), plan);
    refuseOtherMajor(binaries, plan);
    await ensureCluster({ binaries, pgdata: record.pgdata, password: record.password, account, durable: plan.durable });
    return startFresh(binaries, plan);
  });
}

/** Ends a server that an earlier start left behind in this folder, if there is one, and removes its data for good. */
export async function removePostgres(dataDir: string): Promise<void> {
  const pgdata = readRecord(dataDir)?.pgdata;
  const pid = pgdata === undefined ? undefined : ourPostmaster(pgdata);
  if (pid !== undefined) await stopProcess(pid, { steps: STOP_STEPS });
  removeServerFiles(dataDir);
}
