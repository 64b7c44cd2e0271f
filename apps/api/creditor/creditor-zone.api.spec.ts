/** The zone a creditor names is the one in which his days are made. */
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();
const own = api.as(tenant.apiKey);
const etag = async (): Promise<string> => String((await get('/v1/creditor').expect(200)).headers['etag']);
const setZone = async (timeZone: unknown) => own.patch('/v1/creditor', { timeZone }).set('If-Match', await etag());

/** The zone is taken for granted for two seconds, as the newest version of a policy is. */
async function zoneCounts(zone: string | null, midnight: string): Promise<void> {
  expect((await setZone(zone)).status).toBe(200);
  await expect.poll(async () => (await invoiceAt(midnight)).overdueDays, { interval: 200 }).toBe(zone === null ? 2 : 1);
}

let count = 0;
async function invoiceAt(instant: string) {
  count += 1;
  const clock = (await post('/v1/test-clocks', { frozenTime: instant }).expect(201)).body.id;
  const { body } = await post('/v1/invoices', {
    debtor: { name: 'Jansen', kind: 'company', email: 'jansen@example.com' },
    number: `Z-${count}`,
    issueDate: '2026-11-01',
    dueDate: '2026-11-22',
    total: { amount: 10_000, currency: 'EUR' },
    testClock: clock,
  }).expect(201);
  const { body: read } = await get(`/v1/invoices/${body.id}`).expect(200);
  expect(read).toMatchObject({ overdueDays: body.overdueDays, nextAction: body.nextAction });
  return body;
}

/** On Curaçao Monday 23 November, in Amsterdam Tuesday. */
const mondayEvening = '2026-11-24T01:30:00Z';

describe('the zone of a creditor', () => {
  it('is none at first, is set, read back and taken away again', async () => {
    expect((await get('/v1/creditor')).body).toMatchObject({ timeZone: null });
    const set = await setZone('Atlantic/Canary');
    expect(misfit('changeCreditor', set)).toBe('');
    expect(set.body).toMatchObject({ timeZone: 'Atlantic/Canary' });
    expect((await get('/v1/creditor')).body).toMatchObject({ timeZone: 'Atlantic/Canary' });
    expect((await setZone(null)).body).toMatchObject({ timeZone: null });
  });

  it.each(['Mars/Base', 'europe/amsterdam', 'CET', '', 5])('is not %j', async (zone) => {
    const answer = await setZone(zone);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors[0].pointer).toBe('/timeZone');
    expect((await get('/v1/creditor')).body).toMatchObject({ timeZone: null });
  });

  it('begins his days: a date for a test clock, days late, what is over, windows and promises', async () => {
    await zoneCounts(null, mondayEvening);
    expect((await post('/v1/test-clocks', { frozenTime: '2026-11-23' })).body.frozenTime).toBe('2026-11-22T23:00:00.000Z');
    await zoneCounts('America/Curacao', mondayEvening);
    expect((await post('/v1/test-clocks', { frozenTime: '2026-11-23' })).body.frozenTime).toBe('2026-11-23T04:00:00.000Z');
    const invoice = await invoiceAt(mondayEvening);
    const next = new Date(invoice.nextAction.at);
    expect([next.getUTCHours() >= 12, next.getUTCHours() < 22]).toEqual([true, true]);
    const promise = await post(`/v1/invoices/${invoice.id}/promises`, { date: '2026-11-23' });
    expect(promise.status).toBe(201);
    const hold = await post(`/v1/debtors/${invoice.debtor.id}/holds`, { reason: 'vacation', until: '2026-11-23' }).expect(201);
    expect((await get(`/v1/holds/${hold.body.id}`)).body).toMatchObject({ status: 'standing' });
    const plan = await get(`/v1/invoices/${invoice.id}/plan`).expect(200);
    expect(misfit('getInvoicePlan', plan)).toBe('');
    const timeline = await get(`/v1/invoices/${invoice.id}/timeline`).expect(200);
    expect(timeline.body.data.at(-1)).toMatchObject({ after: { status: 'on-hold' } });
  });

  it('is nobody else’s', async () => {
    const other = api.as((await api.tenant()).apiKey);
    expect((await other.get('/v1/creditor')).body).toMatchObject({ timeZone: null });
    expect((await other.post('/v1/test-clocks', { frozenTime: '2026-11-23' })).body.frozenTime).toBe('2026-11-22T23:00:00.000Z');
  });
});
