/** The worker process: chases, outbox relay, event sealer, jobs. */
import 'reflect-metadata';
import { type AppConfig, configFor, ConfigRefused } from '#config/app-config.js';
import { stopOnSignal } from '#observability/stop-on-signal.js';
import { startWorker } from './start-worker.js';
import { yieldProcessor } from './yield-processor.js';

function configOrExit(): AppConfig {
  try {
    return configFor('worker');
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigRefused ? error.message : 'The settings cannot be read.'}\n`);
    process.exit(2);
  }
}

/**
 * Where worker and API share a machine, a person who waits for an answer goes before a chase that may act a moment later: a fifth of the API's
 * share of a busy processor, no less, or the chases would fall behind.
 */
const niceness = 7;
// Before Temporal's SDK makes its threads, which inherit it.
yieldProcessor(niceness);

// Before the start, which may wait for Postgres and Temporal.
const runs = stopOnSignal(process);
const worker = await startWorker(configOrExit()).catch((error: unknown) => {
  process.stderr.write(`The worker cannot start: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(1);
});

runs({
  stop: (signal) => {
    worker.log.info('stopping', { signal });
    return worker.stop().catch((error: unknown) => {
      worker.log.error('stop failed', error);
      throw error;
    });
  },
});
process.on('uncaughtException', (error) => {
  worker.log.error('uncaught exception', error);
  process.exit(1);
});
// A dead worker in a living process is the worst state there is: nothing is sent and nobody is told.
await worker.run.catch((error: unknown) => {
  worker.log.error('worker broke', error);
  process.exit(1);
});
