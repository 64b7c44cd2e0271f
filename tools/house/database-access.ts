import { join } from 'node:path';
import pg from 'pg';
import type { Env } from '#config/app-config.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';
import { houseDir, houseEnvFile, hostSettings } from './host-settings.js';
import { lastSettings } from './last-settings.js';

/** A wrong address must be noticed while somebody waits at a prompt. */
const CONNECT_TIMEOUT_MS = 3_000;

export interface DatabaseAccess {
  readonly url: string;
  readonly source: 'DATABASE_URL' | 'running' | 'started';
}

/** Whether a PostgreSQL answers there; the reason when it does not. */
export async function connectProblem(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error instanceof AggregateError ? error.errors.map(String).join('; ') : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The password of a URL never belongs on a screen. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.toString();
}

/** DATABASE_URL, or the server of the running `maanwerk dev`, or our own server started for the time of `work`. */
export async function withDatabase<T>(work: (access: DatabaseAccess) => Promise<T>, env: Env = hostSettings()): Promise<T> {
  const given = env['DATABASE_URL'];
  if (given) return work({ url: given, source: 'DATABASE_URL' });
  const last = lastSettings(houseEnvFile())?.['DATABASE_URL'];
  if (last !== undefined && (await connectProblem(last)) === undefined) return work({ url: last, source: 'running' });
  const server = await startPostgres({ dataDir: join(houseDir(), 'postgres') });
  try {
    return await work({ url: server.url, source: 'started' });
  } finally {
    await server.stop();
  }
}
