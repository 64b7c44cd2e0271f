import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';

/** Its clock stands at 23 November 2026. */
const { api, get, post } = await apiForThisFile();

const cents = (amount: number) => ({ amount, currency: 'EUR' });
const create = async (number: string, more: object = {}): Promise<string> => {
  const dates = { issueDate: '2026-10-01', dueDate: '2026-10-31' };
  const answer = await post('/v1/invoices', { debtor: { name: 'Jansen' }, number, ...dates, total: cents(10_000), ...more }).expect(201);
  return answer.body.id;
};
const refusal = (pointer: string, code: string) => ({ status: 422, errors: [{ pointer, code }] });

describe('the day of a payment', () => {
  it.each(['2026-11-25', '2099-12-31'])('is not in the future: %s', async (paidOn) => {
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
    ['2099-12-31', 'date-in-the-future'],
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

describe('what was paid too much', () => {
  it('is shown as the debtor’s money, and covers what a storno opens again', async () => {
    const { body: invoice } = await post('/v1/invoices', {
      debtor: { name: 'De Boer' },
      number: 'T-1',
      issueDate: '2026-10-01',
      dueDate: '2026-10-31',
      total: cents(10_000),
    });
    const pay = async (amount: number): Promise<string> =>
      (await post(`/v1/invoices/${invoice.id}/payments`, { amount: cents(amount), paidOn: '2026-11-02' }).expect(201)).body.id;
    const creditOf = async () => (await get(`/v1/debtors/${invoice.debtor.id}`)).body.credit;
    const first = await pay(6_000);
    expect(await creditOf()).toEqual([]);
    await pay(5_000);
    expect(await creditOf()).toEqual([cents(1_000)]);
    await post(`/v1/payments/${first}/reversals`).expect(201);
    expect(await creditOf()).toEqual([]);
    expect((await get(`/v1/invoices/${invoice.id}`)).body).toMatchObject({ status: 'open', amounts: { open: cents(5_000) } });
  });
});

describe('a payment of more than its invoice', () => {
  const debtorOf = async (id: string): Promise<string> => (await get(`/v1/invoices/${id}`)).body.debtor.id;
  const another = async (debtor: string, number: string, total: number): Promise<string> =>
    (
      await post('/v1/invoices', {
        debtor: { id: debtor },
        number,
        issueDate: '2026-10-01',
        dueDate: '2026-10-31',
        total: cents(total),
      }).expect(201)
    ).body.id;

  it('says what each invoice got, on every timeline, and a reversal says what each lost', async () => {
    const first = await create('V-1');
    const second = await another(await debtorOf(first), 'V-2', 4_000);
    const { body: paid } = await post(`/v1/invoices/${first}/payments`, { amount: cents(15_000), paidOn: '2026-11-02' }).expect(201);
    expect(paid).toMatchObject({
      allocation: { principal: cents(14_000), credit: cents(1_000) },
      allocations: [
        { invoice: first, number: 'V-1', amount: cents(10_000), open: cents(0), basis: 'named' },
        { invoice: second, number: 'V-2', amount: cents(4_000), open: cents(0), basis: 'due' },
      ],
      hint: null,
      balance: { open: cents(0) },
      status: 'paid',
    });
    const { body: timeline } = await get(`/v1/invoices/${second}/timeline`);
    expect(timeline.data).toContainEqual(
      expect.objectContaining({
        type: 'payment.allocated',
        payment: expect.objectContaining({ id: paid.id }),
        data: expect.objectContaining({ bookedOn: first, paymentId: paid.id, principal: 4_000 }),
      }),
    );
    const { body: back } = await post(`/v1/payments/${paid.id}/reversals`).expect(201);
    expect(back).toMatchObject({
      reopened: true,
      allocations: [
        { invoice: first, amount: cents(10_000), open: cents(10_000), reopened: true },
        { invoice: second, amount: cents(4_000), open: cents(4_000), reopened: true },
      ],
    });
  });

  it('that came before is credit with a hint, shown with its origin', async () => {
    const first = await create('V-3');
    const debtor = await debtorOf(first);
    const second = await another(debtor, 'V-4', 4_000);
    const body = { amount: cents(10_000), paidOn: '2026-11-02' };
    await post(`/v1/invoices/${first}/payments`, body).expect(201);
    const { body: again } = await post(`/v1/invoices/${first}/payments`, body).expect(201);
    expect(again).toMatchObject({ allocations: [], allocation: { credit: cents(10_000) }, hint: { code: 'paid-twice' } });
    expect((await get(`/v1/debtors/${debtor}`)).body).toMatchObject({
      credit: [cents(10_000)],
      credits: [{ payment: again.id, invoice: first, amount: cents(10_000), hint: { code: 'paid-twice' } }],
    });
    expect((await get(`/v1/invoices/${second}`)).body).toMatchObject({ amounts: { open: cents(4_000) } });
    expect((await post(`/v1/payments/${again.id}/set-off`).expect(201)).body).toMatchObject({ id: again.id, hint: null });
    expect((await get(`/v1/invoices/${second}`)).body).toMatchObject({ status: 'paid' });
    expect((await get(`/v1/debtors/${debtor}`)).body.credit).toEqual([cents(6_000)]);
    expect((await post(`/v1/payments/${again.id}/set-off`)).body).toMatchObject({ status: 422, errors: [{ code: 'no-credit-waiting' }] });
  });
});

describe('credit notes', () => {
  const credit = (id: string, more: object = {}) =>
    post(`/v1/invoices/${id}/credit-notes`, { number: 'C1', amount: cents(1_000), issuedOn: '2026-11-01', ...more });

  it('are booked once by their number, on whatever invoice of the creditor and in whatever spelling', async () => {
    const [id, other] = [await create('C-1'), await create('C-2')];
    const first = await credit(id, { number: 'C 1' });
    expect(first.body).toMatchObject({ amounts: { credited: cents(1_000), open: cents(9_000) } });
    for (const again of [
      await credit(id, { number: 'C 1' }),
      await credit(id, { number: ' C  1' }),
      await credit(other, { number: 'C 1' }),
    ])
      expect(again.body).toMatchObject({ status: 409, code: 'credit-note-number-taken' });
    for (const [which, open] of [
      [id, 9_000],
      [other, 10_000],
    ] as const)
      expect((await get(`/v1/invoices/${which}`)).body.amounts.open).toEqual(cents(open));
  });

  it('that closed the invoice are still taken', async () => {
    const id = await create('C-3');
    await credit(id, { number: 'C3', amount: cents(10_000) }).expect(201);
    expect((await credit(id, { number: 'C3', amount: cents(10_000) })).body).toMatchObject({ code: 'credit-note-number-taken' });
    expect((await credit(id, { number: 'C4' })).body).toMatchObject({ status: 409, code: 'invoice-closed' });
  });

  it('of one number at once on invoices of several debtors are booked once', async () => {
    const ids = await Promise.all(['C-4', 'C-5', 'C-6', 'C-7'].map((number) => create(number)));
    const answers = await Promise.all(ids.map((id) => credit(id, { number: 'C5' })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409]);
  });

  it('of another creditor have their own numbers', async () => {
    const theirs = api.as((await api.tenant()).apiKey);
    const order = { debtor: { name: 'Jansen' }, number: 'C-8', issueDate: '2026-10-01', total: cents(10_000) };
    const { id } = (await theirs.post('/v1/invoices', order).expect(201)).body;
    const note = { number: 'C8', amount: cents(1), issuedOn: '2026-11-01' };
    await credit(await create('C-8'), { number: 'C8' }).expect(201);
    await theirs.post(`/v1/invoices/${id}/credit-notes`, note).expect(201);
  });

  it.each([
    ['1900-01-01', 'before-issue-date'],
    ['2026-09-30', 'before-issue-date'],
    ['2026-12-25', 'too-far-ahead'],
    ['2199-12-31', 'too-far-ahead'],
  ])('are not issued on %s: %s', async (issuedOn, code) => {
    const answer = await credit(await create(`I-${issuedOn}`), { number: `I-${issuedOn}`, issuedOn });
    expect(answer.body).toMatchObject(refusal('/issuedOn', code));
  });

  it('may be issued on the day of the invoice, dated ahead, and before the date of an invoice dated ahead', async () => {
    const id = await create('C-9');
    for (const issuedOn of ['2026-10-01', '2026-12-24']) await credit(id, { number: issuedOn, issuedOn }).expect(201);
    const ahead = await create('C-10', { issueDate: '2027-01-01', dueDate: null });
    for (const issuedOn of ['2026-11-23', '2027-01-31']) await credit(ahead, { number: `a${issuedOn}`, issuedOn }).expect(201);
  });
});
