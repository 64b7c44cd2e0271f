import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { cloneDatabase, createDatabase, dropDatabase } from '#embedded/postgres/databases.js';
import { type Door, urlFor } from '#database/boundary/accounts.js';
import { drawBoundary } from '#database/boundary/draw-boundary.js';
import { misfitsIn } from './event-check.js';

export interface TestDatabase {
  /** Superuser URL (the owner of the tables). */
  readonly url: string;
  /** Removes the database, ending sessions that are still open. */
  drop(): Promise<void>;
}

const freshName = () => `test_${randomBytes(8).toString('hex')}`;

/**
 * A migrated database for one spec file: a copy of the template that `postgres.setup.ts` made (60 ms). When it is dropped, every event that
 * the file wrote is read against the catalogue.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = freshName();
  const url = await cloneDatabase(server, inject('templateDatabase'), name);
  // Rights on a database are in no copy of it.
  await drawBoundary(url);
  const drop = async (): Promise<void> => {
    const misfits = await misfitsIn(url);
    await dropDatabase(server, name);
    if (misfits.length > 0) throw new Error(`events that are not as the catalogue declares them:\n${misfits.join('\n')}`);
  };
  return { url, drop };
}

/** A database without a single table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = freshName();
  return { url: await createDatabase(server, name), drop: () => dropDatabase(server, name) };
}

/** The URL with which API, worker or relay log in to a test database. */
export function accountUrl(databaseUrl: string, door: Door): string {
  const account = inject('accounts').find((one) => one.door === door);
  if (!account) throw new Error(`no account for ${door}`);
  return urlFor(databaseUrl, account);
}
