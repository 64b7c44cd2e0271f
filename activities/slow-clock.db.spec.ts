/** A worker whose clock is behind for longer than Temporal waits for a sign of life: it waits, says that it lives, and takes the step once. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from './activity-registry.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

/** So long a sign of life may be away; the wait is twice as long. */
const heartbeatMs = 1_500;
const behindMs = 3_000;

it('waits longer than the heartbeat timeout without being taken for dead', async () => {
  const invoice = await house.register();
  const dueMs = at(invoice.plan.at ?? '');
  const begun = Date.now();
  const live = new LiveClock(1, 0, () => dueMs - behindMs + (Date.now() - begun));
  const book = new Casebook(house.dbs.app, live, { timeoutMs: 60_000, leaseMs: heartbeatMs });
  const beats: number[] = [];
  const channels = scriptedChannels();
  const activities = chaseActivities(book, channels, {
    ...senderOfSpecs,
    beat: () => void beats.push(Date.now()),
    clock: { scheduledMs: () => dueMs, sleep: (ms) => pause(ms) },
  });
  const step = { key: 'reminder', occurrence: 1, action: 'message' } as const;
  expect(await activities.planNext(house.chaseOf(invoice))).toMatchObject({ step: { key: 'reminder' }, stepHeartbeatMs: heartbeatMs });
  const { result } = await activities.sendMessage({ chase: house.chaseOf(invoice), step });
  const ended = Date.now();
  expect([result, channels.email.sent.length]).toEqual(['sent', 1]);
  expect(ended - begun).toBeGreaterThanOrEqual(behindMs);
  const signs = [begun, ...beats, ended];
  const longestSilence = Math.max(...signs.slice(1).map((moment, index) => moment - (signs[index] ?? 0)));
  expect(longestSilence).toBeLessThan(heartbeatMs);
  expect(await house.rows('select result from ledger where invoice_id = $1', [invoice.invoiceId])).toEqual([{ result: 'sent' }]);
});
