import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { randomBytes } from 'node:crypto';
import { type Account, accountsFrom } from '#database/boundary/accounts.js';
import { dropAccounts, makeAccounts } from '#database/boundary/draw-boundary.js';
import { migrate } from '#database/migrate.js';
import { createDatabase, dropDatabase } from '#embedded/postgres/databases.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres } from '#embedded/postgres/start-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the server the suite may create databases on. */
    postgresUrl: string;
    /** Name of a migrated, otherwise empty database nobody is connected to. */
    templateDatabase: string;
    /** Accounts of this run, which API, worker and relay log in with. */
    accounts: readonly Account[];
  }
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** A throw-away server without fsync, or the one of TEST_DATABASE_URL or DATABASE_URL (whose account must be allowed to create databases). */
async function findServer(): Promise<Server> {
  const given = hostEnvironment()['TEST_DATABASE_URL'] ?? hostEnvironment()['DATABASE_URL'];
  if (given !== undefined) return { url: loadConfig({ DATABASE_URL: given }).DATABASE_URL, stop: async () => undefined };
  const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-test-postgres-'));
  const server = await startPostgres({ dataDir, durability: 'none' });
  const stop = async () => {
    await server.stop();
    removeServerFiles(dataDir);
  };
  return { url: server.url, stop };
}

/** Vitest globalSetup of the projects `db` and `api`: one server a project, one template, a clone of it for each spec file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await findServer();
  const template = `maanwerk_template_${process.pid}_${project.name}`;
  const run = randomBytes(6).toString('hex');
  const accounts = accountsFrom(randomBytes(24).toString('hex'), (door) => `maanwerk_test_${run}_${door}`);
  try {
    await migrate(await createDatabase(server.url, template));
    await makeAccounts(server.url, accounts);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('postgresUrl', server.url);
  project.provide('templateDatabase', template);
  project.provide('accounts', accounts);
  return async () => {
    await dropDatabase(server.url, template);
    await dropAccounts(server.url, accounts);
    await server.stop();
  };
}
