/** Durable creates a second: ours through the API, and the server's own starts, in turns on the same server with the same concurrency. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { BenchProgram } from './lib/child.js';
import { dayOf, invoiceBody } from './lib/bodies.js';
import { concurrent, type Product } from './lib/product.js';
import { inParallel, secondsOf } from './temporal-lives.js';

/** The figures are the middle of the turns, because a shared machine has bad moments; bounded in time, because it may be slow. */
const turns = 3;
const turnMs = 3_000;
/** Nothing falls due during the bench, so only the creating is measured. */
const termDays = 300;
const dayMs = 86_400_000;
/** What the worker still had at hand when a turn ended is worked off in this time, and does not disturb the next. */
const calmMs = 1_000;

/** Rates a second, of each turn. */
export interface CreatesMeasured {
  readonly creates: readonly number[];
  readonly starts: readonly number[];
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Creates and starts in turns. With a worker, both kinds of workflow are worked on while they are started. */
export async function measureCreates(product: Product, work: 'nobody-works' | 'worker-runs'): Promise<CreatesMeasured> {
  const working = work === 'worker-runs';
  const taskQueue = working ? 'bench-asleep' : 'bench-nobody';
  const bareWorker = working ? BenchProgram.start('programs/bare-worker') : null;
  const measured: Record<keyof CreatesMeasured, number[]> = { creates: [], starts: [] };
  try {
    await bareWorker?.ask({ address: product.house.temporalAddress, taskQueue });
    await createSome(product, 100); // the first requests pay for compiling
    for (let turn = 0; turn < turns; turn++) {
      measured.starts.push(await rawStarts(product.client, taskQueue));
      await pause(calmMs);
      measured.creates.push(await perSecond(() => product.create('/v1/invoices', sleepingInvoice())));
      await product.forgetBacklog();
      await pause(calmMs);
    }
  } finally {
    await bareWorker?.stop();
  }
  return measured;
}

/** Repeats work, `concurrent` at a time, for one turn. @returns how often a second it was done */
async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + turnMs;
  let done = 0;
  const seconds = await secondsOf(() =>
    inParallel(concurrent, concurrent, async () => {
      for (; performance.now() < end; done += 1) await work();
    }),
  );
  return done / seconds;
}

let created = 0;

function sleepingInvoice(): string {
  const today = Date.now();
  created += 1;
  return invoiceBody(`c${process.pid}-${created}`, { issueDate: dayOf(today), dueDate: dayOf(today + termDays * dayMs) });
}

/** Registers invoices that sleep. @returns their ids */
export async function createSome(product: Product, count: number): Promise<string[]> {
  const ids: string[] = [];
  await inParallel(count, concurrent, async () => {
    ids.push(await product.create('/v1/invoices', sleepingInvoice()));
  });
  return ids;
}

/** The cheapest durable thing the server can do for a client: start a workflow without arguments. */
function rawStarts(client: Client, taskQueue: string): Promise<number> {
  return perSecond(() => client.workflow.start('sleeperWorkflow', { workflowId: `start-${randomUUID()}`, taskQueue }));
}
