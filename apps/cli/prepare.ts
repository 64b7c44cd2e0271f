/**
 * What a container start does once: the schema, and outside production a creditor to try things with. Its key is written to the env file
 * and printed: a production start must not leave a working key in a log.
 */
import { writeFileSync } from 'node:fs';
import { loadConfig } from '#config/app-config.js';
import { migrate } from '#database/migrate.js';
import { lastSettings } from '#house/last-settings.js';
import { ensureWorkspace } from '#house/workspace.js';
import { describeFailure } from './frame/print-failure.js';

async function prepare(envFile: string): Promise<void> {
  const config = loadConfig();
  if (config.MAANWERK_ENV === 'production') return prepareProduction(config.DATABASE_URL);
  const pepper = config.MAANWERK_API_KEY_PEPPER.reveal();
  const { apiKey, applied } = await ensureWorkspace({ databaseUrl: config.DATABASE_URL, pepper, envFile });
  const settings = { ...lastSettings(envFile), MAANWERK_API_URL: config.MAANWERK_PUBLIC_URL, MAANWERK_API_KEY: apiKey };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value ?? ''}`);
  writeFileSync(envFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  process.stdout.write(`migrations run: ${applied.length}\nMAANWERK_API_URL=${config.MAANWERK_PUBLIC_URL}\nMAANWERK_API_KEY=${apiKey}\n`);
}

async function prepareProduction(databaseUrl: string): Promise<void> {
  const { applied } = await migrate(databaseUrl);
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
