/** Drives many workflow lives at once on a server and weighs them: lives a second, events, transitions and billable actions of each. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

/** One kind of life to be measured. */
export interface LifeKind {
  /** Starts life `index`; gives its workflow id. */
  start(index: number): Promise<string>;
  /** Resolves when life `index` has taken all its steps. */
  stepsTaken(index: number): Promise<void>;
  /** Tells life `index` that it is paid. */
  pay(index: number): Promise<void>;
}

/** Figures of a run; events, transitions and actions are per life. */
export interface LivesMeasured {
  readonly lives: number;
  readonly livesPerSecond: number;
  readonly events: number;
  readonly transitions: number;
  readonly actions: number;
}

/** Where the figures come from. */
export interface MeasuringPoint {
  readonly client: Client;
  /** The server's Prometheus page. */
  readonly metricsUrl: string;
}

/** Calls `work` for 0 to `count` - 1, `concurrent` at a time. */
export async function inParallel(count: number, concurrent: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(concurrent, count) }, worker));
}

/** Seconds that `work` takes. */
export async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** How many lives: at most `lives`, `concurrent` at a time, and none begins after `beginMs`. */
export interface LivesSize {
  readonly lives: number;
  readonly concurrent: number;
  readonly beginMs?: number;
}

/** Lets lives pass and weighs them. All that begin are waited for, so the time holds the slow end of a run too. */
export async function measureLives(at: MeasuringPoint, kind: LifeKind, size: LivesSize): Promise<LivesMeasured> {
  const ids: string[] = [];
  const before = await actionsCounted(at.metricsUrl);
  const lastBegin = Date.now() + (size.beginMs ?? Infinity);
  const seconds = await secondsOf(() =>
    inParallel(size.lives, size.concurrent, async (index) => {
      if (Date.now() > lastBegin) return;
      const workflowId = await kind.start(index);
      ids.push(workflowId);
      await kind.stepsTaken(index);
      await kind.pay(index);
      await at.client.workflow.getHandle(workflowId).result();
    }),
  );
  const actions = (await actionsCounted(at.metricsUrl)) - before;
  const weights = await weigh(at.client, ids);
  return { lives: ids.length, livesPerSecond: ids.length / seconds, ...weights, actions: actions / ids.length };
}

/** Mean events and state transitions of closed lives; a sample of 20 is enough, since they are equal but for races. */
async function weigh(client: Client, ids: readonly string[]): Promise<{ events: number; transitions: number }> {
  const sample = ids.slice(0, 20);
  const infos = await Promise.all(sample.map(async (id) => (await client.workflow.getHandle(id).describe()).raw.workflowExecutionInfo));
  const mean = (values: readonly unknown[]): number => values.reduce<number>((sum, value) => sum + Number(value ?? 0), 0) / values.length;
  return { events: mean(infos.map((info) => info?.historyLength)), transitions: mean(infos.map((info) => info?.stateTransitionCount)) };
}

/** The server publishes its counters about once a second; they have settled when they rest for this long. */
const counterRestMs = 2_500;
/** A counter that never rests means that somebody else uses the server. */
const counterDeadlineMs = 30_000;

/** Billable actions the server has counted. @throws when the count does not come to rest */
async function actionsCounted(metricsUrl: string): Promise<number> {
  let last = -1;
  let since = Date.now();
  for (const end = Date.now() + counterDeadlineMs; Date.now() < end; await pause(100)) {
    const page = await (await fetch(metricsUrl)).text();
    // A batch of markers is billed once; the single markers inside it are counted beside it.
    const lines = page.split('\n').filter((line) => line.startsWith('action{') && !line.includes('command_RecordMarker'));
    const now = lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    if (now !== last) since = Date.now();
    last = now;
    if (Date.now() - since > counterRestMs) return now;
  }
  throw new Error('the count of actions does not come to rest: is somebody else using this server?');
}
