/** The floor and our chase on the same server in the same run, with activities that do nothing: what the workflow itself costs. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ChaseActivities, StepInput, StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { chaseWorkflowId } from '#contracts/ids.js';
import { ChaseGateway, type ChaseRef } from '#temporal/chase-gateway.js';
import { type TemporalAddress, connectionOptions } from '#temporal/connection.js';
import { type RunningWorker, runChaseWorker } from '#temporal/run-worker.js';
import { chaseWorkerOptions } from '#temporal/worker-options.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import { type LifeKind, type LivesMeasured, type MeasuringPoint, inParallel, measureLives, secondsOf } from './temporal-lives.js';

const bareQueue = 'bench-bare';
const chaseQueue = 'bench-chase';
const tenantId = randomUUID();

/** Size of a measurement. */
export interface BaselineSize {
  readonly lives: number;
  readonly concurrent: number;
  readonly steps: number;
  /**
   * Length of each timer in milliseconds. Our plans name instants, so it must exceed the server's latency under this load: a step that is
   * due when its plan arrives needs no timer, and the two kinds could not be compared.
   */
  readonly gapMs: number;
}

/** Both kinds of life, measured one after the other. */
export interface BaselineMeasured {
  readonly startsPerSecond: number;
  readonly bare: LivesMeasured;
  readonly chase: LivesMeasured;
}

/** Measures the floor and our chase. The server must have our search attributes. */
export async function measureBaseline(at: MeasuringPoint, temporal: TemporalAddress, size: BaselineSize): Promise<BaselineMeasured> {
  const startsPerSecond = await measureStarts(at, size);
  const bare = await measureBare(at, temporal, size);
  const chase = await measureChase(at, temporal, size);
  return { startsPerSecond, bare, chase };
}

/** Starts of workflows that nobody works on, a second. */
export async function measureStarts({ client }: MeasuringPoint, { lives, concurrent }: BaselineSize): Promise<number> {
  const run = randomUUID();
  const taskQueue = `nobody-${run}`;
  const seconds = await secondsOf(() =>
    inParallel(lives, concurrent, async (index) => {
      await client.workflow.start('nobody', { workflowId: `start-${run}-${index}`, taskQueue });
    }),
  );
  await inParallel(lives, concurrent, async (index) => {
    await client.workflow.getHandle(`start-${run}-${index}`).terminate('bench');
  });
  return lives / seconds;
}

async function measureBare(at: MeasuringPoint, temporal: TemporalAddress, size: BaselineSize): Promise<LivesMeasured> {
  const taken = new StepCounter(size.steps);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = fileURLToPath(new URL(`./temporal-baseline.workflow.${extension}`, import.meta.url));
  const connection = await NativeConnection.connect(connectionOptions(temporal));
  const worker = await Worker.create({
    ...chaseWorkerOptions(),
    connection,
    namespace: temporal.namespace,
    taskQueue: bareQueue,
    workflowBundle: await buildWorkflowBundle({ entry }),
    activities: { nothing: async (id: string) => taken.one(id) },
  });
  const run = randomUUID();
  const id = (index: number): string => `bare-${run}-${index}`;
  const kind: LifeKind = {
    start: async (index) => {
      const args = [{ id: id(index), steps: size.steps, gapMs: size.gapMs }];
      await at.client.workflow.start('bareLifeWorkflow', { workflowId: id(index), taskQueue: bareQueue, args });
      return id(index);
    },
    stepsTaken: (index) => taken.all(id(index)),
    pay: (index) => at.client.workflow.getHandle(id(index)).signal('paymentReceived'),
  };
  try {
    return await worker.runUntil(() => measureLives(at, kind, size));
  } finally {
    await connection.close();
  }
}

async function measureChase(at: MeasuringPoint, temporal: TemporalAddress, size: BaselineSize): Promise<LivesMeasured> {
  const taken = new StepCounter(size.steps);
  const worker = await startIdleChaseWorker(temporal, { taken, size });
  const gateway = new ChaseGateway(at.client, { taskQueue: chaseQueue });
  const invoices = Array.from({ length: size.lives }, () => randomUUID());
  const ref = (index: number) => ({ tenantId, invoiceId: invoices[index] ?? '' });
  const kind: LifeKind = {
    start: async (index) => {
      await gateway.start({ ...ref(index), cycle: 1, debtorId: tenantId, currency: 'EUR', plan: stepPlan(0, size) });
      return chaseWorkflowId(tenantId, ref(index).invoiceId);
    },
    stepsTaken: (index) => taken.all(ref(index).invoiceId),
    pay: async (index) => {
      const plan: ChasePlan = { ...stepPlan(size.steps, size), revision: 1_000, next: 'closed', step: null, outcome: 'paid' };
      await gateway.signal(ref(index), 'paymentReceived', { recordedEventId: randomUUID(), plan });
    },
  };
  try {
    return await measureLives(at, kind, size);
  } finally {
    await worker.shutdown();
  }
}

