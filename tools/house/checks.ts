import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadConfig } from '#config/app-config.js';
import { ConfigRefused } from '#config/app-config.js';
import { pendingMigrations } from '#database/migrate.js';
import { MissingTool } from '#embedded/missing-tool.js';
import { isPortFree } from '#embedded/ports.js';
import { findPostgresBinaries } from '#embedded/postgres/binaries.js';
import { ensureTemporalCli, ensureTestServer } from '#embedded/temporal/temporal-cli.js';
import { lookAtBoundary } from './boundary-check.js';
import { connectProblem, withoutPassword } from './database-access.js';
import { houseDir, houseEnvFile, hostSettings, houseSettings } from './host-settings.js';
import { livingKeeper } from './house-record.js';
import { lastSettings } from './last-settings.js';
import { reaches, REACH_TIMEOUT_MS } from './reach.js';

/** `missing` stops a start; `note` is worth knowing. */
export type CheckState = 'ok' | 'note' | 'missing';

export interface CheckResult {
  readonly name: string;
  readonly state: CheckState;
  readonly detail: string;
  readonly waysOut?: readonly string[];
}

type Check = () => Promise<CheckResult> | CheckResult;

const failed = (name: string, error: unknown, state: CheckState = 'missing'): CheckResult =>
  error instanceof MissingTool
    ? { name, state, detail: error.what, waysOut: error.waysOut }
    : { name, state, detail: error instanceof Error ? error.message : String(error) };

const node: Check = () => ({ name: 'Node', state: 'ok', detail: `${process.version} (${process.platform} ${process.arch})` });

const settings: Check = () => {
  try {
    return { name: 'Settings', state: 'ok', detail: `${loadConfig(hostSettings()).MAANWERK_ENV}, all valid` };
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    return { name: 'Settings', state: 'missing', detail: error.problems.join('; '), waysOut: ['see .env.example for every name'] };
  }
};

const postgres: Check = async () => {
  const url = hostSettings()['DATABASE_URL'];
  if (!url) {
    const { version, source, bindir } = await findPostgresBinaries();
    return { name: 'PostgreSQL', state: 'ok', detail: `${version} by ${source}: ${bindir}` };
  }
  const problem = await connectProblem(url);
  if (problem === undefined) return { name: 'PostgreSQL', state: 'ok', detail: `DATABASE_URL answers: ${withoutPassword(url)}` };
  return {
    name: 'PostgreSQL',
    state: 'missing',
    detail: `DATABASE_URL does not answer: ${problem}`,
    waysOut: ['start that server', 'or unset DATABASE_URL'],
  };
};

const temporal: Check = async () => {
  const address = hostSettings()['TEMPORAL_ADDRESS'];
  if (!address) {
    const { version, source, path } = await ensureTemporalCli({ offline: true });
    return { name: 'Temporal CLI', state: 'ok', detail: `${version} from ${source}: ${path}` };
  }
  if (await reaches(address)) return { name: 'Temporal', state: 'ok', detail: `TEMPORAL_ADDRESS answers: ${address}` };
  return {
    name: 'Temporal',
    state: 'missing',
    detail: `TEMPORAL_ADDRESS does not answer: ${address}`,
    waysOut: ['start that server', 'or unset TEMPORAL_ADDRESS'],
  };
};

/** Fetched by the first start, so not having it yet is no fault. */
const temporalOrNote: Check = async () => {
  try {
    return await temporal();
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    return { name: 'Temporal CLI', state: 'note', detail: 'not here yet; the first start fetches it', waysOut: error.waysOut };
  }
};

const testServer: Check = async () => {
  try {
    const { version, source, path } = await ensureTestServer({ offline: true });
    return { name: 'Temporal test server', state: 'ok', detail: `${version} from ${source}: ${path}` };
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    return { name: 'Temporal test server', state: 'note', detail: 'not here yet; only tests that skip time fetch it' };
  }
};

