/** Runs a chase worker inside a process that has its own life cycle (Nest): connect, run, and stop in the one right order. */
import { NativeConnection, Runtime, type RuntimeOptions, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { ChaseActivities } from '#contracts/activities.js';
import type { HousekeepingActivities } from '#contracts/housekeeping.js';
import type { JobActivities } from '#contracts/jobs.js';
import { taskQueues } from '#contracts/task-queues.js';
import { type TemporalAddress, connectionOptions } from './connection.js';
import { type WorkerTuning, chaseWorkerOptions } from './worker-options.js';

/** The part of pino (or of anything else) the runtime logs to. */
export interface LogTarget {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a worker is made of. */
export interface ChaseWorkerOptions {
  readonly temporal: TemporalAddress;
  /** `{ code }` from {@link buildWorkflowBundle}, or `{ codePath }` of the built file. */
  readonly bundle: WorkflowBundleOption;
  readonly activities: ChaseActivities;
  readonly tuning?: WorkerTuning;
  readonly taskQueue?: string;
  readonly identity?: string;
}

/** Options of the one runtime of a process. */
export interface RuntimeSettings {
  readonly logger: LogTarget;
  /** Where the Core serves its own Prometheus page; absent: nowhere. A port that is taken ends the process's start. */
  readonly metrics?: { readonly host: string; readonly port: number };
}

/** A running worker. */
export interface RunningWorker {
  /**
   * Settles when the worker has stopped; rejects when it broke. The process must await it: a dead worker in a healthy process is the worst.
   */
  readonly run: Promise<void>;
  /** `RUNNING`, `STOPPING`, `DRAINING`, `FAILED` ...: for liveness and readiness. */
  state(): string;
  /** Stops taking tasks, lets running activities finish, then closes the connection. May be called more than once. */
  shutdown(): Promise<void>;
}

let installed = false;

/**
 * Installs the SDK's runtime, once a process and before the first connection. It hears no signals of the operating system: the process that
 * owns the database pool decides on the order of stopping. Further calls change nothing.
 */
export function installRuntime({ logger, metrics }: RuntimeSettings): void {
  if (installed) return;
  installed = true;
  // Names and units stay those of the SDK, so that dashboards made for it fit.
  const telemetry = metrics === undefined ? {} : { metrics: { prometheus: { bindAddress: addressOf(metrics) } } };
  Runtime.install({ shutdownSignals: [], logger: sdkLogger(logger), telemetryOptions: telemetry });
}

const addressOf = ({ host, port }: { host: string; port: number }): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Connects, starts polling and gives the handle. @throws when the server cannot be reached or the namespace does not exist */
export async function runChaseWorker(options: ChaseWorkerOptions): Promise<RunningWorker> {
  const { temporal, bundle, activities, tuning, taskQueue = taskQueues.chase, identity } = options;
  const connection = await NativeConnection.connect(connectionOptions(temporal));
  try {
    const worker = await Worker.create({
      ...chaseWorkerOptions(tuning),
      connection,
      namespace: temporal.namespace,
      taskQueue,
      workflowBundle: bundle,
      activities,
      ...(identity === undefined ? {} : { identity }),
      ...(temporal.dataConverter === undefined ? {} : { dataConverter: temporal.dataConverter }),
    });
    return running(worker, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** What a worker for jobs is made of. */
export interface JobWorkerOptions extends Pick<ChaseWorkerOptions, 'temporal' | 'identity'> {
  readonly activities: JobActivities & HousekeepingActivities;
  readonly taskQueue: string;
  /** Jobs at a time in this process. */
  readonly atOnce: number;
}

/** A job leaves its turn when it hears that the worker stops, so it is told at once. */
const jobGraceMs = 1;
/** Longest that a turn may go on after that: a statement, and a word to the database. */
const jobForceMs = 30_000;

/**
 * Takes the activities of jobs from a queue of their own; their workflows run with those of the chases. @throws as {@link runChaseWorker}
 */
export async function runJobWorker(options: JobWorkerOptions): Promise<RunningWorker> {
  const { temporal, activities, taskQueue, atOnce, identity } = options;
  const connection = await NativeConnection.connect(connectionOptions(temporal));
  try {
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue,
      activities,
      maxConcurrentActivityTaskExecutions: atOnce,
      shutdownGraceTime: jobGraceMs,
      shutdownForceTime: jobForceMs,
      ...(identity === undefined ? {} : { identity }),
      ...(temporal.dataConverter === undefined ? {} : { dataConverter: temporal.dataConverter }),
    });
    return running(worker, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function running(worker: Worker, connection: NativeConnection): RunningWorker {
  // The connection may only be closed after the run has ended, however it ended.
  const run = runAndClose(worker, connection);
  let stopping: Promise<void> | null = null;
  return {
    run,
    state: () => worker.getState(),
    shutdown: () => {
      // `worker.shutdown()` throws when the worker is not running, so it is called once and only then.
      if (stopping === null && worker.getState() === 'RUNNING') worker.shutdown();
      stopping ??= run;
      return stopping;
    },
  };
}

async function runAndClose(worker: Worker, connection: NativeConnection): Promise<void> {
  try {
    await worker.run();
  } finally {
    await connection.close();
  }
}

type SdkLogger = NonNullable<RuntimeOptions['logger']>;

function sdkLogger(target: LogTarget): SdkLogger {
  const at =
    (level: keyof LogTarget) =>
    (message: string, meta: object = {}): void =>
      target[level](meta, message);
  const sinks = { TRACE: at('debug'), DEBUG: at('debug'), INFO: at('info'), WARN: at('warn'), ERROR: at('error') };
  return {
    log: (level, message, meta) => sinks[level](message, meta),
    trace: sinks.TRACE,
    debug: sinks.DEBUG,
    info: sinks.INFO,
    warn: sinks.WARN,
    error: sinks.ERROR,
  };
}
