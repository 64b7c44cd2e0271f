/** What is agreed over the API is confirmed, shown before it happens, and played the same by a what-if. */
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { post, get, remove } = await apiForThisFile();
const clock = (await post('/v1/test-clocks', { frozenTime: '2027-02-15T09:00:00Z' }).expect(201)).body.id;

const cents = (amount: number) => ({ amount, currency: 'EUR' });
const invoiceOf = (number: string, debtor: string): object => ({
  debtor: { name: 'Jansen B.V.', kind: 'company', externalId: debtor, email: 'jansen@example.com' },
  number,
  issueDate: '2027-01-01',
  dueDate: '2027-01-31',
  total: cents(10_000),
  adopt: { lastStep: 'reminder', at: '2027-02-05' },
});
const create = async (number: string, debtor: string): Promise<string> =>
  (await post('/v1/invoices', { ...invoiceOf(number, debtor), testClock: clock }).expect(201)).body.id;
const comingOf = async (id: string): Promise<string[]> => {
  const plan = await get(`/v1/invoices/${id}/plan`);
  expect(misfit('getInvoicePlan', plan)).toBe('');
  return plan.body.coming.map(({ step, date }: { step: string; date: string }) => `${step} ${date}`);
};
const statusOf = async (id: string): Promise<string> => (await get(`/v1/invoices/${id}`).expect(200)).body.status;

describe('a payment plan made over the API', () => {
  it('is confirmed on all its invoices, and its plan shows what will be written before it happens', async () => {
    const [a, b] = [await create('PP-1', 'PP-a'), await create('PP-2', 'PP-a')];
    const order = { invoices: [a, b], count: 2, firstDueDate: '2027-03-01', interval: 'month' };
    const agreed = await post('/v1/payment-plans', order).expect(201);
    expect(misfit('agreePaymentPlan', agreed)).toBe('');
    expect(agreed.body.instalments.map(({ remindOn }: { remindOn: string }) => remindOn)).toEqual(['2027-02-26', '2027-03-29']);
    for (const id of [a, b]) {
      expect(await statusOf(id)).toBe('payment-plan');
      expect((await comingOf(id)).slice(0, 4)).toEqual([
        'confirm-plan 2027-02-15',
        'instalment-due 2027-02-26',
        'instalment-missed 2027-03-04',
        'plan-ended 2027-03-16',
      ]);
    }
    await post(`/v1/invoices/${a}/payments`, { amount: cents(10_000), paidOn: '2027-02-15' }).expect(201);
    const read = await get(`/v1/payment-plans/${agreed.body.id}`);
    expect(read.body.instalments.map(({ remindOn }: { remindOn: string | null }) => remindOn)).toEqual([null, '2027-03-29']);
    expect(await comingOf(b)).toContain('instalment-due 2027-03-30');
    await remove(`/v1/payment-plans/${agreed.body.id}`).expect(204);
    expect((await comingOf(b)).filter((line) => /confirm|instalment|plan/.test(line))).toEqual([]);
  });

  it('is not confirmed when nobody wants that, nor is a promise', async () => {
    const [a, b] = [await create('PP-3', 'PP-b'), await create('PP-4', 'PP-c')];
    await post('/v1/payment-plans', { invoices: [a], count: 2, firstDueDate: '2027-03-01', interval: 'month', confirm: false }).expect(201);
    expect((await comingOf(a))[0]).toBe('instalment-due 2027-02-26');
    await post(`/v1/invoices/${b}/promises`, { date: '2027-02-22', confirm: false }).expect(201);
    expect((await comingOf(b))[0]).not.toContain('confirm');
    await post(`/v1/invoices/${b}/promises`, { date: '2027-02-23' }).expect(201);
    expect((await comingOf(b))[0]).toBe('confirm-promise 2027-02-15');
    expect(await statusOf(b)).toBe('promised');
    await remove(`/v1/invoices/${b}/promises`).expect(204);
    expect((await comingOf(b))[0]).not.toContain('confirm');
  });

  it('is refused, and nothing stored, when it does not add up to the cent', async () => {
    const a = await create('PP-5', 'PP-d');
    const instalments = [
      { dueDate: '2027-03-01', amount: cents(5_000) },
      { dueDate: '2027-04-01', amount: cents(4_999) },
    ];
    const short = await post('/v1/payment-plans', { invoices: [a], instalments });
    expect(short.body).toMatchObject({ status: 422, errors: [{ pointer: '/instalments', code: 'instalments-do-not-add-up' }] });
    const wrong = await post('/v1/payment-plans', { invoices: [a], instalments, confirm: 'yes' });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect(await statusOf(a)).toBe('open');
  });

  it('is played the same by a simulation', async () => {
    const number = 'PP-6';
    const id = await create(number, 'PP-e');
    const instalments = [
      { dueDate: '2027-03-01', amount: cents(6_000) },
      { dueDate: '2027-04-01', amount: cents(4_000) },
    ];
    await post('/v1/payment-plans', { invoices: [id], instalments }).expect(201);
    const running = (await comingOf(id)).slice(0, 4);
    const simulated = await post('/v1/simulations', {
      policy: 'standaard',
      from: '2027-02-15',
      until: '2027-03-31',
      invoices: [invoiceOf(number, 'PP-e')],
      events: [{ on: '2027-02-15', invoice: number, type: 'plan', instalments }],
    }).expect(200);
    expect(misfit('simulate', simulated)).toBe('');
    const played = simulated.body.contacts.map(({ step, date }: { step: string; date: string }) => `${step} ${date}`);
    expect(played.slice(0, 4)).toEqual(running);
  });
});
