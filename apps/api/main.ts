/** The API process. */
import 'reflect-metadata';
import { ConfigRefused, loadConfig } from '#config/app-config.js';
import { type RunningApi, startApi } from './start-api.js';

function loadOrExit(): ReturnType<typeof loadConfig> {
  try {
    return loadConfig();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigRefused ? error.message : 'The settings cannot be read.'}\n`);
    process.exit(2);
  }
}

function stopOn(signal: NodeJS.Signals, api: RunningApi): void {
  process.once(signal, () => {
    api.log.info('stopping', { signal });
    api.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        api.log.error('stop failed', error);
        process.exit(1);
      },
    );
  });
}

const api = await startApi(loadOrExit()).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : 'unknown';
  process.stderr.write(`The API cannot start: ${reason}\n`);
  process.exit(1);
});
stopOn('SIGTERM', api);
stopOn('SIGINT', api);
// A state nobody thought of is not served on: requests under way are cut, the process manager starts a fresh one.
process.on('uncaughtException', (error) => {
  api.log.error('uncaught exception', error);
  process.exit(1);
});
