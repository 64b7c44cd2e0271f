/** Where the demo plays: a house of its own on fresh data, or one that runs already. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { loadConfig, type Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { Secret } from '#settings/secret.js';
import { Database } from '#database/database.js';
import { removePostgres } from '#embedded/postgres/start-postgres.js';
import { endLeftOverTemporal } from '#embedded/temporal/start-temporal.js';
import { houseDir, houseEnvFile, houseSettings } from '#house/host-settings.js';
import { endLeftOvers, livingKeeper } from '#house/house-record.js';
import { type House, startHouse } from '#house/house.js';
import { DEMO_CREDITOR } from '#house/workspace.js';
import { ApiClient } from '../../apps/cli/frame/api-client.js';
import { CliFailure, ExitCode } from '../../apps/cli/frame/exit-codes.js';
import type { Places } from './closing.js';

/** A house with somebody to play in it. */
export interface DemoHouse {
  readonly api: ApiClient;
  readonly simulatorUrl: string;
  readonly places: Places;
  /** What was said about the ground it stands on. */
  readonly note: string;
  stop(): Promise<void>;
}

/** What a start leaves in the folder; named one by one, so that a folder of somebody else's loses nothing. */
const DEMO_PARTS = ['temporal', 'postgres', 'simulator', 'logs', 'env', 'house.json'] as const;

/** The demo begins on empty data. What a killed demo left running is ended before its files go. */
async function clearLastDemo(folder: string, log: (line: string) => void): Promise<void> {
  if (livingKeeper(folder) !== undefined) return; // startHouse says who it is
  await endLeftOvers(folder, log);
  await endLeftOverTemporal(join(folder, 'temporal', 'temporal.db'));
  await removePostgres(join(folder, 'postgres'));
  for (const part of DEMO_PARTS) rmSync(join(folder, part), { recursive: true, force: true });
}

/** A creditor of the demo's own in a database that others use too: row-level security keeps them apart. */
async function ownTenant(databaseUrl: string, settings: Env): Promise<string> {
  const pepper = loadConfig(settings).MAANWERK_API_KEY_PEPPER.reveal();
  const owner = await Database.connect({ url: databaseUrl, role: 'owner', applicationName: 'maanwerk-demo', poolSize: 1 });
  try {
    const { apiKey } = await provisionTenant(owner, { name: 'Demo', mode: 'test', creditor: DEMO_CREDITOR, language: 'nl', pepper });
    return apiKey;
  } finally {
    await owner.close();
  }
}

const simulatorOf = (mailboxUrl: string): string => new URL('/', mailboxUrl).href;

const placesOf = (house: House): Places => ({
  mailboxUrl: house.mailboxUrl,
  apiUrl: house.apiUrl,
  temporalUiUrl: house.env['TEMPORAL_UI_URL'],
  databaseUrl: house.databaseUrl,
  envFile: relative(process.cwd(), house.envFile),
});

/** Starts a house in a folder of its own, beside whatever else runs. */
export async function openHouse(folder: string, log: (line: string) => void): Promise<DemoHouse> {
  await clearLastDemo(folder, log);
  // Without a display name: the env file is read by shells too.
  const settings: Env = { MAIL_FROM: DEMO_CREDITOR.email };
  const house = await startHouse({ stateDir: folder, ports: 'free', durability: 'none', log, settings });
  const shared = house.postgres === undefined;
  try {
    const key = shared ? await ownTenant(house.databaseUrl, { ...hostEnvironment(), ...house.env }) : house.workspace.apiKey;
    return {
      api: new ApiClient(house.apiUrl, new Secret(key)),
      simulatorUrl: simulatorOf(house.mailboxUrl),
      places: placesOf(house),
      note: shared ? 'on the database that DATABASE_URL names, as a creditor of its own' : 'on fresh data, without fsync: it is a demo',
      stop: () => house.stop(),
    };
  } catch (error) {
    await house.stop();
    throw error;
  }
}

/** Plays in the house that `maanwerk dev` keeps; it goes on when the demo is over. */
export async function attachHouse(): Promise<DemoHouse> {
  const settings: Env = houseSettings();
  const { MAANWERK_API_URL: apiUrl, DATABASE_URL: databaseUrl, MAANWERK_MAILBOX_URL: mailboxUrl } = settings;
  if (!apiUrl || !databaseUrl || !mailboxUrl || livingKeeper(houseDir()) === undefined)
    throw new CliFailure(ExitCode.unreachable, 'There is no running house to attach to', {
      todo: ['start one with `maanwerk dev`', 'or run `maanwerk demo` without --attach'],
    });
  return {
    api: new ApiClient(apiUrl, new Secret(await ownTenant(databaseUrl, settings))),
    simulatorUrl: simulatorOf(mailboxUrl),
    places: {
      mailboxUrl,
      apiUrl,
      temporalUiUrl: settings['TEMPORAL_UI_URL'],
      databaseUrl,
      envFile: relative(process.cwd(), houseEnvFile()),
    },
    note: 'in the running house, as a creditor of its own',
    stop: () => Promise.resolve(),
  };
}
