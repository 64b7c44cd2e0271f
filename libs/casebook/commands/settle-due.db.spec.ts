/** What time alone has changed is a fact before anything else is planned or recorded on it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { agreePaymentPlan, makePromise } from './agreements.js';
import { recordPayment } from './record-payment.js';
import type { Registered } from './registration.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-18T10:00:00Z');
});

const eventsOf = async ({ invoiceId }: Registered): Promise<string[]> =>
  (await house.rows<{ type: string }>('select type from event where invoice_id = $1 order by seq', [invoiceId])).map(({ type }) => type);

describe('without anybody planning in between', () => {
  it('a promise that lapsed is broken before the payment that comes too late', async () => {
    const invoice = await house.register();
    const { invoiceId } = invoice;
    await house.act(invoice, (debtorCase) => makePromise(debtorCase, invoiceId, { date: '2026-02-20', amount: null, note: null }));
    house.now = at('2026-03-10T10:00:00Z');
    const payment = { amount: 125_50n, currency: 'EUR', paidOn: '2026-03-10', reference: null, method: null, sourceKey: null };
    await house.act(invoice, (debtorCase) => recordPayment(debtorCase, { invoiceId, ...payment }));
    const events = await eventsOf(invoice);
    expect(events).toContain('promise.broken');
    expect(events.indexOf('promise.broken')).toBeLessThan(events.indexOf('payment.received'));
    expect(await house.rows('select status from promise where invoice_id = $1', [invoiceId])).toEqual([{ status: 'broken' }]);
  });

  it('a plan with a missed term makes room for the next one, and says when it was broken', async () => {
    const invoice = await house.register();
    const planOf = (days: readonly string[]) => ({
      invoiceIds: [invoice.invoiceId],
      instalments: days.map((dueDate, index) => ({ dueDate, amount: index === 0 ? 100_00n : 25_50n })),
    });
    await house.act(invoice, (debtorCase) => agreePaymentPlan(debtorCase, planOf(['2026-02-20', '2026-03-20'])));
    house.now = at('2026-03-02T10:00:00Z');
    expect(await house.act(invoice, (debtorCase) => agreePaymentPlan(debtorCase, planOf(['2026-03-09', '2026-04-09'])))).toHaveProperty(
      'planId',
    );
    expect(await eventsOf(invoice)).toContain('payment-plan.broken');
  });

  it('the promise of another invoice of the debtor is settled with it, and his chase is planned anew', async () => {
    const first = await house.register();
    const second = await house.register({ debtor: { id: first.debtorId } });
    await house.act(first, (debtorCase) => makePromise(debtorCase, first.invoiceId, { date: '2026-02-20', amount: null, note: null }));
    house.now = at('2026-03-02T10:00:00Z');
    await house.act(second, async () => undefined);
    expect(await eventsOf(first)).toContain('promise.broken');
    expect(await house.rows('select next_kind from chase where invoice_id = $1', [first.invoiceId])).toEqual([{ next_kind: 'step' }]);
  });
});
