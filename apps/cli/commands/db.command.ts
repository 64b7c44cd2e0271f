import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '#config/app-config.js';
import { MissingTool } from '#embedded/missing-tool.js';
import { findPostgresBinaries } from '#embedded/postgres/binaries.js';
import { createDatabase, dropDatabase } from '#embedded/postgres/databases.js';
import { DEFAULT_DATABASE } from '#embedded/postgres/start-postgres.js';
import { withDatabase, withoutPassword, type DatabaseAccess } from '#house/database-access.js';
import { houseDir, houseEnvFile, hostSettings } from '#house/host-settings.js';
import { livingKeeper } from '#house/house-record.js';
import { accountsFrom } from '#database/boundary/accounts.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { registerAccounts } from './db-accounts.js';

async function migrateDatabase(context: CliContext): Promise<void> {
  await withDatabase(async ({ url }) => {
    const { migrate } = await import('#database/migrate.js');
    const { applied } = await migrate(url);
    const text = applied.length === 0 ? 'up to date' : applied.join(', ');
    context.output.record({ database: withoutPassword(url), applied: text }, { applied });
  });
}

/** Without its workflows a chase would never wake; with those of lost invoices Temporal would fail: both go together. */
async function reset(context: CliContext, flags: { readonly yes?: true }): Promise<void> {
  const keeper = livingKeeper(houseDir());
  if (keeper !== undefined)
    throw new CliFailure(ExitCode.refused, 'Maanwerk is running on this database', {
      todo: [`stop it first: Ctrl-C in its terminal, or kill ${keeper}`],
    });
  if (flags.yes !== true)
    throw new CliFailure(ExitCode.refused, 'This removes every invoice, message and workflow of this clone', {
      todo: ['add --yes if that is meant'],
    });
  await withDatabase((access) => recreate(access, context));
}

async function recreate({ url, source }: DatabaseAccess, context: CliContext): Promise<void> {
  if (source === 'DATABASE_URL')
    throw new CliFailure(ExitCode.refused, 'DATABASE_URL names a database that this program did not make', {
      todo: [
        'unset DATABASE_URL to reset the database of this clone',
        'drop and create yours with its own tools, then `maanwerk db migrate`',
      ],
    });
  await dropDatabase(url, DEFAULT_DATABASE);
  await createDatabase(url, DEFAULT_DATABASE);
  for (const leftover of ['temporal', 'simulator']) rmSync(join(houseDir(), leftover), { recursive: true, force: true });
  const pepper = loadConfig(hostSettings()).MAANWERK_API_KEY_PEPPER.reveal();
  const { ensureWorkspace } = await import('#house/workspace.js');
  const { applied } = await ensureWorkspace({
    databaseUrl: url,
    accounts: accountsFrom(decodeURIComponent(new URL(url).password)),
    pepper,
    envFile: houseEnvFile(),
  });
  context.output.record({ database: withoutPassword(url), applied: applied.join(', ') }, { applied });
}

async function psqlProgram(): Promise<string> {
  const { bindir } = await findPostgresBinaries().catch(() => ({ bindir: '' }));
  const beside = join(bindir, 'psql');
  return bindir !== '' && existsSync(beside) ? beside : 'psql';
}

/** Runs psql on this terminal to its end. @throws MissingTool when it cannot be started, CliFailure when it ends badly */
export async function runPsql(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit' });
  // Ctrl-C inside psql cancels a query; it must not end us.
  process.on('SIGINT', () => undefined);
  await once(child, 'close').catch((error: unknown) => {
    throw notInstalled(error);
  });
  if (child.exitCode !== 0) throw new CliFailure(ExitCode.error, `psql ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
}

const psql = (args: readonly string[]): Promise<void> => withDatabase(async ({ url }) => runPsql(await psqlProgram(), [url, ...args]));

const notInstalled = (cause: unknown) =>
  new MissingTool(
    'psql was not found.',
    ['install it: `apt-get install postgresql-client`, `brew install libpq`', 'any client can use the URL of `maanwerk db url`'],
    { cause },
  );

/** `maanwerk db …`. */
export const registerDb: RegisterCommand = (program, context) => {
  const db = program.command('db').description('the database of this clone, or the one DATABASE_URL names');
  db.command('migrate')
    .description('bring the schema up to date')
    .action(() => migrateDatabase(context));
  registerAccounts(db, context);
  db.command('reset')
    .description("remove this clone's database, workflows and mailbox, and start anew")
    .option('--yes', 'do it without asking')
    .action((flags: { readonly yes?: true }) => reset(context, flags));
  db.command('url')
    .description('print the URL of the running database (it holds the password)')
    .action(() =>
      withDatabase(async ({ url, source }) => {
        context.output.lines([url]);
        if (source === 'started') context.output.warn('The server runs only while a command needs it; `maanwerk dev` keeps it up.');
      }),
    );
  db.command('psql')
    .description('open psql on it; arguments after -- go to psql')
    .argument('[args...]')
    .action((args: readonly string[]) => psql(args));
};
