import { afterEach, describe, expect, it } from 'vitest';
import { jobQueryName, jobWorkflowTypes, type JobTurn } from '#contracts/jobs.js';
import { cancelled, later, ScriptedFailure, type Scripts, WorkflowRun } from '#testing/activation-harness.js';

const input = { tenantId: '01920000-0000-7000-8000-000000000001', jobId: '01920000-0000-7000-8000-000000000002' };
const nowMs = Date.parse('2026-11-29T08:00:00Z');

/** Each kind of job by the activity that takes its turns. */
const kinds = [
  [jobWorkflowTypes['clock.advance'], 'walkClock', 'maanwerk-jobs'],
  [jobWorkflowTypes['portfolio.simulation'], 'simulatePortfolio', 'maanwerk-what-ifs'],
  [jobWorkflowTypes['import.ubl'], 'importDocuments', 'maanwerk-jobs'],
] as const;

const open: WorkflowRun[] = [];
async function begin(workflowType: string, scripts: Scripts, ...more: unknown[]): Promise<WorkflowRun> {
  const run = await WorkflowRun.start({ workflowType, args: [input, ...more], scripts, nowMs });
  open.push(run);
  return run;
}
afterEach(async () => {
  for (const run of open.splice(0)) {
    expect(await run.replayDifference()).toBeNull();
    await run.dispose();
  }
});

const going = (done: number): JobTurn => ({ state: 'going', done, total: 9 });
const ended = (state: JobTurn['state']): JobTurn => ({ state, done: 9, total: 9 });

describe.each(kinds)('%s', (workflowType, activity, queue) => {
  it('takes turns until the job is done, and says how far it is', async () => {
    const run = await begin(workflowType, { [activity]: () => later });
    expect(run.pending.input).toEqual(input);
    await run.finish(run.pending, going(3));
    expect(await run.query(jobQueryName)).toEqual({ ...input, ...going(3), turns: 1 });
    expect(await run.currentDetails()).toBe('going: 3 of 9');
    await run.finish(run.pending, ended('done'));
    expect(run.result).toEqual(ended('done'));
  });

  it.each(['failed', 'cancelled'] as const)('ends as its turn says: %s', async (state) => {
    const run = await begin(workflowType, { [activity]: () => ended(state) });
    expect(run).toMatchObject({ closedBy: 'completed', result: ended(state) });
  });

  it('hears within seconds that its worker is gone, on a queue of its own, and gives up after ten attempts', async () => {
    const run = await begin(workflowType, { [activity]: () => later });
    const { heartbeatTimeout, retryPolicy, taskQueue } = run.pending.options;
    expect({ beat: Number(heartbeatTimeout?.seconds), attempts: retryPolicy?.maximumAttempts, taskQueue }).toEqual({
      beat: 10,
      attempts: 10,
      taskQueue: queue,
    });
  });

  it('writes that the job failed when no attempt of a turn succeeds', async () => {
    const closed: unknown[] = [];
    const closeJob = (closing: unknown): JobTurn => {
      closed.push(closing);
      return ended('failed');
    };
    const run = await begin(workflowType, { [activity]: () => later, closeJob });
    await run.finish(run.pending, new ScriptedFailure('Error'));
    expect(closed).toEqual([{ ...input, state: 'failed' }]);
    expect(run).toMatchObject({ closedBy: 'completed', result: ended('failed') });
  });

  it('writes that the job was cancelled when it is cancelled in Temporal, whatever the turn still does', async () => {
    const closed: unknown[] = [];
    const closeJob = (closing: unknown): JobTurn => {
      closed.push(closing);
      return ended('cancelled');
    };
    const run = await begin(workflowType, { [activity]: () => later, closeJob });
    await run.cancel();
    const turn = [...run.activities.values()][0];
    if (turn) await run.finish(turn, cancelled);
    expect(closed).toEqual([{ ...input, state: 'cancelled' }]);
    expect(run.closedBy).toBe('cancelled');
  });

  it('continues as new before its history grows long, and knows how far it was', async () => {
    const run = await begin(workflowType, { [activity]: () => later });
    let turns = 0;
    for (; run.closedBy === null && turns < 2_000; turns += 1) await run.finish(run.pending, going(turns + 1));
    expect(run).toMatchObject({ closedBy: 'continued', result: [input, { done: turns, total: 9, turns }] });
    expect(run.events).toBeLessThan(4_200);
    const next = await begin(workflowType, { [activity]: () => later }, { done: turns, total: 9, turns });
    expect(await next.query(jobQueryName)).toMatchObject({ state: 'going', done: turns, turns });
  });
});
