/** A worker that puts bare workflows to sleep, in a process of its own as our worker is. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { z } from 'zod';
import { connectionOptions } from '#temporal/connection.js';
import { chaseWorkerOptions } from '#temporal/worker-options.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import { serveOrders } from '../lib/child.js';
import { quietly, silent } from '../lib/quietly.js';

const orderShape = z.object({ address: z.string(), taskQueue: z.string() });

quietly();
serveOrders(async (order) => {
  const { address, taskQueue } = orderShape.parse(order);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = fileURLToPath(new URL(`../temporal-baseline.workflow.${extension}`, import.meta.url));
  const connection = await NativeConnection.connect(connectionOptions({ address, namespace: 'default' }));
  const worker = await Worker.create({
    ...chaseWorkerOptions(),
    connection,
    namespace: 'default',
    taskQueue,
    workflowBundle: await buildWorkflowBundle({ entry, logger: silent }),
  });
  void worker.run().finally(() => process.exit(0));
  return 'polling';
});
