import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig, type AppConfig, type Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { markOwn, ownMark } from '#config/own-settings.js';
import { type Account, accountsFrom, urlFor } from '#database/boundary/accounts.js';
import { preferredPort } from '#embedded/ports.js';
import { startPostgres, type RunningPostgres } from '#embedded/postgres/start-postgres.js';
import type { SpawnedProcess } from '#embedded/spawn-process.js';
import { startTemporal, type RunningTemporal } from '#embedded/temporal/start-temporal.js';
import { connectProblem, withoutPassword } from './database-access.js';
import { hostSettings } from './host-settings.js';
import { endLeftOvers, forgetHouse, livingKeeper, writeHouse } from './house-record.js';
import { PART_NAMES, spawnPart, type PartName } from './parts.js';
import { makePrivateFolder } from './private-folder.js';
import { reaches } from './reach.js';
import { ensureWorkspace, type Workspace } from './workspace.js';
import { HouseRefused } from './house-refused.js';

export interface HouseOptions {
  /** Folder for data, logs and the env file. */
  readonly stateDir: string;
  readonly log: (line: string) => void;
  /** Settings for the parts that win over the machine's environment. */
  readonly settings?: Env;
  /** `free` takes any port, so that several houses stand side by side (tests); default: the configured ones where they are free. */
  readonly ports?: 'configured' | 'free';
  /** `none`: a database without fsync, for tests. */
  readonly durability?: 'full' | 'none';
  /** Start without the web UI of Temporal. */
  readonly headless?: boolean;
  /** Which of our processes to start; default all. */
  readonly parts?: readonly PartName[];
  /** More flags for the Temporal dev server. */
  readonly temporalArgs?: readonly string[];
}

/** Everything that runs for one development start, with a handle on each process. */
export interface House {
  /** The settings every part got; what `.maanwerk/env` holds. */
  readonly env: Readonly<Record<string, string>>;
  readonly envFile: string;
  readonly apiUrl: string;
  readonly mailboxUrl: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly workspace: Workspace;
  /** Absent when DATABASE_URL names a server of somebody else's. */
  readonly postgres: RunningPostgres | undefined;
  /** Absent when TEMPORAL_ADDRESS names one. */
  readonly temporal: RunningTemporal | undefined;
  part(name: PartName): SpawnedProcess | undefined;
  /** Starts a part again after it ended or was stopped; `settings` win over the house's for this start only. */
  startPart(name: PartName, settings?: Env): Promise<SpawnedProcess>;
  /** Stops all of it: our processes first, so that they can write their last word. */
  stop(): Promise<void>;
}

/** With the database's own stop below the 10 s of Ctrl-C; production keeps the longer defaults. */
const SHORT_GRACE = { API_SHUTDOWN_GRACE_MS: '4000', WORKER_SHUTDOWN_GRACE_MS: '4000', WORKER_SHUTDOWN_FORCE_MS: '5000' };

/** One person works here, with scripts that ask more in a second than a creditor does: whoever wants to meet the limits sets them. */
const WIDE_LIMITS = { RATE_KEY_BURST: '100000', RATE_KEY_SUSTAINED: '10000000', RATE_ANONYMOUS: '100000' };

interface Ground {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly postgres: RunningPostgres | undefined;
  readonly temporal: RunningTemporal | undefined;
}

/** Where a house of ours listened when this shell read its env file: the shell goes on working when the port is taken again. */
const portIn = (address: string | undefined): number | undefined => {
  const port = Number(/:(\d+)$/.exec(address ?? '')?.[1]);
  return Number.isNaN(port) ? undefined : port;
};

/** @throws HouseRefused when the server that a person named does not answer: to start another beside it would hide his data from him */
async function groundDatabase(options: HouseOptions, host: Env): Promise<Pick<Ground, 'databaseUrl' | 'postgres'>> {
  const given = host['DATABASE_URL'];
  if (given) {
    const problem = await connectProblem(given);
    if (problem === undefined) return { databaseUrl: given, postgres: undefined };
    throw new HouseRefused('unreachable', `DATABASE_URL names a PostgreSQL that does not answer: ${withoutPassword(given)}`, {
      why: problem,
      todo: ['start that server', 'or `unset DATABASE_URL`: then Maanwerk starts one of its own'],
    });
  }
  const { durability = 'full', log } = options;
  const postgres = await startPostgres({ dataDir: join(options.stateDir, 'postgres'), durability, log });
  return { databaseUrl: postgres.url, postgres };
}

