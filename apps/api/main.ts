/** The API process. */
import 'reflect-metadata';
import { type AppConfig, configFor, ConfigRefused } from '#config/app-config.js';
import { stopOnSignal } from '#observability/stop-on-signal.js';
import { startApi } from './start-api.js';

function loadOrExit(): AppConfig {
  try {
    return configFor('api');
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigRefused ? error.message : 'The settings cannot be read.'}\n`);
    process.exit(2);
  }
}

// Before the start, which may wait for Postgres.
const runs = stopOnSignal(process);
const api = await startApi(loadOrExit()).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : 'unknown';
  process.stderr.write(`The API cannot start: ${reason}\n`);
  process.exit(1);
});
runs({
  stop: (signal) => {
    api.log.info('stopping', { signal });
    return api.stop().catch((error: unknown) => {
      api.log.error('stop failed', error);
      throw error;
    });
  },
});
// A state nobody thought of is not served on: requests under way are cut, the process manager starts a fresh one.
process.on('uncaughtException', (error) => {
  api.log.error('uncaught exception', error);
  process.exit(1);
});
