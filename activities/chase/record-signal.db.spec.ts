/** Facts that come straight to Temporal: each is recorded or refused with an event, and none keeps its chase waiting. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChasePlan } from '#contracts/chase.js';
import type { FactSignal } from '#contracts/signals.js';
import { isRefused } from '#casebook/actor.js';
import { gone } from '#casebook/casebook.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { RecordSignal } from './record-signal.activity.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

interface Signal {
  readonly signal: FactSignal;
  readonly signalId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
const tell = ({ invoiceId }: Registered, signal: Signal): Promise<ChasePlan> =>
  new RecordSignal(house.book).run({ chase: { tenantId: house.tenantId, invoiceId, cycle: 1 }, ...signal });

interface Answer {
  [name: string]: unknown;
  type: string;
  data: Readonly<Record<string, unknown>>;
}
const answersOf = ({ invoiceId }: Registered) =>
  house.rows<Answer>(`select type, data from event where invoice_id = $1 and type like 'signal.%' order by seq`, [invoiceId]);
const paymentsOf = ({ invoiceId }: Registered) => house.rows('select id from payment where invoice_id = $1', [invoiceId]);

describe('a payment', () => {
  const bankLine: Signal = { signal: 'paymentReceived', signalId: 'bankline-77', payload: { amount: 12_550 } };

  it('with one id for two invoices counts for each, and once', async () => {
    const invoices = [await house.register(), await house.register()];
    for (const invoice of [...invoices, ...invoices]) expect(await tell(invoice, bankLine)).toMatchObject({ next: 'closed', outcome: 'paid' });
    for (const invoice of invoices) expect(await paymentsOf(invoice)).toHaveLength(1);
  });

  it('that an outside event made for another invoice is refused, never taken for a repeat', async () => {
    const sum = { amount: 1_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: 'bank/9' };
    const pay = ({ invoiceId }: Registered) =>
      house.book.ofInvoice({ actor: house.actor, invoiceId }, (open) => recordPayment(open, { ...sum, invoiceId }));
    const first = await house.register();
    const paid = await pay(first);
    if (paid === gone || isRefused(paid)) throw new Error('not paid');
    expect(await pay(first)).toMatchObject({ repeated: true, paymentId: paid.paymentId });
    expect(await pay(await house.register())).toMatchObject({ refused: true, code: 'payment-counted-elsewhere' });
  });
});
