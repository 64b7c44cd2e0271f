/** The walk of a test clock, with a Temporal that listens and chases that do not act. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { advanceJobKind, advanceTestClock, createTestClock } from '#casebook/commands/test-clocks.js';
import { isRefused } from '#casebook/actor.js';
import { parseInstant } from '#domain/calendar/zone.js';
import { createLog } from '#observability/logger.js';
import type { ChaseGateway } from '#temporal/chase-gateway.js';
import { aDebtor, DatabaseHouse } from '#testing/database-house.js';
import { unchecked } from '#testing/unchecked.js';
import { ClockWalk } from './clock-walk.job.js';
import { JobRunner } from './job-runner.js';

let house: DatabaseHouse;
let runner: JobRunner;
beforeAll(async () => {
  house = await DatabaseHouse.open();
  const walk = new ClockWalk(house.dbs.system, unchecked<ChaseGateway>({ advanceClock: async () => undefined }), house.dbs.app);
  runner = new JobRunner(house.dbs.system, { [advanceJobKind]: walk.handle }, { log: createLog('spec', 'silent') });
});
afterAll(() => house.close());

const instant = (text: string): number => parseInstant(text) ?? Number.NaN;

/** A clock with one chase bound to it, on its way to a day on which that chase has something to do. */
async function advancing(): Promise<{ clockId: string; jobId: string }> {
  const { clockId } = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    createTestClock(tx, house.actor, { name: null, frozenAt: instant('2026-03-02T08:00:00Z') }),
  );
  await house.register({ debtor: { inline: aDebtor({ testClockId: clockId }) } });
  const ordered = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    advanceTestClock(tx, house.actor, { clockId, to: instant('2026-06-02T08:00:00Z') }),
  );
  if (isRefused(ordered)) throw new Error(ordered.detail);
  return { clockId, jobId: ordered.jobId };
}

const states = async ({ clockId, jobId }: { clockId: string; jobId: string }): Promise<object> => ({
  clock: (await house.rows('select status, error from test_clock where id = $1', [clockId]))[0],
  job: (await house.rows('select status, error from job where id = $1', [jobId]))[0],
});
const waits = { clock: { status: 'advancing', error: null }, job: { status: 'queued', error: null } };

it('leaves the walk to another worker when this one stops before Temporal was told', async () => {
  const walk = await advancing();
  await runner.drain(() => true);
  expect(await states(walk)).toEqual(waits);
  await house.rows(`update job set status = 'failed' where id = $1`, [walk.jobId]);
});

it('leaves the walk to another worker when this one stops before a chase has acted', async () => {
  const walk = await advancing();
  await house.rows('update outbox set done_at = now()');
  await runner.drain(() => true);
  expect(await states(walk)).toEqual(waits);
  await house.rows(`update job set status = 'failed' where id = $1`, [walk.jobId]);
});
