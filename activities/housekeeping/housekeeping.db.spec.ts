/** What the house does for itself, on real Postgres. */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jobKinds } from '#contracts/jobs.js';
import { orderJob } from '#database/repositories/jobs.repository.js';
import { createLog } from '#observability/logger.js';
import { scriptedChannels } from '#testing/scripted-channel.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { housekeepingActivities } from './housekeeping-activities.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => void (await house.rows('update outbox set done_at = now()')));

const counted: number[] = [];
const activities = () =>
  housekeepingActivities({
    system: house.dbs.system,
    database: house.dbs.app,
    channels: scriptedChannels(),
    live: house.live,
    log: createLog('spec', 'silent'),
    chasesRevived: (count) => counted.push(count),
  });

/** A job whose start was told long ago, and that was last heard of some minutes ago. */
async function silentJob(status: string, minutes: number): Promise<string> {
  const id = uuidv7();
  await house.dbs.app.ofTenant(house.tenantId, (tx) => orderJob(tx, { id, kind: jobKinds.clockAdvance, input: {} }));
  await house.rows(`update outbox set done_at = now(), created_at = now() - interval '1 hour' where job_id = $1`, [id]);
  await house.rows(`update job set status = $2, updated_at = now() - make_interval(mins => $3::int) where id = $1`, [id, status, minutes]);
  return id;
}
const starts = (id: string) => house.rows('select payload from outbox where job_id = $1 and done_at is null', [id]);

it.each(['queued', 'running'])('starts a job that is %s and silent again, once', async (status) => {
  const id = await silentJob(status, 11);
  expect(await activities().reviveForgotten()).toMatchObject({ jobs: 1 });
  expect(await starts(id)).toEqual([{ payload: { kind: 'clock.advance', again: true } }]);
  expect(await activities().reviveForgotten()).toMatchObject({ jobs: 0 });
  // Delivered a moment ago: it is given time.
  await house.rows('update outbox set done_at = now()');
  expect(await activities().reviveForgotten()).toMatchObject({ jobs: 0 });
});

it.each([
  ['running', 9],
  ['done', 60],
  ['failed', 60],
  ['cancelled', 60],
])('leaves a job alone that is %s and was heard of %i minutes ago', async (status, minutes) => {
  const id = await silentJob(status, minutes);
  await activities().reviveForgotten();
  expect(await starts(id)).toEqual([]);
});

it('revives a chase by the live clock, which may run faster than ours, and says so to the figures', async () => {
  const invoice = await house.due();
  await house.rows(`update chase set updated_at = now() - interval '31 minutes' where invoice_id = $1`, [invoice.invoiceId]);
  await house.rows(`update outbox set done_at = now(), created_at = now() - interval '1 hour'`);
  counted.splice(0);
  expect(await activities().reviveForgotten()).toMatchObject({ chases: 0 });
  house.now += 31 * 60_000;
  expect(await activities().reviveForgotten()).toMatchObject({ chases: 1 });
  expect(counted).toEqual([0, 1]);
});

it('sweeps what was told long ago, and nothing that waits', async () => {
  await house.register();
  await house.rows(`update outbox set done_at = null, created_at = now() - interval '30 days'`);
  const waiting = await house.rows('select seq from outbox');
  await activities().sweep();
  expect(await house.rows('select seq from outbox')).toEqual(waiting);
  await house.rows(`update outbox set done_at = now() - interval '8 days'`);
  await activities().sweep();
  expect(await house.rows('select seq from outbox')).toEqual([]);
});
