import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { temporalClient } from '#temporal/connection.js';
import { fromPublicId } from '#contracts/ids.js';
import { anInvoice, eventually, TestHouse } from '../support/test-house.js';

/** Creates while Temporal is away, and how long it is away (issue 3). */
const createsWhileAway = 100;
const awayMs = 60_000;
/** Bursts in whose middle the API is killed, and requests in each. */
const bursts = 5;
const burstSize = 20;

let house: TestHouse;
beforeAll(async () => {
  house = await TestHouse.start({ RELAY_MAX_BACKOFF_MS: '2000' }, 'full');
});
afterAll(() => house.stop());

const uuidOf = (id: unknown): string => fromPublicId('invoice', String(id)) ?? '';

describe('Temporal is stopped for a minute', () => {
  it(`during ${createsWhileAway} creates: every committed invoice gets exactly one workflow`, async () => {
    const { temporal } = house.house;
    if (!temporal) throw new Error('this test needs a Temporal of its own');
    await temporal.stop();
    const stoppedAt = Date.now();
    const ids: string[] = [];
    for (let n = 0; n < createsWhileAway; n++) ids.push(uuidOf((await house.ok('POST', '/v1/invoices', anInvoice()))['id']));
    await eventually('the minute is over', async () => Date.now() - stoppedAt > awayMs, awayMs + 10_000);
    await house.restartTemporal();
    const client = temporalClient({ address: house.house.temporalAddress, namespace: 'default' });
    const gateway = new ChaseGateway(client);
    for (const invoiceId of ids) {
      const run = await eventually(`a workflow for ${invoiceId}`, () => gateway.describe({ tenantId: house.tenantId, invoiceId }));
      expect(run.status).toBe('RUNNING');
    }
    const started = await eventually('all starts are visible', async () => {
      const { count } = await client.workflow.count(`WorkflowType = 'invoiceChaseWorkflow'`);
      return count >= createsWhileAway ? count : null;
    });
    expect(started).toBe(createsWhileAway);
    await client.connection.close();
  });
});

describe('the API is killed', () => {
  it(`${bursts} times in the middle of creates: a repeat with the same key gives one invoice each`, async () => {
    for (let burst = 0; burst < bursts; burst++) {
      const orders = Array.from({ length: burstSize }, () => ({ key: uuidv7(), body: anInvoice() }));
      const first = orders.map((order, n) =>
        house
          .api('POST', '/v1/invoices', order.body, order.key)
          .then((answer) => (n === burstSize >> 1 ? kill() : answer))
          .catch(() => null),
      );
      await Promise.all(first);
      await house.house.part('api')?.exited;
      await house.house.startPart('api');
      const repeated = await Promise.all(orders.map((order) => house.api('POST', '/v1/invoices', order.body, order.key)));
      expect(repeated.map((answer) => answer.status)).toEqual(orders.map(() => 201));
      for (const order of orders) {
        const rows = await house.rows('select id from invoice where number = $1', [String(order.body['number'])]);
        expect(rows).toHaveLength(1);
      }
    }
  });
});

function kill(): null {
  const api = house.house.part('api');
  if (api) process.kill(api.pid, 'SIGKILL');
  return null;
}
