/**
 * Memory of a worker per chase that sleeps. A process of its own for each kind, since memory that earlier measurements give back would be
 * counted as less than nothing; started with `--expose-gc`, since garbage is no one's sleeping invoice.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import { z } from 'zod';
import type { ChaseActivities } from '#contracts/activities.js';
import { ChaseGateway, type ChaseRef } from '#temporal/chase-gateway.js';
import { connectionOptions, temporalClient } from '#temporal/connection.js';
import { chaseWorkerOptions } from '#temporal/worker-options.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import { serveOrders } from '../lib/child.js';
import { quietly, silent } from '../lib/quietly.js';
import { inParallel } from '../temporal-lives.js';
import { stepPlan } from '../temporal-baseline.js';

const orderShape = z.object({
  address: z.string(),
  /** Chases put to sleep in each round; the first round only warms up. */
  chases: z.number(),
  rounds: z.number(),
  maxCachedWorkflows: z.number(),
  /** Workflows in the main thread, whose heap can be measured; a worker's own thread keeps its heap to itself. */
  heap: z.boolean(),
});

const concurrent = 20;
const asleepDeadlineMs = 60_000;
const namespace = 'default';
const far = { steps: 1, gapMs: 30 * 86_400_000 };

const never = async (): Promise<never> => {
  throw new Error('nothing falls due here');
};
const activities: ChaseActivities = {
  planNext: never,
  recordSignal: never,
  sendMessage: never,
  openCallTask: never,
  handOver: never,
  runInternalStep: never,
};

/** Starts chases and sees that all of them sleep. */
async function putToSleep(gateway: ChaseGateway, chases: number): Promise<void> {
  const tenantId = randomUUID();
  const refs: ChaseRef[] = Array.from({ length: chases }, () => ({ tenantId, invoiceId: randomUUID() }));
  const each = (work: (ref: ChaseRef) => Promise<void>): Promise<void> =>
    inParallel(chases, concurrent, async (index) => {
      const ref = refs[index];
      if (ref) await work(ref);
    });
  await each(async (ref) => void (await gateway.start({ ...ref, cycle: 1, debtorId: tenantId, currency: 'EUR', plan: stepPlan(0, far) })));
  await each((ref) => asleep(gateway, ref));
}

async function asleep(gateway: ChaseGateway, ref: ChaseRef): Promise<void> {
  for (const end = Date.now() + asleepDeadlineMs; Date.now() < end; await pause(200)) {
    // Started, task scheduled, started, completed, and its timer: it sleeps.
    if (((await gateway.describe(ref))?.events ?? 0) >= 5) return;
  }
  throw new Error(`a chase did not go to sleep within ${asleepDeadlineMs} ms`);
}

/** Memory when the garbage is gone: collections are repeated because finalizers free more in the next one. */
async function used(): Promise<NodeJS.MemoryUsage> {
  for (let n = 0; n < 4; n++) {
    globalThis.gc?.();
    await pause(100);
  }
  return process.memoryUsage();
}

quietly();
serveOrders(async (input) => {
  const order = orderShape.parse(input);
  const connection = await NativeConnection.connect(connectionOptions({ address: order.address, namespace }));
  const taskQueue = `bench-sleepers-${randomUUID()}`;
  const { maxCachedWorkflows, heap: debugMode } = order;
  const options = { ...chaseWorkerOptions({ maxCachedWorkflows }), debugMode, connection, namespace, taskQueue, activities };
  const worker = await Worker.create({ ...options, workflowBundle: await buildWorkflowBundle({ logger: silent }) });
  const client = temporalClient({ address: order.address, namespace });
  const gateway = new ChaseGateway(client, { taskQueue });
  const measured: { heap: number[]; rss: number[] } = { heap: [], rss: [] };
  await worker.runUntil(async () => {
    for (let round = 0; round <= order.rounds; round++) {
      const before = await used();
      await putToSleep(gateway, order.chases);
      const after = await used();
      if (round === 0) continue;
      measured.heap.push((after.heapUsed - before.heapUsed) / order.chases);
      measured.rss.push((after.rss - before.rss) / order.chases);
    }
  });
  await client.connection.close();
  await connection.close();
  return measured;
});
