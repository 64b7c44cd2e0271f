/** Workers whose clock is behind Temporal's, on a real Temporal and a real database: a step costs what it costs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaseActivities } from '#activities/activity-registry.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { type ChasePlan, isChasePlan } from '#contracts/chase.js';
import { fromPublicId } from '#contracts/ids.js';
import { Database } from '#database/database.js';
import { projectRoot } from '#embedded/project.js';
import { ChaseGateway, type ChaseStart } from '#temporal/chase-gateway.js';
import { temporalClient } from '#temporal/connection.js';
import { installRuntime, runChaseWorker, type RunningWorker } from '#temporal/run-worker.js';
import { scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

const startPayload = z.object({ cycle: z.number(), debtorId: z.string(), currency: z.string(), plan: z.custom<ChasePlan>(isChasePlan) });
const minuteMs = 60_000;
/** Time enough to start both chases before their step is due. */
const leastLeadMs = 15_000;

let house: TestHouse;
let client: Client;
let book: Database;
const workers: SlowWorker[] = [];

/** A worker of its own task queue that lives `offsetMs` beside the world. */
class SlowWorker {
  waits = 0;
  behindMs = 0;
  readonly gateway: ChaseGateway;
  private worker: RunningWorker | undefined;

  constructor(
    readonly name: string,
    public offsetMs: number,
  ) {
    this.gateway = new ChaseGateway(client, { taskQueue: name });
    workers.push(this);
  }

  async start(): Promise<void> {
    const casebook = new Casebook(book, new LiveClock(1, 0, () => Date.now() + this.offsetMs));
    const observer = {
      stepTaken: () => undefined,
      attemptEnded: () => undefined,
      clockBehind: (ms: number) => void (this.behindMs = ms),
      clockWaited: () => void (this.waits += 1),
    };
    this.worker = await runChaseWorker({
      temporal: { address: house.house.temporalAddress, namespace: 'default' },
      bundle: { codePath: join(projectRoot, 'dist/workflow-bundle.js') },
      activities: chaseActivities(casebook, scriptedChannels(), { ...senderOfSpecs, observer }),
      taskQueue: this.name,
    });
    this.worker.run.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.worker?.shutdown();
  }
}

/** The next full minute that leaves time to prepare, as the wall in Amsterdam shows it. */
function nextMinute(): { at: number; wall: string } {
  const at = Math.ceil((Date.now() + leastLeadMs) / minuteMs) * minuteMs;
  const wall = new Intl.DateTimeFormat('nl-NL', { timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit' }).format(at);
  return { at, wall };
}

/** An invoice whose only step is due at that minute, and the order to start its chase. */
async function dueAt(wall: string): Promise<ChaseStart> {
  const key = `at-${wall.replace(':', '')}`;
  await house.publish({ ...atOncePolicy, key, sendingWindows: { email: `${wall}-24:00` } });
  const id = String((await house.ok('POST', '/v1/invoices', anInvoice({ policy: key })))['id']);
  const invoiceId = fromPublicId('invoice', id) ?? '';
  const [row] = await house.rows<{ payload: unknown }>("select payload from outbox where invoice_id = $1 and kind = 'chase.start'", [
    invoiceId,
  ]);
  return { tenantId: house.tenantId, invoiceId, ...startPayload.parse(row?.payload) };
}

const sent = async ({ invoiceId }: ChaseStart): Promise<boolean> =>
  (await house.rows("select 1 from ledger where invoice_id = $1 and result = 'sent'", [invoiceId])).length > 0;

beforeAll(async () => {
  expect(existsSync(join(projectRoot, 'dist/workflow-bundle.js'))).toBe(true);
  // No worker of the house: its relay and its right clock would take the chases.
  house = await TestHouse.start({}, 'none', ['simulator', 'api']);
  client = temporalClient({ address: house.house.temporalAddress, namespace: 'default' });
  book = await Database.connect({ url: house.house.databaseUrl, role: 'maanwerk_app', applicationName: 'clock-skew', poolSize: 4 });
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  installRuntime({ logger: quiet });
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await client.connection.close();
  await book.close();
  await house.stop();
});

/** Start, one step and the rest after it: 1 + 3, timer 2 + 3, activity 3 + 3. */
const oneStepLife = 15;

describe("a worker whose clock is behind Temporal's", () => {
  it('takes a step once it is due on its own clock too, for the events of one step', async () => {
    const seconds = new SlowWorker('three-seconds-behind', -3_000);
    const hour = new SlowWorker('an-hour-behind', -3_600_000);
    await Promise.all([seconds.start(), hour.start()]);
    const { at, wall } = nextMinute();
    const [soon, late] = await Promise.all([dueAt(wall), dueAt(wall)]);
    expect([soon, late].map(({ plan }) => plan?.wakeAt)).toEqual(Array(2).fill(new Date(at).toISOString()));
    await Promise.all([seconds.gateway.start(soon), hour.gateway.start(late)]);

    await eventually('the step is taken', () => sent(soon), 2 * minuteMs);
    expect(Date.now()).toBeGreaterThanOrEqual(at + 3_000);
    expect(seconds.waits).toBe(1);
    expect(seconds.behindMs).toBeGreaterThan(2_500);
    await eventually('the chase rests', async () => (await seconds.gateway.describe(soon))?.events === oneStepLife);

    // An hour behind nothing is sent, and the history stands still: one activity that is tried again.
    await eventually('it was tried again', async () => hour.waits >= 2, 2 * minuteMs);
    expect(hour.behindMs).toBeGreaterThan(3_500_000);
    expect(await sent(late)).toBe(false);
    expect((await hour.gateway.describe(late))?.events).toBeLessThan(oneStepLife);

    hour.offsetMs = 0; // the time service works again
    await eventually('the step is taken by the right time', () => sent(late), minuteMs);
    await eventually('the chase rests', async () => (await hour.gateway.describe(late))?.events === oneStepLife);
  });
});