const ports: Check = async () => {
  const keeper = livingKeeper(houseDir());
  if (keeper !== undefined) return { name: 'Ports', state: 'ok', detail: `in use by maanwerk dev, pid ${keeper}` };
  const config = loadConfig(hostSettings());
  const wanted = {
    API: config.API_PORT,
    metrics: config.METRICS_PORT,
    worker: config.WORKER_METRICS_PORT,
    simulator: config.SIMULATOR_PORT,
    Temporal: 7233,
    'Temporal UI': 8233,
  };
  const free = await Promise.all(Object.values(wanted).map((port) => isPortFree(port)));
  const taken = Object.entries(wanted).filter((_, index) => free[index] === false);
  if (taken.length === 0) return { name: 'Ports', state: 'ok', detail: `${Object.values(wanted).join(', ')} are free` };
  return {
    name: 'Ports',
    state: 'note',
    detail: `taken: ${taken.map(([name, port]) => `${port} (${name})`).join(', ')}; another is chosen`,
  };
};

const time: Check = () => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const winter = new Intl.DateTimeFormat('nl-NL', { timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit' }).format(
    Date.UTC(2026, 0, 1, 12),
  );
  if (winter !== '13:00')
    return {
      name: 'Time zones',
      state: 'missing',
      detail: `Europe/Amsterdam is wrong here (12:00 UTC shows as ${winter})`,
      waysOut: ['use a Node with full ICU'],
    };
  return { name: 'Time', state: 'ok', detail: `${new Date().toISOString()}, machine zone ${zone}, Europe/Amsterdam known` };
};

const migrations: Check = async () => {
  const url = hostSettings()['DATABASE_URL'] ?? lastSettings(houseEnvFile())?.['DATABASE_URL'];
  if (!url || (await connectProblem(url)) !== undefined)
    return { name: 'Migrations', state: 'note', detail: 'no database is running; a start migrates by itself' };
  if (!(await pendingMigrations(url))) return { name: 'Migrations', state: 'ok', detail: 'up to date' };
  return { name: 'Migrations', state: 'missing', detail: 'some wait to be run', waysOut: ['maanwerk db migrate'] };
};

const accounts: Check = async () => {
  const name = 'Accounts';
  const env = houseSettings();
  const url = env['DATABASE_URL'];
  if (!url || (await connectProblem(url)) !== undefined)
    return { name, state: 'note', detail: 'no database is running; a start makes the accounts of API and worker by itself' };
  const { unnamed, shutOut, findings } = await lookAtBoundary(env);
  if (unnamed.length > 0)
    return {
      name,
      state: 'note',
      detail: `${unnamed.join(', ')} not set: API and worker log in as the owner and become maanwerk_app, which is for development; \`maanwerk db accounts\` makes accounts`,
    };
  const open = findings.filter(({ about }) => about !== 'note');
  if (shutOut.length + open.length > 0)
    return {
      name,
      state: 'missing',
      detail: [...shutOut, ...open.map(({ what, why }) => `${what}: ${why}`)].join('; '),
      waysOut: [...new Set([...shutOut.map(() => 'make them again: `maanwerk db accounts`'), ...open.map(({ mend }) => mend)])],
    };
  const notes = [...new Set(findings.map(({ what, mend }) => `${what} (${mend})`))];
  if (notes.length > 0) return { name, state: 'note', detail: notes.join('; ') };
  return { name, state: 'ok', detail: 'API, worker and relay log in as accounts that own nothing and can become nothing else' };
};

/** Only for `docker compose up`; nothing else needs it. */
const compose: Check = async () => {
  for (const [command, ...args] of [
    ['docker', 'compose', 'version', '--short'] as const,
    ['docker-compose', 'version', '--short'] as const,
  ]) {
    const found = await promisify(execFile)(command, args, { timeout: REACH_TIMEOUT_MS }).catch(() => undefined);
    if (found !== undefined) return { name: 'Docker Compose', state: 'ok', detail: `${found.stdout.trim()} (optional)` };
  }
  return { name: 'Docker Compose', state: 'note', detail: 'not here; optional' };
};

const checks: Readonly<Record<string, Check>> = {
  Node: node,
  Settings: settings,
  PostgreSQL: postgres,
  Temporal: temporalOrNote,
  'Temporal test server': testServer,
  Ports: ports,
  Time: time,
  Migrations: migrations,
  Accounts: accounts,
  'Docker Compose': compose,
};

/** Looks at everything a start needs; one broken look does not hide the others. */
export function checkMachine(): Promise<CheckResult[]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]) =>
      Promise.resolve()
        .then(check)
        .catch((error: unknown) => failed(name, error)),
    ),
  );
}
