/** The open book under another policy, on real Postgres. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { orderPortfolioSimulation } from '#casebook/commands/portfolio-simulations.js';
import { isRefused } from '#casebook/actor.js';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { attent, standaard, strak } from '#domain/policy/language/policies.js';
import type { Policy } from '#domain/policy/language/policy.js';
import type { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';
import type { JobTurn } from '#contracts/jobs.js';
import { requestCancel } from '#database/repositories/jobs.repository.js';
import { createLog } from '#observability/logger.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { unchecked } from '#testing/unchecked.js';
import { twoThreads } from '#testing/what-if-threads.js';
import { type JobInHand } from './job-in-hand.js';
import { JobTurns } from './job-turns.js';
import { PortfolioSimulation, type WhatIfSettings } from './portfolio-simulation.js';

let house: DatabaseHouse;
let turns: JobTurns;
let threads: WhatIfSettings;
beforeAll(async () => {
  house = await DatabaseHouse.open();
  threads = twoThreads(house.reachedBy);
  turns = new JobTurns(house.dbs.app, { log: createLog('worker', 'error', { write: () => undefined }) });
});
afterAll(async () => {
  await threads.pool.close();
  await house.close();
});

const side = z.looseObject({ contacts: z.int(), firstContactOn: z.string().nullable(), gates: z.int(), handovers: z.int() });
const resultShape = z.object({
  policy: z.string(),
  against: z.string().nullable(),
  debtors: z.object({ total: z.int(), changed: z.int(), listed: z.int() }),
  before: side,
  after: side,
  differences: z.array(
    z.object({
      debtor: z.object({ id: z.string(), name: z.string() }),
      difference: z.object({ contacts: z.int(), firstContactDays: z.int().nullable(), gates: z.int(), handovers: z.int() }),
      before: side.extend({ sent: z.array(z.looseObject({ step: z.string(), date: z.string() })) }),
      after: side.extend({ sent: z.array(z.looseObject({ step: z.string(), date: z.string() })) }),
    }),
  ),
});

interface Job {
  [name: string]: unknown;
  status: string;
  done: number;
  total: number | null;
  result: unknown;
}

async function order(policy: Policy, against: Policy | null, days = 90): Promise<string> {
  const input = { policy: policyToJson(policy), against: against && policyToJson(against), days, until: null, debtorIds: null };
  const ordered = await house.dbs.app.ofTenant(house.tenantId, (tx) => orderPortfolioSimulation(tx, input));
  if (isRefused(ordered)) throw new Error(ordered.detail);
  return ordered.jobId;
}
const play = (
  jobId: string,
  temporal = new MockActivityEnvironment(),
  { tenantId = house.tenantId, ...over }: Partial<WhatIfSettings> & { readonly tenantId?: string } = {},
): Promise<JobTurn> => {
  const work = new PortfolioSimulation(house.dbs.app, house.live, { ...threads, ...over });
  return temporal.run(() => turns.take(work, { tenantId, jobId }));
};
async function jobOf(id: string): Promise<Job> {
  const [job] = await house.rows<Job>('select status, done, total, result from job where id = $1', [id]);
  if (!job) throw new Error('no job');
  return job;
}

it('tells the difference per debtor and in all, and changes nothing', async () => {
  for (let n = 0; n < 3; n += 1) await house.register({ dueDate: '2026-03-31' });
  const counted = () =>
    house.rows(
      'select (select count(*) from event) + (select count(*) from ledger) + (select count(*) from outbox where job_id is null) as n, (select sum(plan_revision) from chase) as plans',
    );
  const before = await counted();
  const id = await order(strak, standaard);
  await play(id);
  const job = await jobOf(id);
  expect(job).toMatchObject({ status: 'done', done: 3, total: 3 });
  const result = resultShape.parse(job.result);
  expect(result).toMatchObject({ policy: 'strak', against: 'standaard', debtors: { total: 3, changed: 3, listed: 3 } });
  const [first] = result.differences;
  expect(first?.before.sent.map(({ step }) => step)).toEqual(['pre-due', 'reminder', 'call', 'notice', 'handover']);
  expect(first?.after.sent.map(({ step }) => step)).toEqual(['pre-due', 'reminder', 'call', 'urgent', 'notice', 'handover']);
  expect(first?.difference).toMatchObject({ contacts: 1, handovers: 0 });
  expect(first?.difference.firstContactDays).toBeLessThan(0);
  expect(result.after.contacts - result.before.contacts).toBe(3);
  expect(await counted()).toEqual(before);
});

it('compares with what each invoice is pinned to, and is silent where nothing changes', async () => {
  const same = await order(standaard, null);
  const softer = await order(attent, null);
  await play(same);
  await play(softer);
  expect(resultShape.parse((await jobOf(same)).result)).toMatchObject({
    against: null,
    debtors: { changed: 0, listed: 0 },
    differences: [],
  });
  const result = resultShape.parse((await jobOf(softer)).result);
  expect(result.before.handovers).toBe(result.debtors.total);
  expect(result.after.handovers).toBe(0);
});

it('is left when the worker stops, and begun anew by the next', async () => {
  const id = await order(strak, null);
  const stopping = new MockActivityEnvironment();
  stopping.cancel('WORKER_SHUTDOWN');
  expect(await play(id, stopping)).toMatchObject({ state: 'going' });
  expect(await jobOf(id)).toMatchObject({ status: 'running', result: null });
  await play(id);
  const { status, result } = await jobOf(id);
  expect(status).toBe('done');
  expect(resultShape.parse(result).debtors.total).toBe(3);
});

it('ends when it is cancelled, without a result', async () => {
  const id = await order(strak, null);
  await house.dbs.app.ofTenant(house.tenantId, (tx) => requestCancel(tx, id));
  expect(await play(id)).toMatchObject({ state: 'cancelled' });
  expect(await jobOf(id)).toMatchObject({ status: 'cancelled', result: null });
});

it('counts nobody twice when the database has the reading done again', async () => {
  const twice = unchecked<Database>({
    ofTenant: async (tenantId: string, work: (tx: Tx) => Promise<unknown>) => {
      await house.dbs.app.ofTenant(tenantId, work);
      return house.dbs.app.ofTenant(tenantId, work);
    },
  });
  const input = { policy: policyToJson(strak), against: policyToJson(standaard), days: 90, until: null, debtorIds: null };
  const job = unchecked<JobInHand>({ id: '', tenantId: house.tenantId, input, tell: async () => undefined, ask: async () => undefined });
  const worked = await new PortfolioSimulation(twice, house.live, threads).turn(job);
  const { debtors } = resultShape.parse(worked === 'more' ? null : worked.result);
  expect(debtors).toEqual({ total: 3, changed: 3, listed: 3 });
});

it('fails in words when the policy cannot be read', async () => {
  const id = await order(strak, null);
  await house.dbs.owner.ofSystem((tx) => tx.query(`update job set input = jsonb_set(input, '{policy}', '{"key":5}') where id = $1`, [id]));
  await play(id);
  const [job] = await house.rows<{ status: string; error: string }>('select status, error from job where id = $1', [id]);
  expect(job).toMatchObject({ status: 'failed', error: expect.stringContaining('The policy cannot be read') });
});

describe('the threads of a what-if', () => {
  const result = async (id: string): Promise<string> => JSON.stringify((await jobOf(id)).result);

  it('give what one thread gives, to the letter', async () => {
    const ids: string[] = [];
    for (const parts of [1, 2, 7]) {
      const id = await order(strak, standaard);
      await play(id, undefined, { parts, pool: threads.pool });
      ids.push(id);
    }
    const [alone = '', two = '', seven = ''] = ids;
    expect(await result(two)).toBe(await result(alone));
    expect(await result(seven)).toBe(await result(alone));
  });

  it('leave the loop to the chases while a debtor has many invoices', async () => {
    const { debtorId } = await house.register({ dueDate: '2026-03-31' });
    for (let n = 0; n < 30; n += 1) await house.register({ debtor: { id: debtorId }, dueDate: '2026-03-31' });
    const id = await order(strak, standaard, 700);
    const since = performance.now();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await play(id);
    delay.disable();
    // In the loop, this debtor would have held it up for nearly all of the time: the few moments between would be no hundred.
    expect(delay.percentile(99) / 1e6).toBeLessThan((performance.now() - since) / 3);
    expect(await jobOf(id)).toMatchObject({ status: 'done', done: 4, total: 4 });
  });

  it('play a batch for longer than Postgres lets a transaction ask for nothing', async () => {
    const id = await order(strak, null, 95);
    await play(id, undefined, { database: { ...threads.database, idleInTransactionTimeoutMs: 1 } });
    expect(await jobOf(id)).toMatchObject({ status: 'done' });
  });

  it('end when the job is cancelled on its way', async () => {
    const id = await order(strak, standaard, 731);
    const playing = play(id);
    await vi.waitFor(async () => expect((await jobOf(id)).status).toBe('running'), { timeout: 15_000, interval: 5 });
    await house.dbs.app.ofTenant(house.tenantId, (tx) => requestCancel(tx, id));
    expect(await playing).toMatchObject({ state: 'cancelled' });
    expect(threads.pool.load).toEqual({ running: 0, waiting: 0 });
  });

  it('have limits: the job that goes beyond one fails in words that name it', async () => {
    const late = await order(strak, standaard, 700);
    await play(late, undefined, { limitMs: 1 });
    const large = await order(strak, standaard, 700);
    await play(large, undefined, { limitUnits: 100_000 });
    const errors = await house.rows<{ error: string }>(`select error from job where id = any($1) and status = 'failed' order by error`, [
      [late, large],
    ]);
    expect(errors.map(({ error }) => error)).toEqual([
      expect.stringMatching(/^Debtor deb_\w+ alone is more than 100000 units of work \(WHAT_IF_LIMIT_UNITS\)/),
      expect.stringMatching(/WHAT_IF_LIMIT_MS/),
    ]);
  });
});