async function groundTemporal(options: HouseOptions, host: Env): Promise<Pick<Ground, 'temporalAddress' | 'temporal'>> {
  const given = host['TEMPORAL_ADDRESS'];
  if (given) {
    if (await reaches(given)) return { temporalAddress: given, temporal: undefined };
    throw new HouseRefused('unreachable', `TEMPORAL_ADDRESS names a Temporal that does not answer: ${given}`, {
      todo: ['start that server', 'or `unset TEMPORAL_ADDRESS`: then Maanwerk starts one of its own'],
    });
  }
  const known = hostEnvironment();
  const temporal = await startTemporal({
    dataFile: join(options.stateDir, 'temporal', 'temporal.db'),
    log: options.log,
    port: portIn(known['TEMPORAL_ADDRESS']) ?? (options.ports === 'free' ? 0 : 7233),
    uiPort: options.headless === true ? false : (portIn(known['TEMPORAL_UI_URL']) ?? (options.ports === 'free' ? 0 : 8233)),
    extraArgs: options.temporalArgs ?? [],
  });
  return { temporalAddress: temporal.address, temporal };
}

/** Both at once; when one fails the other is not left behind. */
async function layGround(options: HouseOptions, host: Env): Promise<Ground> {
  const [database, temporal] = await Promise.allSettled([groundDatabase(options, host), groundTemporal(options, host)]);
  if (database.status === 'fulfilled' && temporal.status === 'fulfilled') return { ...database.value, ...temporal.value };
  if (database.status === 'fulfilled') await database.value.postgres?.stop();
  if (temporal.status === 'fulfilled') await temporal.value.temporal?.stop();
  throw database.status === 'rejected' ? database.reason : temporal.status === 'rejected' ? temporal.reason : new Error('unreachable');
}

/** A shell that knows the ports of an earlier start goes on working when they are taken again. */
async function choosePorts(options: HouseOptions, config: AppConfig): Promise<Record<string, string>> {
  const names = ['API_PORT', 'METRICS_PORT', 'WORKER_METRICS_PORT', 'SIMULATOR_PORT'] as const;
  const known = hostEnvironment();
  const ports: Record<string, string> = {};
  for (const name of names) {
    const wanted = Number(known[name] ?? (options.ports === 'free' ? 0 : config[name]));
    ports[name] = String(await preferredPort(wanted));
  }
  return ports;
}

/** What a person set, and what this start was told. */
const hostOf = (options: HouseOptions): Env => ({ ...hostSettings(join(options.stateDir, 'env')), ...options.settings });

/** Accounts of a server of our own; on somebody else's none are made unasked. */
const accountsOn = ({ postgres, databaseUrl }: Ground): Account[] =>
  postgres === undefined ? [] : accountsFrom(decodeURIComponent(new URL(databaseUrl).password));

const accountUrls = (ground: Ground): Record<string, string> =>
  Object.fromEntries(
    accountsOn(ground).map((account) => [`DATABASE_${account.door.toUpperCase()}_URL`, urlFor(ground.databaseUrl, account)]),
  );

