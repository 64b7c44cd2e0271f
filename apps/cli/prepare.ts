/**
 * What a container start does once: the schema, the accounts of the other containers, and outside production a creditor to try things with. Its key is written to the env file
 * and printed: a production start must not leave a working key in a log.
 */
import { writeFileSync } from 'node:fs';
import { type AppConfig, configFor } from '#config/app-config.js';
import { type Account, accountIn } from '#database/boundary/accounts.js';
import { makeAccounts } from '#database/boundary/draw-boundary.js';
import { migrate } from '#database/migrate.js';
import { lastSettings } from '#house/last-settings.js';
import { ensureWorkspace } from '#house/workspace.js';
import { describeFailure } from './frame/print-failure.js';

/** What the containers of API and worker log in with: made here, since only this one has the owner's password. */
function accountsIn({ DATABASE_API_URL: api, DATABASE_WORKER_URL: worker, DATABASE_RELAY_URL: relay }: AppConfig): Account[] {
  const given = [
    ['api', api],
    ['worker', worker],
    ['relay', relay],
  ] as const;
  return given.flatMap(([door, url]) => (url === undefined ? [] : [accountIn(door, url)]));
}

async function prepare(envFile: string): Promise<void> {
  const config = configFor('operator');
  const accounts = accountsIn(config);
  if (config.MAANWERK_ENV === 'production') return prepareProduction(config.DATABASE_URL, accounts);
  const pepper = config.MAANWERK_API_KEY_PEPPER.reveal();
  const { apiKey, applied } = await ensureWorkspace({ databaseUrl: config.DATABASE_URL, accounts, pepper, envFile });
  const settings = { ...lastSettings(envFile), MAANWERK_API_URL: config.MAANWERK_PUBLIC_URL, MAANWERK_API_KEY: apiKey };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value ?? ''}`);
  writeFileSync(envFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  process.stdout.write(`migrations run: ${applied.length}\nMAANWERK_API_URL=${config.MAANWERK_PUBLIC_URL}\nMAANWERK_API_KEY=${apiKey}\n`);
}

async function prepareProduction(databaseUrl: string, accounts: readonly Account[]): Promise<void> {
  const { applied } = await migrate(databaseUrl);
  await makeAccounts(databaseUrl, accounts);
  process.stdout.write(
    `migrations run: ${applied.length}\nA creditor and its keys: \`maanwerk creditor create\`, \`maanwerk key create\`\n`,
  );
}

const [envFile] = process.argv.slice(2);
try {
  if (envFile === undefined) throw new Error('usage: prepare.js ENV-FILE');
  await prepare(envFile);
} catch (error) {
  const failure = describeFailure(error);
  process.stderr.write(`${failure.text}\n`);
  process.exitCode = failure.code;
}
