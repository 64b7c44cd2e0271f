/** The servers a house stands on: those a person named, otherwise PostgreSQL and Temporal of its own. */
import { join } from 'node:path';
import type { Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { type Account, accountsFrom } from '#database/boundary/accounts.js';
import { startPostgres, type RunningPostgres } from '#embedded/postgres/start-postgres.js';
import { startTemporal, type RunningTemporal } from '#embedded/temporal/start-temporal.js';
import { connectProblem, withoutPassword } from './database-access.js';
import type { HouseOptions } from './house-options.js';
import { HouseRefused } from './house-refused.js';
import { reaches } from './reach.js';

/** The servers of a house; `postgres` and `temporal` are absent when they are somebody else's. */
export interface Servers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly postgres: RunningPostgres | undefined;
  readonly temporal: RunningTemporal | undefined;
}

/** The port of an earlier start, from the env file this shell has read: taken again, so that the shell goes on working. */
const portIn = (address: string | undefined): number | undefined => {
  const port = Number(/:(\d+)$/.exec(address ?? '')?.[1]);
  return Number.isNaN(port) ? undefined : port;
};

/** @throws HouseRefused when the server that a person named does not answer: starting another beside it would hide his data from him */
async function databaseServer(options: HouseOptions, host: Env): Promise<Pick<Servers, 'databaseUrl' | 'postgres'>> {
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

async function temporalServer(options: HouseOptions, host: Env): Promise<Pick<Servers, 'temporalAddress' | 'temporal'>> {
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

/** Starts both at once; when one fails, the other is stopped. */
export async function startServers(options: HouseOptions, host: Env): Promise<Servers> {
  const [database, temporal] = await Promise.allSettled([databaseServer(options, host), temporalServer(options, host)]);
  if (database.status === 'fulfilled' && temporal.status === 'fulfilled') return { ...database.value, ...temporal.value };
  if (database.status === 'fulfilled') await database.value.postgres?.stop();
  if (temporal.status === 'fulfilled') await temporal.value.temporal?.stop();
  throw database.status === 'rejected' ? database.reason : temporal.status === 'rejected' ? temporal.reason : new Error('unreachable');
}

/** The accounts to make on a server of our own; none on somebody else's, which has to be asked for. */
export const accountsOn = ({ postgres, databaseUrl }: Servers): Account[] =>
  postgres === undefined ? [] : accountsFrom(decodeURIComponent(new URL(databaseUrl).password));
