import { NestFactory } from '@nestjs/core';
import type { AppConfig } from '#config/app-config.js';
import { createLog, errorFields, type Log } from '#observability/logger.js';
import { demandFreePort } from '#observability/instance.js';
import { Metrics } from '#observability/metrics.js';
import { NestLogger } from '#observability/nest-logger.js';
import { installRuntime } from '#temporal/run-worker.js';
import { ChaseWorker } from './chases/chase-worker.js';
import { JobWorker } from './jobs/job-worker.js';
import { WorkerModule } from './worker.module.js';

/** A worker that runs. */
export interface StartedWorker {
  readonly log: Log;
  /** Settles when the worker has stopped, rejects when it broke: a process whose worker is dead must not look alive. */
  readonly run: Promise<void>;
  /** Stops in the one right order, see {@link WorkerModule}. */
  stop(): Promise<void>;
}

/**
 * Starts everything the worker process does, once Postgres and Temporal are there.
 * @throws Error when one of them does not answer in time, PortTaken
 */
export async function startWorker(config: AppConfig): Promise<StartedWorker> {
  const log = createLog('worker', config.LOG_LEVEL);
  // Before anything listens or connects: the SDK would bind it later and say only that it failed.
  await demandFreePort(config.API_HOST, config.TEMPORAL_METRICS_PORT, 'TEMPORAL_METRICS_PORT');
  installRuntime({ logger: sdkLog(log), ...sdkMetrics(config) });
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config, log, new Metrics('worker')), {
    logger: new NestLogger(log),
    abortOnError: false,
  });
  log.info('worker runs', { pid: process.pid });
  const stop = async (): Promise<void> => {
    await app.close();
    log.info('worker stopped');
  };
  const parts = [app.get(ChaseWorker), app.get(JobWorker)];
  const run = Promise.all(parts.map((part) => part.run)).then(() => undefined);
  return { log, run, stop };
}

/** The page of Temporal's SDK, when a port is given for it. */
const sdkMetrics = (config: AppConfig) =>
  config.TEMPORAL_METRICS_PORT === 0 ? {} : { metrics: { host: config.API_HOST, port: config.TEMPORAL_METRICS_PORT } };

/** The SDK's lines in our log: its fields may hold anything, so only its sentence is kept. */
const sdkLog = (log: Log) => ({
  debug: (_fields: object, message: string) => log.debug(message),
  info: (_fields: object, message: string) => log.info(message),
  warn: (fields: object, message: string) => log.warn(message, 'error' in fields ? errorFields(fields.error) : {}),
  error: (fields: object, message: string) => log.error(message, 'error' in fields ? fields.error : undefined),
});
