/** The walk of a test clock, with a Temporal that listens and chases that do not act until the test lets them. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefused } from '#casebook/actor.js';
import { advanceTestClock, createTestClock } from '#casebook/commands/test-clocks.js';
import { type JobActivities, jobKinds, type JobTurn } from '#contracts/jobs.js';
import { requestCancel } from '#database/repositories/jobs.repository.js';
import { createLog } from '#observability/logger.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { jobActivities } from './job-activities.js';
import { twoThreads } from '#testing/what-if-threads.js';

let house: DatabaseHouse;
/** What chases do when they hear of the clock. */
let hear: (invoiceId: string) => Promise<void> = async () => undefined;
let activities: JobActivities;
beforeAll(async () => {
  house = await DatabaseHouse.open();
  const chases = {
    advanceClock: async ({ invoiceId }: { invoiceId: string }) => {
      await hear(invoiceId);
      return 'delivered' as const;
    },
  };
  activities = jobActivities({ book: house.book, chases, whatIfs: twoThreads(house.reachedBy) }, { log: createLog('spec', 'silent') });
});
afterAll(() => house.close());

/** A clock with chases bound to it, on its way to a day on which they have something to do. */
async function advancing(chases = 1): Promise<{ clockId: string; jobId: string; invoices: readonly string[] }> {
  const { clockId } = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    createTestClock(tx, house.actor, { name: null, frozenAt: at('2026-03-02T08:00:00Z') }),
  );
  const invoices: string[] = [];
  for (let n = 0; n < chases; n += 1)
    invoices.push((await house.register({ debtor: { inline: aDebtor({ testClockId: clockId }) } })).invoiceId);
  const ordered = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    advanceTestClock(tx, house.actor, { clockId, to: at('2026-06-02T08:00:00Z') }),
  );
  if (isRefused(ordered)) throw new Error(ordered.detail);
  return { clockId, jobId: ordered.jobId, invoices };
}

const walk = (jobId: string, temporal = new MockActivityEnvironment()): Promise<JobTurn> =>
  temporal.run(() => activities.walkClock({ tenantId: house.tenantId, jobId }));
const told = (): Promise<unknown> => house.rows('update outbox set done_at = now()');
const states = async ({ clockId, jobId }: { clockId: string; jobId: string }): Promise<object> => ({
  clock: (await house.rows('select status, error from test_clock where id = $1', [clockId]))[0],
  job: (await house.rows('select status, error from job where id = $1', [jobId]))[0],
});
/** The chase stores a plan `days` after the one it had. */
const act = (days: number) => async (invoiceId: string) =>
  void (await house.rows(
    `update chase set plan_revision = plan_revision + 1, next_at = next_at + make_interval(days => $2) where invoice_id = $1`,
    [invoiceId, days],
  ));

it('orders its workflow with the job', async () => {
  const { jobId } = await advancing();
  expect(await house.rows('select kind, invoice_id, payload from outbox where job_id = $1', [jobId])).toEqual([
    { kind: 'job.start', invoice_id: null, payload: { kind: jobKinds.clockAdvance } },
  ]);
});

describe('a walk', () => {
  it('takes the clock from instant to instant to its target, and counts what was done', async () => {
    const clock = await advancing(2);
    await told();
    hear = act(30);
    for (const end = Date.now() + 15_000; Date.now() < end && (await walk(clock.jobId)).state === 'going';);
    const [job] = await house.rows('select status, done, total, result from job where id = $1', [clock.jobId]);
    expect(job).toMatchObject({ status: 'done', done: 1_000, total: 1_000, result: { now: '2026-06-02T08:00:00.000Z' } });
    const [row] = await house.rows<{ now: Date; status: string }>('select now, status from test_clock where id = $1', [clock.clockId]);
    expect(row).toMatchObject({ now: new Date('2026-06-02T08:00:00Z'), status: 'ready' });
  });

  it('goes on from where it was left, and counts no step twice', async () => {
    const clock = await advancing();
    await told();
    const temporal = new MockActivityEnvironment();
    let heard = 0;
    hear = async (invoiceId) => {
      heard += 1;
      if (heard === 2) temporal.cancel('WORKER_SHUTDOWN');
      await act(30)(invoiceId);
    };
    expect(await walk(clock.jobId, temporal)).toMatchObject({ state: 'going' });
    const [stood] = await house.rows<{ now: Date }>('select now from test_clock where id = $1', [clock.clockId]);
    for (const end = Date.now() + 15_000; Date.now() < end && (await walk(clock.jobId)).state === 'going';);
    const [job] = await house.rows<{ result: { steps: number } }>('select result from job where id = $1', [clock.jobId]);
    expect(stood?.now.getTime()).toBeGreaterThan(at('2026-03-02T08:00:00Z'));
    expect(job?.result.steps).toBeLessThanOrEqual(heard);
    expect(job?.result.steps).toBeGreaterThanOrEqual(heard - 1);
  });

  it.each(['before Temporal was told', 'before a chase has acted'])('is left to another worker when this one stops %s', async (when) => {
    const clock = await advancing();
    if (when === 'before a chase has acted') await told();
    const temporal = new MockActivityEnvironment();
    hear = async () => temporal.cancel('WORKER_SHUTDOWN');
    const turn = walk(clock.jobId, temporal);
    if (when === 'before Temporal was told') temporal.cancel('WORKER_SHUTDOWN');
    expect(await turn).toMatchObject({ state: 'going' });
    expect(await states(clock)).toEqual({ clock: { status: 'advancing', error: null }, job: { status: 'running', error: null } });
  });

  it('that is cancelled leaves the clock where it got to, ready to go on', async () => {
    const clock = await advancing();
    await told();
    let heard = 0;
    hear = async (invoiceId) => {
      heard += 1;
      if (heard === 1) await act(30)(invoiceId);
      else await house.dbs.app.ofTenant(house.tenantId, (tx) => requestCancel(tx, clock.jobId));
    };
    expect(await walk(clock.jobId)).toMatchObject({ state: 'cancelled' });
    expect(await states(clock)).toEqual({ clock: { status: 'ready', error: null }, job: { status: 'cancelled', error: null } });
    const [row] = await house.rows<{ now: Date }>('select now from test_clock where id = $1', [clock.clockId]);
    expect(row?.now.getTime()).toBeGreaterThan(at('2026-03-02T08:00:00Z'));
  });

  it('whose order cannot be read fails at once', async () => {
    const clock = await advancing();
    await house.rows(`update job set input = input || '{"to":"soon"}' where id = $1`, [clock.jobId]);
    expect(await walk(clock.jobId)).toMatchObject({ state: 'failed' });
    expect(await states(clock)).toMatchObject({ job: { status: 'failed', error: 'The order cannot be read.' } });
  });

  it('that is given up lets its clock go, to be advanced again', async () => {
    const clock = await advancing();
    await activities.closeJob({ tenantId: house.tenantId, jobId: clock.jobId, state: 'failed' });
    expect(await states(clock)).toMatchObject({ job: { status: 'failed' }, clock: { status: 'failed' } });
    const again = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
      advanceTestClock(tx, house.actor, { clockId: clock.clockId, to: at('2026-06-02T08:00:00Z') }),
    );
    expect(again).toMatchObject({ jobId: expect.any(String) });
  });
});
