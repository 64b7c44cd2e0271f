/** Promises and payment plans over time: what was agreed last counts, and what was kept is never called broken. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { isRefused, type Refused } from '../actor.js';
import { gone } from '../casebook.js';
import type { OpenCase } from '../open-case.js';
import { agreePaymentPlan, endPlan } from './agreements.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T11:00:00Z');
});

async function done<T extends object>(invoiceId: string, work: (open: OpenCase) => Promise<T | Refused>): Promise<T> {
  const answer = await house.book.ofInvoice({ actor: house.actor, invoiceId }, work);
  if (answer === gone || isRefused(answer)) throw new Error('refused');
  return answer;
}

const reasonsOf = (invoiceId: string) => done(invoiceId, async (open) => ({ reasons: (await open.decide(invoiceId)).reasons }));

describe('a payment plan', () => {
  const instalments = [
    { dueDate: '2026-03-10', amount: 60_00n },
    { dueDate: '2026-04-10', amount: 65_50n },
  ];
  const agree = (invoiceId: string) => done(invoiceId, (open) => agreePaymentPlan(open, { invoiceIds: [invoiceId], instalments }));

  it('stops the chase also when one before it was broken, and lets it go on when it is broken itself', async () => {
    const { invoiceId } = await house.register();
    for (const _time of ['first', 'second']) {
      await agree(invoiceId);
      expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['payment-plan'] });
      await done(invoiceId, (open) => endPlan(open, invoiceId, 'broken'));
      expect(await reasonsOf(invoiceId)).toEqual({ reasons: ['due-by-policy'] });
    }
  });
});
