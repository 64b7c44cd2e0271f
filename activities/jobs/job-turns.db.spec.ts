/** Turns of a job on real Postgres: who may write, who is told to stop, and what stands afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobKinds, type JobTurn } from '#contracts/jobs.js';
import { orderJob, requestCancel } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import { createLog } from '#observability/logger.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { JobFailed, type JobInHand } from './job-in-hand.js';
import { JobTurns, type JobWork, type Worked } from './job-turns.js';

let house: DatabaseHouse;
let turns: JobTurns;
beforeAll(async () => {
  house = await DatabaseHouse.open();
  turns = new JobTurns(house.dbs.app, { log: createLog('spec', 'silent'), turnMs: 200 });
});
afterAll(() => house.close());

async function order(): Promise<string> {
  const id = uuidv7();
  await house.dbs.app.ofTenant(house.tenantId, (tx) => orderJob(tx, { id, kind: jobKinds.clockAdvance, input: { any: 1 } }));
  return id;
}
const rowOf = async (id: string) =>
  (await house.rows('select status, done, total, result, error, mark, holder from job where id = $1', [id]))[0];
const cancel = (id: string): Promise<void> => house.dbs.app.ofTenant(house.tenantId, (tx) => requestCancel(tx, id));

/** Work of the test; writes down how it was closed. */
function workOf(turn: (job: JobInHand) => Promise<Worked>) {
  const closed: unknown[] = [];
  const close = async (_tx: Tx, { input }: { input: unknown }, end: unknown): Promise<void> => void closed.push({ input, end });
  const work: JobWork = { turn, close };
  return { closed, work };
}
const take = (work: JobWork, jobId: string, temporal = new MockActivityEnvironment()): Promise<JobTurn> =>
  temporal.run(() => turns.take(work, { tenantId: house.tenantId, jobId }));

