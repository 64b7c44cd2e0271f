import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

/** Sends whose worker is killed after the provider executed and before it answered (issue 3): so many kills, each with so many in its hands. */
const killsAfterExecution = 10;
const inHand = 5;
/** A killed worker is noticed when its heartbeats have stopped for so long. */
const quickToNotice = { SEND_LEASE_MS: '5000' };
/** Attempts of one send: 5 s of silence, 5 s pause, doubling; several kills may hit the same message. */
const settleMs = 240_000;

let house: TestHouse;
let clock = '';
let undertaker: Server;
/** Keys of messages that were executed and whose answer is held back. */
const held = new Set<string>();
const toBury: (() => void)[] = [];
const call = z.object({ key: z.string() });
const buries = '/executed';

beforeAll(async () => {
  // Where the simulator calls after it has executed: the worker dies before the answer to any of these is written.
  undertaker = createServer((request, response) => {
    if (request.url !== buries) return void request.resume().once('end', () => response.end());
    void json(request).then((body) => {
      held.add(call.parse(body).key);
      toBury.push(() => response.end());
      if (held.size % inHand > 0) return;
      const worker = house.house.part('worker');
      if (worker) process.kill(worker.pid, 'SIGKILL');
      for (const bury of toBury.splice(0)) bury();
    });
  });
  await new Promise<void>((resolve) => undertaker.listen(0, '127.0.0.1', resolve));
  // The house is not told what became of a message: whatever was killed must ask the provider again, by its key, and nothing else settles it.
  house = await TestHouse.start({ ...quickToNotice, SIMULATOR_WEBHOOK_URL: undertakerUrl('/reports') }, 'full');
  await house.publish(atOncePolicy);
  clock = String((await house.ok('POST', '/v1/test-clocks', { frozenTime: '2026-02-02T10:00:00Z' }))['id']);
});

afterAll(async () => {
  undertaker.close();
  await house.stop();
});

function undertakerUrl(path: string): string {
  const address = undertaker.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}${path}` : '';
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

/** So many reminders due at once; their worker dies with all of them in its hands. */
async function dieWith(emails: readonly string[]): Promise<void> {
  const worker = house.house.part('worker');
  await Promise.all(emails.map(dueInvoice));
  expect(await worker?.exited).toMatchObject({ signal: 'SIGKILL' });
}

const addresses = (name: string): string[] => Array.from({ length: inHand }, (_, n) => `${name}-${n + 1}@example.com`);

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
  // Nor anything else under a key that no message has.
  expect(executed).toHaveLength((await messagesTo('%')).length);
}

describe('the worker is killed', () => {
  it(`after the provider executed and before it answered, with ${killsAfterExecution * inHand} messages: one e-mail each, never two`, async () => {
    for (let kill = 1; kill <= killsAfterExecution; kill++) {
      const emails = addresses(`k4-${kill}`);
      for (const to of emails) await house.script({ match: { to }, do: 'execute-and-call', url: undertakerUrl(buries), times: 1 });
      await dieWith(emails);
      await house.house.startPart('worker');
    }
    expect(held.size).toBe(killsAfterExecution * inHand);
    await expectOneEach('k4-%', killsAfterExecution * inHand);
  });

  it.each(['claiming', 'claimed', 'leaving', 'answered', 'recorded'])(
    `at "%s", with ${inHand} messages there: nothing lost, nothing twice`,
    async (point) => {
      await house.house.part('worker')?.stop();
      await house.house.startPart('worker', { MAANWERK_KILL_AT: `${point}:${inHand}` });
      await dieWith(addresses(point));
      await house.house.startPart('worker');
      await expectOneEach(`${point}-%`, inHand);
    },
  );
});
