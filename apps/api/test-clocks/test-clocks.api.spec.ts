import { describe, expect, it } from 'vitest';
import { parseInstant } from '#domain/calendar/zone.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';
import { targetOf } from './test-clocks.schema.js';

const { post, get, remove } = await apiForThisFile();

describe('test clocks', () => {
  it('are made at an instant or a date, listed, advanced by a job, and removed', async () => {
    const made = await post('/v1/test-clocks', { frozenTime: '2026-01-05', name: 'demo' });
    expect(misfit('createTestClock', made)).toBe('');
    expect(made.body).toMatchObject({ frozenTime: '2026-01-04T23:00:00.000Z', status: 'ready' });
    const path = `/v1/test-clocks/${made.body.id}`;
    expect((await get('/v1/test-clocks')).body.data).toHaveLength(1);
    const job = await post(`${path}/advance`, { by: 'P30D' });
    expect(misfit('advanceTestClock', job)).toBe('');
    expect(job.body).toMatchObject({ kind: 'clock.advance', status: 'queued' });
    expect((await get(job.headers['location'] ?? '')).body.id).toBe(job.body.id);
    expect((await get(path)).body).toMatchObject({ status: 'advancing', target: '2026-02-03T23:00:00.000Z' });
    expect((await post(`${path}/advance`, { by: 'P1D' })).body).toMatchObject({
      status: 409,
      code: 'test-clock-advancing',
      retryable: true,
    });
    const other = await post('/v1/test-clocks', { frozenTime: '2026-01-05T08:00:00Z' });
    expect((await remove(`/v1/test-clocks/${other.body.id}`)).status).toBe(204);
    expect((await remove(`/v1/test-clocks/${other.body.id}`)).status).toBe(404);
  });

  it('run forward only, at most two years at a time, by durations that exist', async () => {
    const { body } = await post('/v1/test-clocks', { frozenTime: '2026-01-05T08:00:00Z' });
    const advance = (what: object) => post(`/v1/test-clocks/${body.id}/advance`, what);
    expect((await advance({ to: '2026-01-05T08:00:00Z' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/to' }] });
    expect((await advance({ by: 'P3Y' })).body.status).toBe(422);
    expect((await advance({ by: 'P99Y999M' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/by', code: 'out-of-calendar' }] });
    const { body: late } = await post('/v1/test-clocks', { frozenTime: '2099-12-31' });
    expect((await post(`/v1/test-clocks/${late.id}/advance`, { by: 'P1M' })).body.errors).toMatchObject([{ pointer: '/by' }]);
    for (const by of ['30D', 'P', 'PT', 'P1.5D', 'P-1D', 'P1DT', '']) expect((await advance({ by })).body.status, by).toBe(422);
    for (const bad of [{}, { to: '2027-01-01', by: 'P1D' }, { by: 30 }]) expect((await advance(bad)).body.status).toBe(400);
  });

  it('give invoices their time, and hold the debtors who live on them', async () => {
    const { body: clock } = await post('/v1/test-clocks', { frozenTime: '2026-03-01' });
    const invoice = {
      debtor: { name: 'Jansen', email: 'jansen@example.com' },
      number: 'K-1',
      issueDate: '2026-01-01',
      dueDate: '2026-02-19',
      total: { amount: 10_000, currency: 'EUR' },
      testClock: clock.id,
    };
    const made = await post('/v1/invoices', invoice);
    expect(made.body).toMatchObject({ testClock: clock.id, overdueDays: 10, registeredAt: '2026-02-28T23:00:00.000Z' });
    expect((await remove(`/v1/test-clocks/${clock.id}`)).body).toMatchObject({ status: 409, code: 'test-clock-in-use' });
  });
});

describe('targetOf', () => {
  const at = (text: string): number => parseInstant(text) ?? 0;
  it.each([
    ['2026-03-28T08:00:00Z', 'P1D', '2026-03-29T07:00:00Z'], // summer time begins: the same hour on the wall
    ['2026-10-24T07:30:15Z', 'P1D', '2026-10-25T08:30:15Z'],
    ['2026-01-31T10:00:00Z', 'P1M', '2026-02-28T10:00:00Z'],
    ['2026-01-05T10:00:00Z', 'P1Y2M1W3DT4H5M', '2027-03-15T14:05:00Z'],
    ['2026-01-05T10:00:00Z', 'PT36H', '2026-01-06T22:00:00Z'],
  ])('%s + %s = %s', (from, by, to) => {
    expect(targetOf({ by }, at(from), 'Europe/Amsterdam')).toBe(at(to));
  });
});
