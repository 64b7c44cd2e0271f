/** Seals as the worker does, in a process of its own, for as long as it is told to; answers with how many events it sealed. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { sealEvents } from '#database/audit/seal-events.js';
import { Database } from '#database/database.js';
import { serveOrders } from '../lib/child.js';

/** As the loop of the worker (apps/worker/events). */
const everyMs = 1_000;
const orderShape = z.object({ url: z.string(), forMs: z.number() });

async function seal(order: unknown): Promise<number> {
  const { url, forMs } = orderShape.parse(order);
  const database = await Database.connect({ url, role: 'maanwerk_system', applicationName: 'bench-sealer', poolSize: 1 });
  try {
    let sealed = 0;
    for (const end = Date.now() + forMs; Date.now() < end; await pause(everyMs)) sealed += (await sealEvents(database)).events;
    return sealed;
  } finally {
    await database.close();
  }
}

serveOrders(seal);
