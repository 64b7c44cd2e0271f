import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

/** How often the worker is killed after the provider executed and before it answered (issue 3). */
const killsAfterExecution = 50;
/** How often at each other point of a send. */
const killsAtEachPoint = 5;
/** A killed worker's activity is only tried again when its attempt has timed out; short here, so that fifty kills take minutes and not hours. */
const quickTimeouts = { SEND_START_TO_CLOSE_MS: '2000', SEND_PROVIDER_TIMEOUT_MS: '1500', SEND_LEASE_MS: '2000' };
/** Attempts of one send: 2 s timeout, 5 s pause, doubling; several kills may hit the same message. */
const settleMs = 240_000;

let house: TestHouse;
let clock = '';
let undertaker: Server;
let kills = 0;

beforeAll(async () => {
  house = await TestHouse.start(quickTimeouts, 'full');
  await house.publish(atOncePolicy);
  clock = String((await house.ok('POST', '/v1/test-clocks', { frozenTime: '2026-02-02T10:00:00Z' }))['id']);
  // Where the simulator calls after it has executed: the worker dies before the answer to this is written.
  undertaker = createServer((_request, response) => {
    const worker = house.house.part('worker');
    if (worker) process.kill(worker.pid, 'SIGKILL');
    kills += 1;
    response.end();
  });
  await new Promise<void>((resolve) => undertaker.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  undertaker.close();
  await house.stop();
});

function undertakerUrl(): string {
  const address = undertaker.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/` : '';
}

/** An invoice whose reminder is due at once. */
async function dueInvoice(email: string): Promise<string> {
  const invoice = await house.ok(
    'POST',
    '/v1/invoices',
    anInvoice({ debtor: { name: 'Debtor', kind: 'company', email }, policy: 'at-once', testClock: clock }),
  );
  return String(invoice['id']);
}

const messagesTo = (pattern: string) =>
  house.rows<{ id: string; status: string; idempotency_key: string }>(
    'select id, status, idempotency_key from message where recipient like $1',
    [pattern],
  );
const settled = (status: string): boolean => status === 'sent' || status === 'delivered';

async function restartWorker(): Promise<void> {
  await house.house.part('worker')?.exited;
  await house.house.startPart('worker');
}

async function expectOneEach(pattern: string, count: number): Promise<void> {
  await eventually(
    `${count} messages to ${pattern} are sent`,
    async () => (await messagesTo(pattern)).filter((row) => settled(row.status)).length === count,
    settleMs,
  );
  const rows = await messagesTo(pattern);
  expect(rows).toHaveLength(count);
  const executed = await house.executedKeys();
  const perMessage = rows.map((row) => executed.filter((key) => key === row.idempotency_key).length);
  expect(perMessage).toEqual(rows.map(() => 1));
}

describe('the worker is killed', () => {
  it(`${killsAfterExecution} times after the provider executed and before it answered: one e-mail each, never two`, async () => {
    for (let n = 1; n <= killsAfterExecution; n++) {
      const email = `k4-${n}@example.com`;
      await house.script({ match: { to: email }, do: 'execute-and-call', url: undertakerUrl(), times: 1 });
      await dueInvoice(email);
      await eventually(`kill ${n}`, async () => kills === n);
      await restartWorker();
    }
    await expectOneEach('k4-%', killsAfterExecution);
  });

  it.each(['claiming', 'claimed', 'leaving', 'answered', 'recorded'])(
    `at "%s", ${killsAtEachPoint} times: nothing lost, nothing twice`,
    async (point) => {
      for (let n = 1; n <= killsAtEachPoint; n++) {
        await house.house.part('worker')?.stop();
        // The repeat of an earlier message may reach the point before the worker says that it is ready: a kill all the same.
        await house.house.startPart('worker', { MAANWERK_KILL_AT: point }).catch(() => undefined);
        await dueInvoice(`${point}-${n}@example.com`);
        await house.house.part('worker')?.exited;
        await house.house.startPart('worker');
      }
      await expectOneEach(`${point}-%`, killsAtEachPoint);
    },
  );
});
