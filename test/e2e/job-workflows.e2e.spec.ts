/** Workflows of jobs and of the house on a real server, with scripted activities: how they end, and their histories, kept for ever. */
import { readFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HousekeepingActivities, housekeepingSchedules } from '#contracts/housekeeping.js';
import { jobWorkflowId } from '#contracts/ids.js';
import { type JobActivities, type JobKind, jobKinds, type JobTurn } from '#contracts/jobs.js';
import { taskQueues } from '#contracts/task-queues.js';
import { JobGateway } from '#temporal/job-gateway.js';
import { type RunningWorker, runJobWorker } from '#temporal/run-worker.js';
import { eventTypes, type HistoryJson, keepHistory, recordedHistories, replay, scrub } from '#testing/replay-histories.js';
import { ScriptedServer, until } from '#testing/replay-server.js';
import { unchecked } from '#testing/unchecked.js';

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
const tenantId = '01920000-0000-7000-8000-000000000001';

describe('workflows of jobs', () => {
  let server: ScriptedServer;
  /** Whether there is a server to stop: where none came up, that is the failure to be read. */
  let isUp = false;
  let gateway: JobGateway;
  const workers: RunningWorker[] = [];
  /** Turns of each job, in order; a job without any goes on until it is stopped. */
  const scripts = new Map<string, (JobTurn | Error)[]>();
  const closed: unknown[] = [];

  beforeAll(async () => {
    server = await ScriptedServer.start();
    isUp = true;
    gateway = new JobGateway(server.client);
    const turn = async ({ jobId }: { jobId: string }): Promise<JobTurn> => {
      const next = scripts.get(jobId)?.shift() ?? { state: 'going', done: 1, total: null };
      if (next instanceof Error) throw next;
      if (next.state === 'going') await new Promise((resolve) => setTimeout(resolve, 50));
      return next;
    };
    const jobs: JobActivities = {
      walkClock: turn,
      simulatePortfolio: turn,
      importDocuments: turn,
      closeJob: async (closing) => {
        closed.push(closing);
        return { state: closing.state, done: 1, total: null };
      },
    };
    const house: HousekeepingActivities = {
      sweep: async () => undefined,
      reviveForgotten: async () => ({ chases: 0, jobs: 0 }),
      learnMailIds: async () => 0,
      verifyAudit: async () => ({ creditors: 1, read: 3, findings: 0 }),
    };
    for (const taskQueue of [taskQueues.jobs, taskQueues.whatIfs])
      workers.push(await runJobWorker({ temporal: server.temporal, activities: { ...jobs, ...house }, taskQueue, atOnce: 4 }));
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.shutdown()));
    if (isUp) await server.stop();
  });

  /** The history of a run, held against the one that was kept; kept when it is the first. */
  async function hold(name: string, workflowId: string): Promise<void> {
    const handle = server.client.workflow.getHandle(workflowId);
    const history = scrub(unchecked<HistoryJson>(JSON.parse(historyToJSON(await handle.fetchHistory()))));
    const recordedAs = `${version}-${name}`;
    const recorded = recordedHistories('jobs').get(recordedAs);
    if (recorded === undefined) keepHistory(recordedAs, history, 'jobs');
    else expect(eventTypes(history)).toEqual(eventTypes(recorded));
    expect((await replay(new Map([[recordedAs, history]]))).get(recordedAs)?.message).toBeUndefined();
  }
  async function begin(kind: JobKind, turns: (JobTurn | Error)[]): Promise<string> {
    const jobId = uuidv7();
    scripts.set(jobId, turns);
    await gateway.start({ tenantId, jobId, kind });
    return jobId;
  }

  it.each(Object.values(jobKinds))('%s: turns, one of which fails once, to the end; started again it does nothing', async (kind) => {
    const jobId = await begin(kind, [
      { state: 'going', done: 1, total: 2 },
      new Error('the database is away'),
      { state: 'done', done: 2, total: 2 },
    ]);
    const handle = server.client.workflow.getHandle(jobWorkflowId(jobId));
    expect(await handle.result()).toEqual({ state: 'done', done: 2, total: 2 });
    expect(await gateway.view(jobId)).toMatchObject({ state: 'done', turns: 2 });
    expect(await gateway.start({ tenantId, jobId, kind })).toBe('ended');
    await hold(`${kind.replace('.', '-')}-done`, jobWorkflowId(jobId));
  });

  it('is closed when it is cancelled in Temporal', async () => {
    const jobId = await begin(jobKinds.clockAdvance, []);
    await until('it is on its way', async () => (await gateway.view(jobId)).turns > 0);
    const handle = server.client.workflow.getHandle(jobWorkflowId(jobId));
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(/cancel/i);
    expect(closed).toContainEqual({ tenantId, jobId, state: 'cancelled' });
  });

  it.each(Object.values(housekeepingSchedules))('$workflowType does its work once', async ({ workflowType }) => {
    const workflowId = `spec-${workflowType}`;
    await server.client.workflow.execute(workflowType, { workflowId, taskQueue: taskQueues.chase, args: [] });
    await hold(workflowType, workflowId);
  });
});
