/** Money that went back: what is open again is chased again, unless a person gave the invoice up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { isRefused, type Refused } from '../actor.js';
import { type Gone, gone } from '../casebook.js';
import type { OpenCase } from '../open-case.js';
import { raiseDispute, resolveDispute } from './agreements.js';
import { recordCreditNote } from './credit-note.js';
import { closeInvoice } from './manage-invoice.js';
import { recordPayment } from './record-payment.js';
import { reversePayment } from './reverse-payment.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

async function done<T extends object>(invoiceId: string, work: (open: OpenCase) => Promise<T | Refused>): Promise<T> {
  const answer: T | Refused | Gone = await house.book.ofInvoice({ actor: house.actor, invoiceId }, work);
  if (answer === gone || isRefused(answer)) throw new Error('refused');
  return answer;
}

/** An invoice of 125.50 of which 100.00 was paid, and the rest ended as told. */
async function stornoAfter(end: (open: OpenCase, invoiceId: string) => Promise<object | Refused>): Promise<object> {
  const { invoiceId } = await house.register();
  const sum = { amount: 100_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null };
  const { paymentId } = await done(invoiceId, (open) => recordPayment(open, { ...sum, invoiceId }));
  await done(invoiceId, (open) => end(open, invoiceId));
  const { reopened } = await done(invoiceId, (open) => reversePayment(open, invoiceId, { paymentId, on: '2026-03-03', reason: 'storno' }));
  const [chase] = await house.rows<{ outcome: string | null; cycle: number; open: bigint }>(
    'select c.outcome, c.cycle, i.open from chase c join invoice i on i.id = c.invoice_id where c.invoice_id = $1',
    [invoiceId],
  );
  const starts = await house.rows(`select seq from outbox where invoice_id = $1 and kind = 'chase.start'`, [invoiceId]);
  return { reopened, ...chase, starts: starts.length };
}

const creditNote = (amount: bigint) => (open: OpenCase, invoiceId: string) =>
  recordCreditNote(open, invoiceId, { number: 'C-1', amount, issuedOn: '2026-03-03' });

describe('a storno after the rest of the invoice was', () => {
  it('credited by a note chases what is open again', async () => {
    expect(await stornoAfter(creditNote(25_50n))).toEqual({ reopened: true, outcome: null, cycle: 2, open: 100_00n, starts: 2 });
  });

  it('credited for a dispute chases what is open again', async () => {
    const upheld = async (open: OpenCase, invoiceId: string) => {
      await raiseDispute(open, invoiceId, { reason: 'broken on arrival', amount: 25_50n, note: null });
      return resolveDispute(open, { invoiceId, disputeId: null }, { outcome: 'upheld', creditAmount: null, newDueDate: null });
    };
    expect(await stornoAfter(upheld)).toEqual({ reopened: true, outcome: null, cycle: 2, open: 100_00n, starts: 2 });
  });

  it.each(['written-off', 'closed'] as const)('%s by a person stays closed', async (outcome) => {
    const close = (open: OpenCase, invoiceId: string) => closeInvoice(open, invoiceId, { outcome, reason: 'not worth it' });
    expect(await stornoAfter(close)).toMatchObject({ reopened: false, outcome, cycle: 1, starts: 1 });
  });
});
