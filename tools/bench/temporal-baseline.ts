/** The floor: a bare workflow on the same server in the same run, with activities that do nothing. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { ChasePlan } from '#contracts/chase.js';
import { type TemporalAddress, connectionOptions } from '#temporal/connection.js';
import { chaseWorkerOptions } from '#temporal/worker-options.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import { silent } from './lib/quietly.js';
import { type LifeKind, type LivesMeasured, type LivesSize, type MeasuringPoint, measureLives } from './temporal-lives.js';

const bareQueue = 'bench-bare';

/** Size of a measurement. */
export interface BaselineSize extends LivesSize {
  readonly steps: number;
  /**
   * Length of each timer in milliseconds. Our plans name instants, so it must exceed the server's latency under this load: a step that is
   * due when its plan arrives needs no timer, and the two kinds could not be compared.
   */
  readonly gapMs: number;
}

/** The floor: timers, empty activities, one signal. */
export async function measureBare(at: MeasuringPoint, temporal: TemporalAddress, size: BaselineSize): Promise<LivesMeasured> {
  const taken = new StepCounter(size.steps);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = fileURLToPath(new URL(`./temporal-baseline.workflow.${extension}`, import.meta.url));
  const connection = await NativeConnection.connect(connectionOptions(temporal));
  const worker = await Worker.create({
    ...chaseWorkerOptions(),
    connection,
    namespace: temporal.namespace,
    taskQueue: bareQueue,
    workflowBundle: await buildWorkflowBundle({ entry, logger: silent }),
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

/** The plan after `taken` steps: the next one `gapMs` from now, or waiting for the payment. */
export function stepPlan(taken: number, { steps, gapMs }: Pick<BaselineSize, 'steps' | 'gapMs'>): ChasePlan {
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
