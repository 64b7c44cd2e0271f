/** Workers that are killed in the middle of long work: it ends at another, and nothing happens twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInvoice, eventually, TestHouse } from '../support/test-house.js';

/** Debtors of the what-if: some seconds of work, so that it is met on its way. */
const debtors = 600;
const createdAtOnce = 8;
/** How often the worker of one walk is killed. */
const kills = 3;
const settleMs = 180_000;

let house: TestHouse;
beforeAll(async () => {
  house = await TestHouse.start({}, 'full');
});
afterAll(() => house.stop());

const jobOf = (id: unknown) => house.ok('GET', `/v1/jobs/${String(id)}`);
const ended = (id: unknown) =>
  eventually(
    'the job ends',
    async () => {
      const job = await jobOf(id);
      return job['status'] === 'queued' || job['status'] === 'running' ? null : job;
    },
    settleMs,
  );

/** A clock with five invoices of one debtor each, on its way through four months. */
async function walk(name: string): Promise<{ readonly clock: string; readonly job: string }> {
  const clock = String((await house.ok('POST', '/v1/test-clocks', { frozenTime: '2026-01-05T08:00:00Z', name }))['id']);
  for (let n = 0; n < 5; n++)
    await house.ok(
      'POST',
      '/v1/invoices',
      anInvoice({ debtor: { name: `${name} ${n}`, kind: 'company', email: `${name}-${n}@example.com` }, testClock: clock }),
    );
  const job = await house.ok('POST', `/v1/test-clocks/${clock}/advance`, { by: 'P120D' });
  return { clock, job: String(job['id']) };
}

/** What was done to the debtors of a walk, step by step. */
const stepsOf = (name: string) =>
  house.rows<{ step: string; occurrence: number; n: number }>(
    `select l.step, l.occurrence, count(*)::int as n from ledger l join invoice i on i.id = l.invoice_id join debtor d on d.id = i.debtor_id
     where d.name like $1 group by 1, 2 order by 1, 2`,
    [`${name} %`],
  );

describe('a worker that is killed', () => {
  it(`${kills} times on the way of a clock: the walk ends where it should, each step taken once, each message sent once`, async () => {
    const undisturbed = await walk('calm');
    expect(await ended(undisturbed.job)).toMatchObject({ status: 'done' });
    const killed = await walk('killed');
    let seen = 0;
    for (let kill = 0; kill < kills; kill++) {
      await eventually('the walk has gone on', async () => {
        const done = Number((await jobOf(killed.job))['done']);
        const gone = done > seen;
        seen = Math.max(seen, done);
        return gone;
      });
      await house.killAndRestart('worker');
    }
    expect(await ended(killed.job)).toMatchObject({ status: 'done', result: { now: expect.any(String) } });
    expect(await house.ok('GET', `/v1/test-clocks/${killed.clock}`)).toMatchObject({
      status: 'ready',
      frozenTime: '2026-05-05T07:00:00.000Z',
    });
    expect(await stepsOf('killed')).toEqual(await stepsOf('calm'));
    const keys = (await house.executedKeys()).filter((key) => key !== 'no-key');
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('while it plays a what-if: it is played to its end by another, and nobody is counted twice', async () => {
    const waiting = Array.from({ length: debtors }, (_, n) => n);
    const lane = async (): Promise<void> => {
      for (let n = waiting.pop(); n !== undefined; n = waiting.pop())
        await house.ok('POST', '/v1/invoices', anInvoice({ dueDate: '2027-01-19', issueDate: '2027-01-05' }));
    };
    await Promise.all(Array.from({ length: createdAtOnce }, lane));
    await eventually(
      'Temporal was told',
      async () => (await house.rows('select 1 from outbox where done_at is null limit 1')).length === 0,
      settleMs,
    );
    const policies = await house.ok('POST', '/v1/portfolio-simulations', { policy: 'strak', against: 'attent', days: 366 });
    await eventually('the what-if is on its way', async () => Number((await jobOf(policies['id']))['done']) > 0);
    await house.killAndRestart('worker');
    const job = await ended(policies['id']);
    expect(job).toMatchObject({ status: 'done' });
    const [open] = await house.rows<{ n: number }>('select count(distinct debtor_id)::int as n from chase where outcome is null');
    expect(job['result']).toMatchObject({ debtors: { total: open?.n } });
    expect(job['done']).toBe(open?.n);
  });
});

describe('a job that is cancelled', () => {
  it('stops its clock within seconds, which can be advanced again', async () => {
    const { clock, job } = await walk('stopped');
    await eventually('the walk is on its way', async () => Number((await jobOf(job))['done']) > 0);
    await house.ok('POST', `/v1/jobs/${job}/cancel`);
    expect(await ended(job)).toMatchObject({ status: 'cancelled', cancelRequestedAt: expect.any(String) });
    expect(await house.ok('GET', `/v1/test-clocks/${clock}`)).toMatchObject({ status: 'ready' });
    const again = await house.ok('POST', `/v1/test-clocks/${clock}/advance`, { by: 'P1D' });
    expect(await ended(again['id'])).toMatchObject({ status: 'done' });
  });

  it('while no worker is there is cancelled by the next one, without any work', async () => {
    await house.house.part('worker')?.stop();
    const { clock, job } = await walk('waiting');
    await house.ok('POST', `/v1/jobs/${job}/cancel`);
    expect(await jobOf(job)).toMatchObject({ status: 'queued' });
    await house.house.startPart('worker');
    expect(await ended(job)).toMatchObject({ status: 'cancelled', done: 0 });
    expect(await house.ok('GET', `/v1/test-clocks/${clock}`)).toMatchObject({ status: 'ready', frozenTime: '2026-01-05T08:00:00.000Z' });
  });
});