/**
 * Bytes of this process per chase that sleeps, when the worker keeps them all and when it keeps hardly any. Only in a process of its own:
 * memory that earlier measurements give back would be counted as less than nothing.
 */
export async function measureSleepers(
  at: MeasuringPoint,
  temporal: TemporalAddress,
  chases: number,
): Promise<{ cached: number; evicted: number }> {
  const bytes = async (maxCachedWorkflows: number): Promise<number> => {
    const size = { lives: chases, concurrent: 50, steps: 1, gapMs: 3_600_000 };
    const worker = await startIdleChaseWorker(temporal, { taken: new StepCounter(1), size, maxCachedWorkflows });
    const gateway = new ChaseGateway(at.client, { taskQueue: chaseQueue });
    const sleep = async (): Promise<void> => {
      const ref = { tenantId, invoiceId: randomUUID() };
      await gateway.start({ ...ref, cycle: 1, debtorId: tenantId, currency: 'EUR', plan: stepPlan(0, size) });
      await asleep(gateway, ref);
    };
    try {
      await inParallel(Math.min(50, maxCachedWorkflows), 50, sleep); // the first ones pay for compiling
      const before = process.memoryUsage().rss;
      await inParallel(chases, 50, sleep);
      return (process.memoryUsage().rss - before) / chases;
    } finally {
      await worker.shutdown();
    }
  };
  return { evicted: await bytes(10), cached: await bytes(chases + 100) };
}

/** A sleeping chase has five events, the last of them its timer. A busy server takes seconds for it, more means that it is stuck. */
async function asleep(gateway: ChaseGateway, ref: ChaseRef): Promise<void> {
  const deadlineMs = 60_000;
  for (const end = Date.now() + deadlineMs; Date.now() < end; await pause(50)) {
    if (((await gateway.describe(ref))?.events ?? 0) >= 5) return;
  }
  throw new Error(`a chase did not go to sleep within ${deadlineMs} ms`);
}

interface IdleWorker {
  readonly taken: StepCounter;
  readonly size: BaselineSize;
  readonly maxCachedWorkflows?: number;
}

/** A chase worker whose activities only hand out the next plan. */
async function startIdleChaseWorker(temporal: TemporalAddress, { taken, size, maxCachedWorkflows }: IdleWorker): Promise<RunningWorker> {
  const step = async ({ chase, step: { occurrence } }: StepInput): Promise<StepResult> => {
    taken.one(chase.invoiceId);
    return { result: 'sent', plan: stepPlan(occurrence, size) };
  };
  const plan = async (): Promise<ChasePlan> => stepPlan(0, size);
  const activities: ChaseActivities = {
    planNext: plan,
    recordSignal: plan,
    sendMessage: step,
    openCallTask: step,
    handOver: step,
    runInternalStep: step,
  };
  const tuning = maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows };
  return runChaseWorker({ temporal, bundle: await buildWorkflowBundle(), activities, taskQueue: chaseQueue, tuning });
}

/** The plan after `taken` steps: the next one `gapMs` from now, or waiting for the payment. */
function stepPlan(taken: number, { steps, gapMs }: BaselineSize): ChasePlan {
  const at = new Date(Date.now() + gapMs).toISOString();
  const base = { revision: taken + 1, outcome: null, reason: 'due-by-policy', summary: 'waits for the next step', details: 'bench' };
  if (taken >= steps) return { ...base, next: 'wait', step: null, at: null, wakeAt: null };
  return { ...base, next: 'step', step: { key: 'reminder', occurrence: taken + 1, action: 'message' }, at, wakeAt: at };
}

/** Tells who waits for it when a life has taken all its steps. */
class StepCounter {
  readonly #left = new Map<string, { left: number; done: () => void; all: Promise<void> }>();

  constructor(private readonly steps: number) {}

  one(id: string): void {
    const life = this.#life(id);
    life.left -= 1;
    if (life.left <= 0) life.done();
  }

  all(id: string): Promise<void> {
    return this.steps === 0 ? Promise.resolve() : this.#life(id).all;
  }

  #life(id: string): { left: number; done: () => void; all: Promise<void> } {
    const known = this.#left.get(id);
    if (known !== undefined) return known;
    let done = (): void => undefined;
    const all = new Promise<void>((resolve) => (done = resolve));
    const life = { left: this.steps, done, all };
    this.#left.set(id, life);
    return life;
  }
}
