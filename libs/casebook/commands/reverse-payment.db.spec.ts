/** Money that went back: what is open again is chased again, unless a person gave the invoice up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import type { Refused } from '../actor.js';

import type { DebtorCase } from '../debtor-case.js';
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

/** An invoice of 125.50 of which 100.00 was paid, and the rest ended as told. */
async function stornoAfter(end: (debtorCase: DebtorCase, invoiceId: string) => Promise<object | Refused>): Promise<object> {
  const { invoiceId } = await house.register();
  const sum = { amount: 100_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null };
  const { paymentId } = await house.act({ invoiceId }, (debtorCase) => recordPayment(debtorCase, { ...sum, invoiceId }));
  await house.act({ invoiceId }, (debtorCase) => end(debtorCase, invoiceId));
  const { reopened } = await house.act({ invoiceId }, (debtorCase) =>
    reversePayment(debtorCase, invoiceId, { paymentId, on: '2026-03-03', reason: 'storno' }),
  );
  const [chase] = await house.rows<{ outcome: string | null; cycle: number; open: bigint }>(
    'select c.outcome, c.cycle, i.open from chase c join invoice i on i.id = c.invoice_id where c.invoice_id = $1',
    [invoiceId],
  );
  const starts = await house.rows(`select seq from outbox where invoice_id = $1 and kind = 'chase.start'`, [invoiceId]);
  return { reopened, ...chase, starts: starts.length };
}

const creditNote = (amount: bigint) => (debtorCase: DebtorCase, invoiceId: string) =>
  recordCreditNote(debtorCase, invoiceId, { number: 'C-1', amount, issuedOn: '2026-03-03' });

describe('a storno after the rest of the invoice was', () => {
  it('credited by a note chases what is open again', async () => {
    expect(await stornoAfter(creditNote(25_50n))).toEqual({ reopened: true, outcome: null, cycle: 2, open: 100_00n, starts: 2 });
  });

  it('credited for a dispute chases what is open again', async () => {
    const upheld = async (debtorCase: DebtorCase, invoiceId: string) => {
      await raiseDispute(debtorCase, invoiceId, { reason: 'broken on arrival', amount: 25_50n, note: null });
      return resolveDispute(debtorCase, { invoiceId, disputeId: null }, { outcome: 'upheld', creditAmount: null, newDueDate: null });
    };
    expect(await stornoAfter(upheld)).toEqual({ reopened: true, outcome: null, cycle: 2, open: 100_00n, starts: 2 });
  });

  const close = (outcome: 'written-off' | 'closed') => (debtorCase: DebtorCase, invoiceId: string) =>
    closeInvoice(debtorCase, invoiceId, { outcome, reason: 'not worth it' });

  it('written off chases what had been paid: nobody wrote that off', async () => {
    expect(await stornoAfter(close('written-off'))).toEqual({ reopened: true, outcome: null, cycle: 2, open: 100_00n, starts: 2 });
  });

  it('closed by a person stays closed', async () => {
    expect(await stornoAfter(close('closed'))).toMatchObject({ reopened: false, outcome: 'closed', cycle: 1, starts: 1 });
  });
});

describe('money for what was written off', () => {
  it('is paid and no longer written off, and a storno of it writes it off again', async () => {
    const { invoiceId } = await house.register();
    const balances = async () => (await house.rows('select paid, written_off, open from invoice where id = $1', [invoiceId]))[0];
    const sum = { amount: 150_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null };
    await house.act({ invoiceId }, (debtorCase) => closeInvoice(debtorCase, invoiceId, { outcome: 'written-off', reason: 'no answer' }));
    const { paymentId, principal, credit } = await house.act({ invoiceId }, (debtorCase) =>
      recordPayment(debtorCase, { ...sum, invoiceId }),
    );
    expect([principal, credit]).toEqual([125_50n, 24_50n]);
    expect(await balances()).toEqual({ paid: 125_50n, written_off: 0n, open: 0n });
    const { reopened } = await house.act({ invoiceId }, (debtorCase) =>
      reversePayment(debtorCase, invoiceId, { paymentId, on: '2026-03-03', reason: 'storno' }),
    );
    expect(reopened).toBe(false);
    expect(await balances()).toEqual({ paid: 0n, written_off: 125_50n, open: 0n });
  });
});

