import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';

/** Its clock stands at 23 November 2026. */
const { post } = await apiForThisFile();

const cents = (amount: number) => ({ amount, currency: 'EUR' });
const create = async (number: string, more: object = {}): Promise<string> => {
  const dates = { issueDate: '2026-10-01', dueDate: '2026-10-31' };
  const answer = await post('/v1/invoices', { debtor: { name: 'Jansen' }, number, ...dates, total: cents(10_000), ...more }).expect(201);
  return answer.body.id;
};
const refusal = (pointer: string, code: string) => ({ status: 422, errors: [{ pointer, code }] });

describe('the day of a payment', () => {
  it.each(['2026-11-25', '2199-12-31'])('is not in the future: %s', async (paidOn) => {
    const id = await create(`D-${paidOn}`);
    const answer = await post(`/v1/invoices/${id}/payments`, { amount: cents(100), paidOn });
    expect(answer.body).toMatchObject(refusal('/paidOn', 'date-in-the-future'));
  });

  it('may be tomorrow, for a bank ahead of us; and is read on the clock of the debtor', async () => {
    const id = await create('D-1');
    await post(`/v1/invoices/${id}/payments`, { amount: cents(100), paidOn: '2026-11-24' }).expect(201);
    const { id: testClock } = (await post('/v1/test-clocks', { frozenTime: '2026-10-10' }).expect(201)).body;
    const bound = await create('D-2', { testClock });
    const late = await post(`/v1/invoices/${bound}/payments`, { amount: cents(100), paidOn: '2026-11-01' });
    expect(late.body).toMatchObject(refusal('/paidOn', 'date-in-the-future'));
    await post(`/v1/invoices/${bound}/payments`, { amount: cents(100), paidOn: '2026-10-10' }).expect(201);
  });
});

describe('the day of a reversal', () => {
  const paid = async (number: string, paidOn: string): Promise<string> => {
    const id = await create(number);
    return (await post(`/v1/invoices/${id}/payments`, { amount: cents(10_000), paidOn }).expect(201)).body.id;
  };

  it.each([
    ['1900-01-01', 'before-payment'],
    ['2026-11-01', 'before-payment'],
    ['2026-11-25', 'date-in-the-future'],
    ['2199-12-31', 'date-in-the-future'],
  ])('is not %s: %s', async (reversedOn, code) => {
    const payment = await paid(`R-${reversedOn}`, '2026-11-02');
    const answer = await post(`/v1/payments/${payment}/reversals`, { reversedOn });
    expect(answer.body).toMatchObject(refusal('/reversedOn', code));
  });

  it('may be the day of the payment, and today without a day even when the bank was ahead', async () => {
    const same = await paid('R-1', '2026-11-02');
    const answer = await post(`/v1/payments/${same}/reversals`, { reversedOn: '2026-11-02' });
    expect(answer.body).toMatchObject({ reopened: true, reversedOn: '2026-11-02' });
    const ahead = await paid('R-2', '2026-11-24');
    expect((await post(`/v1/payments/${ahead}/reversals`)).body).toMatchObject({ reopened: true, reversedOn: '2026-11-23' });
  });
});
