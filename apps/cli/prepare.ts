/** What a container start does once: schema, creditor, key. Writes the key to the env file it is given and prints it. */
import { writeFileSync } from 'node:fs';
import { loadConfig } from '#config/app-config.js';
import { lastSettings } from './dev/last-settings.js';
import { ensureWorkspace } from './dev/workspace.js';
import { describeFailure } from './frame/print-failure.js';

async function prepare(envFile: string): Promise<void> {
  const config = loadConfig();
  const pepper = config.MAANWERK_API_KEY_PEPPER.reveal();
  const { apiKey, applied } = await ensureWorkspace({ databaseUrl: config.DATABASE_URL, pepper, envFile });
  const settings = { ...lastSettings(envFile), MAANWERK_API_URL: config.MAANWERK_PUBLIC_URL, MAANWERK_API_KEY: apiKey };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value ?? ''}`);
  writeFileSync(envFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  process.stdout.write(`migrations run: ${applied.length}\nMAANWERK_API_URL=${config.MAANWERK_PUBLIC_URL}\nMAANWERK_API_KEY=${apiKey}\n`);
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