describe('what was too much', () => {
  it('covers what is open again after a storno, once', async () => {
    const { invoiceId } = await house.register();
    const pay = (amount: bigint) =>
      house.act({ invoiceId }, (debtorCase) =>
        recordPayment(debtorCase, {
          amount,
          currency: 'EUR',
          paidOn: '2026-03-02',
          reference: null,
          method: null,
          sourceKey: null,
          invoiceId,
        }),
      );
    const back = (paymentId: string) =>
      house.act({ invoiceId }, (debtorCase) => reversePayment(debtorCase, invoiceId, { paymentId, on: '2026-03-03', reason: 'storno' }));
    const openNow = async () => (await house.rows<{ open: bigint }>('select open from invoice where id = $1', [invoiceId]))[0]?.open;
    const first = await pay(100_00n);
    const second = await pay(60_00n);
    expect([second.principal, second.credit]).toEqual([25_50n, 34_50n]);
    await back(first.paymentId);
    expect(await openNow()).toBe(65_50n);
    await back(second.paymentId);
    expect(await openNow()).toBe(125_50n);
  });
});

describe('a sum over several invoices that came in twice', () => {
  it.each([
    ['the first', 0, 1],
    ['the second', 1, 0],
  ])('pays all of them still when %s goes back, and nothing when both have', async (_which, one, other) => {
    const { invoiceId, debtorId } = await house.register({ total: 100_00n });
    const siblings = [
      await house.register({ debtor: { id: debtorId }, total: 60_00n }),
      await house.register({ debtor: { id: debtorId }, total: 40_00n }),
    ];
    const ids = [invoiceId, ...siblings.map((sibling) => sibling.invoiceId)];
    const opens = async () =>
      (await house.rows<{ open: bigint }>('select open from invoice where id = any($1::uuid[]) order by total desc', [ids])).map(
        ({ open }) => open,
      );
    const sum = { amount: 200_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null };
    const pay = () => house.act({ invoiceId }, (debtorCase) => recordPayment(debtorCase, { ...sum, invoiceId }));
    const paid = [await pay(), await pay()];
    expect(paid.map(({ credit, hint }) => [credit, hint])).toEqual([
      [0n, null],
      [200_00n, 'paid-twice'],
    ]);
    const back = (which: number) =>
      house.act({ invoiceId }, (debtorCase) =>
        reversePayment(debtorCase, invoiceId, { paymentId: paid[which]?.paymentId ?? '', on: '2026-03-03', reason: 'storno' }),
      );
    await back(one);
    expect(await opens()).toEqual([0n, 0n, 0n]);
    const credits = await house.rows(
      `select a.amount from allocation a join payment p on p.id = a.payment_id where p.debtor_id = $1 and p.status = 'assigned' and a.part = 'credit'`,
      [debtorId],
    );
    expect(credits).toEqual([]);
    await back(other);
    expect(await opens()).toEqual([100_00n, 60_00n, 40_00n]);
  });

  it('three times leaves the third for a person when the first goes back', async () => {
    const { invoiceId } = await house.register({ total: 100_00n });
    const sum = { amount: 100_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null };
    const pay = () => house.act({ invoiceId }, (debtorCase) => recordPayment(debtorCase, { ...sum, invoiceId }));
    const first = await pay();
    await pay();
    await pay();
    await house.act({ invoiceId }, (debtorCase) =>
      reversePayment(debtorCase, invoiceId, { paymentId: first.paymentId, on: '2026-03-03', reason: 'storno' }),
    );
    const hints = await house.rows('select hint from payment where invoice_id = $1 order by recorded_at', [invoiceId]);
    expect(hints).toEqual([{ hint: null }, { hint: null }, { hint: 'paid-twice' }]);
  });
});
