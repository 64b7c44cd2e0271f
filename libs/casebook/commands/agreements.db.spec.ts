/** Promises and payment plans over time: what was agreed last counts, and what was kept is never called broken. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { agreePaymentPlan, endPlan, makePromise } from './agreements.js';
import { recordPayment } from './record-payment.js';
import { reversePayment } from './reverse-payment.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T11:00:00Z');
});

const reasonsOf = (invoiceId: string) =>
  house.act({ invoiceId }, async (debtorCase) => ({ reasons: (await debtorCase.decide(invoiceId)).reasons }));

describe('a payment plan', () => {
  const instalments = [
    { dueDate: '2026-03-10', amount: 60_00n },
    { dueDate: '2026-04-10', amount: 65_50n },
  ];
  const agree = (invoiceId: string) =>
    house.act({ invoiceId }, (debtorCase) => agreePaymentPlan(debtorCase, { invoiceIds: [invoiceId], instalments }));

  it('stops the chase also when one before it was broken, and lets it go on when it is broken itself', async () => {
    const { invoiceId } = await house.register();
    for (const _time of ['first', 'second']) {
      await agree(invoiceId);
      expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['payment-plan'] });
      await house.act({ invoiceId }, (debtorCase) => endPlan(debtorCase, invoiceId, 'broken'));
      expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['due-by-policy'] });
    }
  });
});

describe('a promise', () => {
  const promise = (invoiceId: string, amount: bigint | null) =>
    house.act({ invoiceId }, (debtorCase) => makePromise(debtorCase, invoiceId, { date: '2026-03-09', amount, note: null }));
  const pay = (invoiceId: string, amount: bigint) =>
    house.act({ invoiceId }, (debtorCase) =>
      recordPayment(debtorCase, {
        invoiceId,
        amount,
        currency: 'EUR',
        paidOn: debtorCase.today,
        reference: null,
        method: null,
        sourceKey: null,
      }),
    );
  const storno = (invoiceId: string, { paymentId }: { paymentId: string }) =>
    house.act({ invoiceId }, (debtorCase) => reversePayment(debtorCase, invoiceId, { paymentId, on: debtorCase.today, reason: 'storno' }));
  const promisesOf = (invoiceId: string) =>
    house.rows<{ status: string; ended_on: string | null }>('select status, ended_on from promise where invoice_id = $1 order by made_at', [
      invoiceId,
    ]);
  /** The world after the promised day and its grace. */
  const settledLater = async (invoiceId: string) => {
    house.now = at('2026-03-20T11:00:00Z');
    await reasonsOf(invoiceId); // whoever opens a case turns what time has changed into facts
    return (await promisesOf(invoiceId)).map(({ status }) => status);
  };

  it('of a part is kept when that part came in, in one sum or in more, and stays so', async () => {
    const { invoiceId } = await house.register();
    await pay(invoiceId, 10_00n); // before the promise was made, so not of it
    await promise(invoiceId, 50_00n);
    await pay(invoiceId, 49_99n);
    expect(await promisesOf(invoiceId)).toEqual([{ status: 'open', ended_on: null }]);
    expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['promised'] });
    house.now = at('2026-03-05T11:00:00Z');
    await pay(invoiceId, 1n);
    expect(await promisesOf(invoiceId)).toEqual([{ status: 'kept', ended_on: '2026-03-05' }]);
    expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['due-by-policy'] });
    expect(await settledLater(invoiceId)).toEqual(['kept']);
  });

  it('of a part that did not come in is broken after its grace', async () => {
    const { invoiceId } = await house.register();
    await promise(invoiceId, 50_00n);
    await storno(invoiceId, await pay(invoiceId, 50_00n));
    await pay(invoiceId, 49_99n);
    expect(await settledLater(invoiceId)).toEqual(['broken']);
  });

  it.each([
    ['a part', 50_00n],
    ['all', null],
  ])('of %s stands again when its money goes back before the promised day', async (_name, amount) => {
    const { invoiceId } = await house.register();
    await promise(invoiceId, amount);
    const paid = await pay(invoiceId, amount ?? 125_50n);
    expect(await promisesOf(invoiceId)).toMatchObject([{ status: 'kept' }]);
    house.now = at('2026-03-09T11:00:00Z');
    await storno(invoiceId, paid);
    expect(await promisesOf(invoiceId)).toEqual([{ status: 'open', ended_on: null }]);
    expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['promised'] });
  });

  it('stays kept when its money goes back after the promised day, or other money does', async () => {
    const { invoiceId } = await house.register();
    const earlier = await pay(invoiceId, 10_00n);
    await promise(invoiceId, 50_00n);
    const paid = await pay(invoiceId, 50_00n);
    await storno(invoiceId, earlier);
    expect(await promisesOf(invoiceId)).toMatchObject([{ status: 'kept' }]);
    house.now = at('2026-03-10T11:00:00Z');
    await storno(invoiceId, paid);
    expect(await promisesOf(invoiceId)).toMatchObject([{ status: 'kept' }]);
    expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['due-by-policy'] });
  });
});
