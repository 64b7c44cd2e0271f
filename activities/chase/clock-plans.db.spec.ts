/** A chase on a test clock follows the plan that is stored: it has no timer that would make it look again, so it is told of every change. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChasePlan } from '#contracts/chase.js';
import type { Registered } from '#casebook/commands/registration.js';
import { aDebtor, DatabaseHouse } from '#testing/database-house.js';
import { scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

/** The plan a chase was told last. */
const toldOf = async ({ invoiceId }: Registered): Promise<ChasePlan | undefined> =>
  (
    await house.rows<{ plan: ChasePlan }>(
      `select coalesce(payload->'plan', payload->'payload'->'plan') as plan from outbox where invoice_id = $1 order by seq desc limit 1`,
      [invoiceId],
    )
  )[0]?.plan;
const storedOf = async ({ invoiceId }: Registered): Promise<{ at: string | null; revision: bigint } | undefined> =>
  (
    await house.rows<{ at: string | null; revision: bigint }>(
      `select plan->>'at' as at, plan_revision as revision from chase where invoice_id = $1`,
      [invoiceId],
    )
  )[0];

it.each([true, false])('when the message of a sibling covers its step (on a test clock: %s)', async (onClock) => {
  const testClockId = onClock ? randomUUID() : null;
  const inline = aDebtor({ testClockId });
  if (testClockId !== null)
    await house.rows(`insert into test_clock (id, tenant_id, now, status) values ($1, $2, '2026-03-02T11:00:00Z', 'ready')`, [
      testClockId,
      house.tenantId,
    ]);
  const first = await house.register({ debtor: { inline }, testClockId, dueDate: '2026-03-16' });
  const sibling = await house.register({ debtor: { id: first.debtorId }, testClockId, dueDate: '2026-03-16' });
  const before = await storedOf(sibling);
  const at = first.plan.at ?? '';
  if (testClockId === null) house.now = Date.parse(at);
  else await house.rows('update test_clock set now = $2 where id = $1', [testClockId, at]);
  const step = { key: first.plan.step?.key ?? '', occurrence: 1, action: 'message' as const };
  const sent = await chaseActivities(house.book, scriptedChannels(), senderOfSpecs).sendMessage({ chase: house.chaseOf(first), step });
  expect(sent.result).toBe('sent');
  const [stored, told] = [await storedOf(sibling), await toldOf(sibling)];
  expect(Date.parse(stored?.at ?? '')).toBeGreaterThan(Date.parse(before?.at ?? ''));
  // On the live clock a timer of the old plan makes it look again: to tell it too would cost a signal for every message of a debtor.
  expect(told?.at).toBe(onClock ? stored?.at : before?.at);
  expect(told?.revision).toBe(Number(onClock ? stored?.revision : before?.revision));
});
