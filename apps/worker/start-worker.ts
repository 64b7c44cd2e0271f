import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { Client } from '@temporalio/client';
import type { AppConfig } from '#config/app-config.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { createLog, errorFields, type Log } from '#observability/logger.js';
import { demandFreePort } from '#observability/instance.js';
import { Metrics, serveMetrics } from '#observability/metrics.js';
import { NestLogger } from '#observability/nest-logger.js';
import { waitFor } from '#observability/wait-for.js';
import { askNamespace, isTemporalRefusal } from '#temporal/connection.js';
import { installRuntime, runChaseWorker } from '#temporal/run-worker.js';
import { readGauges } from './figures/read-gauges.js';
import { serveGauges } from './figures/serve-gauges.js';
import { WorkerFigures } from './figures/worker-figures.js';
import type { OutboxRelay } from './outbox-relay.js';
import type { Repeating } from './repeating.js';
import { type Databases, parts, temporalAddress, WorkerModule } from './worker.module.js';

/** The bundle that the build wrote beside the compiled code: a worker runs no bundler. */
const bundlePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));

/** A worker that runs. */
export interface StartedWorker {
  readonly log: Log;
  /** Settles when the worker has stopped, rejects when it broke: a process whose worker is dead must not look alive. */
  readonly run: Promise<void>;
  /** Stops in the one right order: no new work, running work ends, relay and loops, connections, database last. */
  stop(): Promise<void>;
}

/**
 * Starts everything the worker process does, once Postgres and Temporal are there.
 * @throws Error when one of them does not answer in time, PortTaken
 */
export async function startWorker(config: AppConfig): Promise<StartedWorker> {
  const log = createLog('worker', config.LOG_LEVEL);
  const metrics = new Metrics('worker');
  let ready = (): boolean => false;
  // Before anything listens or connects: the SDK would bind it later and say only that it failed.
  await demandFreePort(config.API_HOST, config.TEMPORAL_METRICS_PORT, 'TEMPORAL_METRICS_PORT');
  // Next: a worker nobody can ask must not begin to work, and one that waits can be asked.
  const metricsServer = await serveMetrics(metrics, {
    host: config.API_HOST,
    port: config.WORKER_METRICS_PORT,
    setting: 'WORKER_METRICS_PORT',
    ready: () => ready(),
    signature: { process: 'worker', instance: config.MAANWERK_INSTANCE },
  });
  installRuntime({ logger: sdkLog(log), ...sdkMetrics(config) });
  const app = await NestFactory.createApplicationContext(WorkerModule.of(config, log, new WorkerFigures(metrics)), {
    logger: new NestLogger(log),
    abortOnError: false,
  });
  const databases: Databases = app.get(parts.databases);
  const relay: OutboxRelay = app.get(parts.relay);
  const loops: Repeating[] = app.get(parts.loops);
  const activities: ChaseActivities = app.get(parts.activities);
  const client: Client = app.get(parts.client);
  const temporal = temporalAddress(config);
  await waitFor('Temporal', () => askNamespace(temporal), { waitMs: config.START_WAIT_MS, log, hopeless: isTemporalRefusal });
  const worker = await runChaseWorker({
    temporal,
    bundle: { codePath: bundlePath },
    activities,
    tuning: {
      maxCachedWorkflows: config.WORKER_MAX_CACHED_WORKFLOWS,
      maxConcurrentActivities: config.WORKER_MAX_ACTIVITIES,
      maxConcurrentWorkflowTasks: config.WORKER_MAX_WORKFLOW_TASKS,
      shutdownGraceMs: config.WORKER_SHUTDOWN_GRACE_MS,
      shutdownForceMs: config.WORKER_SHUTDOWN_FORCE_MS,
    },
  });
  await relay.start();
  for (const loop of loops) loop.start();
  const unlisten = await databases.system.listen('maanwerk_job', () => loops[1]?.poke());
  serveGauges(metrics, log, (at) => readGauges(databases.system, at));
  ready = () => worker.state() === 'RUNNING';
  log.info('worker runs', { pid: process.pid });
  const stop = async (): Promise<void> => {
    await unlisten();
    await worker.shutdown();
    await relay.stop();
    await Promise.all(loops.map((loop) => loop.stop()));
    metricsServer.close();
    metricsServer.closeAllConnections();
    await client.connection.close();
    await Promise.all([databases.app.close(), databases.system.close()]);
    await app.close();
    log.info('worker stopped');
  };
  return { log, run: worker.run, stop: once(stop) };
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

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
