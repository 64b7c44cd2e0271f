import { join } from 'node:path';
import { loadConfig, type Env } from '#config/app-config.js';
import { markOwn, ownMark } from '#config/own-settings.js';
import type { RunningPostgres } from '#embedded/postgres/start-postgres.js';
import type { SpawnedProcess } from '#embedded/spawn-process.js';
import type { RunningTemporal } from '#embedded/temporal/start-temporal.js';
import type { HouseOptions } from './house-options.js';
import { endLeftOvers, forgetHouse, livingKeeper, writeHouse } from './house-record.js';
import { HouseRefused } from './house-refused.js';
import { hostOf, settingsFor, writeEnvFile } from './house-settings.js';
import { makePrivateFolder } from './private-folder.js';
import { PART_NAMES, spawnPart, type PartName } from './parts.js';
import { accountsOn, type Servers, startServers } from './servers.js';
import { ensureWorkspace, type Workspace } from './workspace.js';

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

class RunningHouse implements House {
  readonly envFile: string;
  readonly apiUrl: string;
  readonly mailboxUrl: string;
  readonly #parts = new Map<PartName, SpawnedProcess>();

  constructor(
    private readonly options: HouseOptions,
    private readonly servers: Servers,
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
    return this.servers.databaseUrl;
  }

  get temporalAddress(): string {
    return this.servers.temporalAddress;
  }

  get postgres(): RunningPostgres | undefined {
    return this.servers.postgres;
  }

  get temporal(): RunningTemporal | undefined {
    return this.servers.temporal;
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

async function prepare(options: HouseOptions, servers: Servers): Promise<RunningHouse> {
  const settings = await settingsFor(options, servers);
  const pepper = loadConfig({ ...hostOf(options), ...settings }).MAANWERK_API_KEY_PEPPER.reveal();
  const workspace = await ensureWorkspace({
    databaseUrl: servers.databaseUrl,
    accounts: accountsOn(servers),
    pepper,
    envFile: join(options.stateDir, 'env'),
  });
  const chosen = {
    ...settings,
    MAANWERK_API_URL: `http://127.0.0.1:${settings['API_PORT']}`,
    MAANWERK_API_KEY: workspace.apiKey,
    MAANWERK_MAILBOX_URL: `http://127.0.0.1:${settings['SIMULATOR_PORT']}/mailbox`,
    ...(servers.temporal?.uiUrl === undefined ? {} : { TEMPORAL_UI_URL: servers.temporal.uiUrl }),
  };
  const host = hostOf({ ...options, settings: {} });
  const own = Object.fromEntries(Object.entries(chosen).filter(([name, value]) => name !== 'MAANWERK_HOUSE' && host[name] !== value));
  return new RunningHouse(options, servers, { workspace, env: { ...chosen, [ownMark]: markOwn(own) } });
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
  const servers = await startServers(options, hostOf(options));
  let house: RunningHouse | undefined;
  try {
    house = await prepare(options, servers);
    await startParts(house, options.parts ?? PART_NAMES);
    return house;
  } catch (error) {
    await (house === undefined ? Promise.all([servers.postgres?.stop(), servers.temporal?.stop()]) : house.stop());
    throw error;
  }
}
