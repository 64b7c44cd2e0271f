/** The house's Schedules on a real server: made once, changed with the settings, found again when they were lost, and they fire. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { housekeepingSchedules } from '#contracts/housekeeping.js';
import type { HousekeepingActivities } from '#contracts/housekeeping.js';
import type { JobActivities } from '#contracts/jobs.js';
import { taskQueues } from '#contracts/task-queues.js';
import { type RunningWorker, runJobWorker } from '#temporal/run-worker.js';
import { ensureSchedule } from '#temporal/schedules.js';
import { ScriptedServer, until } from '#testing/replay-server.js';
import { unchecked } from '#testing/unchecked.js';

const { revive, sweep } = housekeepingSchedules;

describe('a schedule', () => {
  let server: ScriptedServer;
  let worker: RunningWorker;
  let swept = 0;
  let revived = 0;

  beforeAll(async () => {
    server = await ScriptedServer.start();
    const house: HousekeepingActivities = {
      sweep: async () => void (swept += 1),
      learnMailIds: async () => 0,
      verifyAudit: async () => ({ creditors: 0, read: 0, findings: 0 }),
      reviveForgotten: async () => {
        revived += 1;
        throw new Error('the database is away');
      },
    };
    worker = await runJobWorker({
      temporal: server.temporal,
      activities: unchecked<JobActivities & HousekeepingActivities>(house),
      taskQueue: taskQueues.jobs,
      atOnce: 2,
    });
  });
  afterAll(async () => {
    await worker.shutdown();
    await server.stop();
  });

  const ensure = (everyMs: number) => ensureSchedule(server.client, { ...sweep, everyMs });
  const described = () => server.client.schedule.getHandle(sweep.scheduleId).describe();

  it('is made once by however many workers, with one start at a time and no old starts caught up', async () => {
    const done = await Promise.all([ensure(3_600_000), ensure(3_600_000), ensure(3_600_000)]);
    expect(done.filter((what) => what === 'made')).toHaveLength(1);
    expect(done.filter((what) => what === 'there')).toHaveLength(2);
    expect(await described()).toMatchObject({
      policies: { overlap: 'SKIP', catchupWindow: 60_000 },
      action: { workflowType: 'sweepWorkflow' },
    });
  });

  it('is changed when the settings have changed, and an operator who paused it is heard', async () => {
    await server.client.schedule.getHandle(sweep.scheduleId).pause('looking at something');
    expect(await ensure(3_600_000)).toBe('there');
    expect(await ensure(7_200_000)).toBe('changed');
    expect(await ensure(7_200_000)).toBe('there');
    const { spec, state } = await described();
    expect(spec.intervals?.map(({ every }) => every)).toEqual([7_200_000]);
    expect(state).toMatchObject({ paused: true, note: 'looking at something' });
  });

  it('that was lost is made anew, and its work is done again and again', async () => {
    await server.client.schedule.getHandle(sweep.scheduleId).delete();
    expect(await ensure(1_000)).toBe('made');
    await until('it was swept three times', () => swept >= 3);
  });

  it('whose work fails comes again, and is never taken twice at once', async () => {
    await ensureSchedule(server.client, { ...revive, everyMs: 1_000 });
    await until('it was tried', () => revived >= 2);
    const { info } = await server.client.schedule.getHandle(revive.scheduleId).describe();
    expect(info.runningActions.length).toBeLessThanOrEqual(1);
  });
});
