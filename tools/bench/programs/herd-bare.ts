/**
 * The floor of a herd: a worker in a process of its own, as ours is, whose workflows sleep until an instant and then call an activity that
 * does nothing. It counts itself what it took and how late.
 */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { z } from 'zod';
import { connectionOptions, temporalClient } from '#temporal/connection.js';
import { chaseWorkerOptions } from '#temporal/worker-options.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import { serveOrders } from '../lib/child.js';
import { quietly, silent } from '../lib/quietly.js';
import { inParallel } from '../temporal-lives.js';

const orderShape = z.discriminatedUnion('do', [
  z.object({ do: z.literal('work'), address: z.string(), taskQueue: z.string() }),
  z.object({ do: z.literal('start'), run: z.string(), from: z.number(), to: z.number(), at: z.number() }),
  z.object({ do: z.literal('tell') }),
]);
type Order = z.output<typeof orderShape>;

const namespace = 'default';
/** Starts at a time; as many as our relay has under way. */
const concurrent = 20;
/** When each step was taken, as it comes. */
const takenAt: number[] = [];
let starting: ((order: Extract<Order, { do: 'start' }>) => Promise<void>) | null = null;

async function work({ address, taskQueue }: Extract<Order, { do: 'work' }>): Promise<void> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = fileURLToPath(new URL(`../temporal-baseline.workflow.${extension}`, import.meta.url));
  const connection = await NativeConnection.connect(connectionOptions({ address, namespace }));
  const worker = await Worker.create({
    ...chaseWorkerOptions(),
    connection,
    namespace,
    taskQueue,
    workflowBundle: await buildWorkflowBundle({ entry, logger: silent }),
    activities: { nothing: async () => void takenAt.push(Date.now()) },
  });
  void worker.run().finally(() => process.exit(0));
  const client = temporalClient({ address, namespace });
  starting = ({ run, from, to, at }) =>
    inParallel(to - from, concurrent, async (index) => {
      const id = `herd-${run}-${from + index}`;
      await client.workflow.start('bareStepWorkflow', { workflowId: id, taskQueue, args: [{ id, at }] });
    });
}

quietly();
serveOrders(async (input) => {
  const order = orderShape.parse(input);
  if (order.do === 'work') await work(order);
  else if (order.do === 'start') {
    takenAt.length = 0;
    await starting?.(order);
  }
  return [...takenAt];
});