/** A gate that holds a turn until the test opens it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe('a turn', () => {
  it('goes on where the last one stopped, and ends the job with its result', async () => {
    const jobId = await order();
    const { work } = workOf(async (job) => {
      if (job.mark !== null) return { result: { from: job.mark } };
      await job.tell({ done: 3, total: 9, mark: { at: 3 } });
      return 'more';
    });
    expect(await take(work, jobId)).toEqual({ state: 'going', done: 3, total: 9 });
    expect(await rowOf(jobId)).toMatchObject({ status: 'running', done: 3, total: 9, mark: { at: 3 } });
    expect(await take(work, jobId)).toEqual({ state: 'done', done: 9, total: 9 });
    expect(await rowOf(jobId)).toMatchObject({ status: 'done', result: { from: { at: 3 } }, mark: null, holder: null });
  });

  it('of a job that has ended does nothing and says how it ended', async () => {
    const jobId = await order();
    await take(workOf(async () => ({ result: {} })).work, jobId);
    let begun = false;
    const { work } = workOf(async () => {
      begun = true;
      return 'more';
    });
    expect(await take(work, jobId)).toMatchObject({ state: 'done' });
    expect(begun).toBe(false);
  });

  it('says every second that it lives, and how far it is', async () => {
    const jobId = await order();
    const temporal = new MockActivityEnvironment();
    const beats: unknown[] = [];
    temporal.on('heartbeat', (details) => beats.push(details));
    const { work } = workOf(async (job) => {
      await job.tell({ done: 1, total: 2 });
      await expect.poll(() => beats.length).toBeGreaterThan(0);
      return { result: {} };
    });
    await take(work, jobId, temporal);
    expect(beats[0]).toEqual({ done: 1, total: 2 });
  });
});

describe('two attempts at one job', () => {
  it('do not both write: the one that was taken for dead hears it at its next word, and its work is undone', async () => {
    const jobId = await order();
    const taken = gate();
    const overtaken = gate();
    const first = workOf(async (job) => {
      taken.open();
      await overtaken.passed;
      await job.tell({ done: 5, total: 9 }, async (tx) => {
        await tx.query(`update tenant set name = 'by the dead' where id = $1`, [tx.tenantId]);
      });
      return { result: { by: 'first' } };
    });
    const dead = take(first.work, jobId);
    await taken.passed;
    expect(await take(workOf(async () => ({ result: { by: 'second' } })).work, jobId)).toMatchObject({ state: 'done' });
    overtaken.open();
    await expect(dead).rejects.toThrow('in other hands');
    expect(await rowOf(jobId)).toMatchObject({ status: 'done', result: { by: 'second' } });
    expect(await house.rows(`select name from tenant where name = 'by the dead'`)).toEqual([]);
  });

  it('do not both write while the second is at it', async () => {
    const jobId = await order();
    const taken = gate();
    const overtaken = gate();
    const dead = take(
      workOf(async (job) => {
        taken.open();
        await overtaken.passed;
        await job.tell({ done: 5, total: 9, mark: { by: 'first' } });
        return 'more';
      }).work,
      jobId,
    );
    await taken.passed;
    const second = workOf(async (job) => {
      await job.tell({ done: 1, total: 9, mark: { by: 'second' } });
      return 'more';
    });
    await take(second.work, jobId);
    overtaken.open();
    await expect(dead).rejects.toThrow('in other hands');
    expect(await rowOf(jobId)).toMatchObject({ status: 'running', done: 1, mark: { by: 'second' } });
  });

  it('do not both end it', async () => {
    const jobId = await order();
    const taken = gate();
    const overtaken = gate();
    const dead = take(
      workOf(async () => {
        taken.open();
        await overtaken.passed;
        return { result: { by: 'first' } };
      }).work,
      jobId,
    );
    await taken.passed;
    await take(workOf(async () => 'more').work, jobId);
    overtaken.open();
    await expect(dead).rejects.toThrow('in other hands');
    expect(await rowOf(jobId)).toMatchObject({ status: 'running', result: null });
  });

  it('are not begun while a worker of the release before this one holds the job', async () => {
    const jobId = await order();
    await house.rows(`update job set status = 'running', lease_until = now() + interval '1 minute' where id = $1`, [jobId]);
    const { work } = workOf(async () => ({ result: {} }));
    await expect(take(work, jobId)).rejects.toMatchObject({ type: 'JobHeld', nonRetryable: false });
    await house.rows(`update job set lease_until = now() - interval '1 second' where id = $1`, [jobId]);
    expect(await take(work, jobId)).toMatchObject({ state: 'done' });
  });
});

describe('a job that is cancelled', () => {
  it('before its turn does no work', async () => {
    const jobId = await order();
    await cancel(jobId);
    let begun = false;
    const { work, closed } = workOf(async () => {
      begun = true;
      return 'more';
    });
    expect(await take(work, jobId)).toMatchObject({ state: 'cancelled' });
    expect(begun).toBe(false);
    expect(closed).toEqual([{ input: { any: 1 }, end: { status: 'cancelled', error: null } }]);
  });

  it('stops at its next word, which is not written any more', async () => {
    const jobId = await order();
    const { work } = workOf(async (job) => {
      await job.tell({ done: 1, total: 9 });
      await cancel(jobId);
      await job.tell({ done: 2, total: 9 });
      return { result: {} };
    });
    expect(await take(work, jobId)).toEqual({ state: 'cancelled', done: 1, total: 9 });
    expect(await rowOf(jobId)).toMatchObject({ status: 'cancelled', result: null, error: null });
  });

  it('stops within a second while it waits', async () => {
    const jobId = await order();
    const { work } = workOf(async (job) => {
      await cancel(jobId);
      for (const end = Date.now() + 15_000; Date.now() < end; await pause(5)) await job.ask();
      return { result: { waited: 'too long' } };
    });
    expect(await take(work, jobId)).toMatchObject({ state: 'cancelled' });
  });

  it('in Temporal says nothing more, and is closed by its workflow', async () => {
    const jobId = await order();
    const temporal = new MockActivityEnvironment();
    const { work, closed } = workOf(async (job) => {
      temporal.cancel('CANCELLED');
      await job.tell({ done: 1, total: 9 });
      return 'more';
    });
    await expect(take(work, jobId, temporal)).rejects.toThrow('in other hands');
    const works = { [jobKinds.clockAdvance]: work };
    expect(await turns.close(works, { tenantId: house.tenantId, jobId, state: 'cancelled' })).toMatchObject({ state: 'cancelled' });
    expect(closed).toHaveLength(1);
    // Tried again, as Temporal may: the job has ended already.
    await turns.close(works, { tenantId: house.tenantId, jobId, state: 'failed' });
    expect(closed).toHaveLength(1);
    expect(await rowOf(jobId)).toMatchObject({ status: 'cancelled' });
  });
});

describe('a job that cannot go on', () => {
  it('fails with the words of its work', async () => {
    const jobId = await order();
    const { work, closed } = workOf(() => Promise.reject(new JobFailed('No chase acted.')));
    expect(await take(work, jobId)).toMatchObject({ state: 'failed' });
    expect(await rowOf(jobId)).toMatchObject({ status: 'failed', error: 'No chase acted.' });
    expect(closed).toMatchObject([{ end: { status: 'failed', error: 'No chase acted.' } }]);
  });

  it('by a surprise is tried again, and says no more of it than that when it is given up', async () => {
    const jobId = await order();
    const { work } = workOf(() => Promise.reject(new Error('value "Jansen" is too long')));
    await expect(take(work, jobId)).rejects.toThrow('too long');
    expect(await rowOf(jobId)).toMatchObject({ status: 'running', error: null });
    await turns.close({ [jobKinds.clockAdvance]: work }, { tenantId: house.tenantId, jobId, state: 'failed' });
    expect(await rowOf(jobId)).toMatchObject({ status: 'failed', error: 'an unexpected error; see the log of the worker' });
  });
});

it('leaves its turn to another worker when this one stops', async () => {
  const jobId = await order();
  const temporal = new MockActivityEnvironment();
  const { work, closed } = workOf(async (job) => {
    await job.tell({ done: 4, total: 9, mark: { at: 4 } });
    temporal.cancel('WORKER_SHUTDOWN');
    await job.ask();
    return { result: {} };
  });
  expect(await take(work, jobId, temporal)).toEqual({ state: 'going', done: 4, total: 9 });
  expect(await rowOf(jobId)).toMatchObject({ status: 'running', mark: { at: 4 } });
  expect(closed).toEqual([]);
});

it('of another creditor is not there', async () => {
  const jobId = await order();
  const { work } = workOf(async () => ({ result: { stolen: true } }));
  const stranger = { tenantId: uuidv7(), jobId };
  expect(await new MockActivityEnvironment().run(() => turns.take(work, stranger))).toMatchObject({ state: 'done', done: 0 });
  expect(await rowOf(jobId)).toMatchObject({ status: 'queued', result: null });
});