/** What the parts are told beyond the machine's environment. A provider of the real world that was set stays set. */
async function settingsFor(options: HouseOptions, ground: Ground): Promise<Record<string, string>> {
  const host = hostOf(options);
  const config = loadConfig(host);
  const ports = await choosePorts(options, config);
  const api = `http://127.0.0.1:${ports['API_PORT']}`;
  const simulator = `http://127.0.0.1:${ports['SIMULATOR_PORT']}`;
  const chosen: Env = {
    MAANWERK_ENV: config.MAANWERK_ENV,
    DATABASE_URL: ground.databaseUrl,
    ...accountUrls(ground),
    TEMPORAL_ADDRESS: ground.temporalAddress,
    TEMPORAL_NAMESPACE: config.TEMPORAL_NAMESPACE,
    ...ports,
    MAANWERK_PUBLIC_URL: host['MAANWERK_PUBLIC_URL'] ?? api,
    RESEND_BASE_URL: host['RESEND_BASE_URL'] ?? simulator,
    SMS_BASE_URL: host['SMS_BASE_URL'] ?? `${simulator}/sms`,
    WHATSAPP_BASE_URL: host['WHATSAPP_BASE_URL'] ?? `${simulator}/whatsapp`,
    LETTER_BASE_URL: host['LETTER_BASE_URL'] ?? `${simulator}/letter`,
    SIMULATOR_DATA_DIR: join(options.stateDir, 'simulator'),
    SIMULATOR_WEBHOOK_URL: `${api}/hooks/resend`,
    ...SHORT_GRACE,
    ...Object.fromEntries(Object.entries(WIDE_LIMITS).map(([name, wide]) => [name, host[name] ?? wide])),
    ...options.settings,
    MAANWERK_HOUSE: resolve(options.stateDir),
    MAANWERK_INSTANCE: randomUUID(),
  };
  return Object.fromEntries(Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** For other terminals: `maanwerk` reads it by itself, a shell with `set -a; . .maanwerk/env`. Holds a key: for the owner only. */
function writeEnvFile(path: string, env: Readonly<Record<string, string>>): void {
  // Quoted, so that a shell can read the file although a sender looks like `Name <address>`.
  const lines = Object.entries(env).map(([name, value]) => `${name}=${/^[\w./:@%+,=-]*$/.test(value) ? value : `'${value}'`}`);
  writeFileSync(path, `# Written by maanwerk; overwritten at each start.\n${lines.join('\n')}\n`, { mode: 0o600 });
}

class RunningHouse implements House {
  readonly envFile: string;
  readonly apiUrl: string;
  readonly mailboxUrl: string;
  readonly #parts = new Map<PartName, SpawnedProcess>();

  constructor(
    private readonly options: HouseOptions,
    private readonly ground: Ground,
    private readonly facts: { readonly workspace: Workspace; readonly env: Readonly<Record<string, string>> },
  ) {
    this.envFile = join(options.stateDir, 'env');
    this.apiUrl = this.env['MAANWERK_API_URL'] ?? '';
    this.mailboxUrl = this.env['MAANWERK_MAILBOX_URL'] ?? '';
    writeEnvFile(this.envFile, this.env);
  }

  get env(): Readonly<Record<string, string>> {
    return this.facts.env;
  }

  get workspace(): Workspace {
    return this.facts.workspace;
  }

  get databaseUrl(): string {
    return this.ground.databaseUrl;
  }

  get temporalAddress(): string {
    return this.ground.temporalAddress;
  }

  get postgres(): RunningPostgres | undefined {
    return this.ground.postgres;
  }

  get temporal(): RunningTemporal | undefined {
    return this.ground.temporal;
  }

  part(name: PartName): SpawnedProcess | undefined {
    return this.#parts.get(name);
  }

  async startPart(name: PartName, settings: Env = {}): Promise<SpawnedProcess> {
    const env = { ...hostOf(this.options), ...this.env, ...settings };
    const part = await spawnPart(name, { env, logDir: join(this.options.stateDir, 'logs') });
    this.#parts.set(name, part);
    writeHouse(this.options.stateDir, {
      keeperPid: process.pid,
      parts: PART_NAMES.flatMap((each) => {
        const pid = this.#parts.get(each)?.pid;
        return pid === undefined ? [] : [{ name: each, pid }];
      }),
    });
    return part;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#parts.values()].map((part) => part.stop()));
    await Promise.all([this.postgres?.stop(), this.temporal?.stop()]);
    this.#parts.clear();
    forgetHouse(this.options.stateDir);
  }
}

async function furnish(options: HouseOptions, ground: Ground): Promise<RunningHouse> {
  const settings = await settingsFor(options, ground);
  const pepper = loadConfig({ ...hostOf(options), ...settings }).MAANWERK_API_KEY_PEPPER.reveal();
  const workspace = await ensureWorkspace({
    databaseUrl: ground.databaseUrl,
    accounts: accountsOn(ground),
    pepper,
    envFile: join(options.stateDir, 'env'),
  });
  const chosen = {
    ...settings,
    MAANWERK_API_URL: `http://127.0.0.1:${settings['API_PORT']}`,
    MAANWERK_API_KEY: workspace.apiKey,
    MAANWERK_MAILBOX_URL: `http://127.0.0.1:${settings['SIMULATOR_PORT']}/mailbox`,
    ...(ground.temporal?.uiUrl === undefined ? {} : { TEMPORAL_UI_URL: ground.temporal.uiUrl }),
  };
  const host = hostOf({ ...options, settings: {} });
  const own = Object.fromEntries(Object.entries(chosen).filter(([name, value]) => name !== 'MAANWERK_HOUSE' && host[name] !== value));
  return new RunningHouse(options, ground, { workspace, env: { ...chosen, [ownMark]: markOwn(own) } });
}

/** All at once: none needs another to come up, and each is mostly loading code. All are waited for, so that none is left behind. */
async function startParts(house: House, names: readonly PartName[]): Promise<void> {
  for (const outcome of await Promise.allSettled(names.map((name) => house.startPart(name))))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** Two keepers of the same data would end each other's processes. */
function refuseSecondHouse(stateDir: string): void {
  const keeper = livingKeeper(stateDir);
  if (keeper === undefined) return;
  throw new HouseRefused('occupied', `Maanwerk is already running here (pid ${keeper})`, {
    todo: ['see it with `maanwerk status`', `stop it with Ctrl-C in its terminal, or \`kill ${keeper}\``],
  });
}

/**
 * Starts database, Temporal, simulator, API and worker, each a process of its own, on data that outlives them.
 * Whatever fails, nothing of it is left running.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  makePrivateFolder(options.stateDir);
  refuseSecondHouse(options.stateDir);
  await endLeftOvers(options.stateDir, options.log);
  const ground = await layGround(options, hostOf(options));
  let house: RunningHouse | undefined;
  try {
    house = await furnish(options, ground);
    await startParts(house, options.parts ?? PART_NAMES);
    return house;
  } catch (error) {
    await (house === undefined ? Promise.all([ground.postgres?.stop(), ground.temporal?.stop()]) : house.stop());
    throw error;
  }
}
