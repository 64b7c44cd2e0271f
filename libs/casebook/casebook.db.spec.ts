import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { isRefused } from './actor.js';
import { notFound } from './casebook.js';
import { pauseChase, resumeChase } from './commands/pause-chase.js';
import { recordPayment } from './commands/record-payment.js';
import { registerInvoiceIn, registrationRefusal } from './commands/register-invoice.js';
import { reversePayment } from './commands/reverse-payment.js';
import { provisionTenant } from './provision-tenant.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const pay = (invoiceId: string, amount: bigint) =>
  house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, { invoiceId, amount, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null }),
  );

interface Told {
  [name: string]: unknown;
  kind: string;
  payload: { signal?: string; payload?: { plan?: { next: string; revision: number } } };
}
const outboxOf = (invoiceId: string) =>
  house.rows<Told>('select kind, payload from outbox where invoice_id = $1 order by seq', [invoiceId]);
const eventsOf = async (invoiceId: string) =>
  (await house.rows<{ type: string }>('select type from event where invoice_id = $1 order by seq', [invoiceId])).map((row) => row.type);

describe('registering', () => {
  it('writes invoice, plan, event and the order to start in one transaction', async () => {
    const invoice = await house.register();
    expect(invoice.plan.step?.key).toBe('reminder');
    expect(await eventsOf(invoice.invoiceId)).toEqual(['invoice.registered']);
    expect((await outboxOf(invoice.invoiceId)).map((row) => row.kind)).toEqual(['chase.start']);
  });

  it('refuses a number that is taken, and leaves nothing behind', async () => {
    const { invoiceId } = await house.register();
    const debtors = async () => (await house.rows('select id from debtor')).length;
    const before = await debtors();
    const [taken] = await house.rows<{ number: string }>('select number from invoice where id = $1', [invoiceId]);
    const order = house.order({ number: taken?.number ?? '' });
    const again = await house.dbs.app
      .ofTenant(house.tenantId, (tx) => registerInvoiceIn(house.book, { tx, actor: house.actor }, order))
      .catch((error: unknown) => registrationRefusal(error, order));
    expect(again).toMatchObject({ refused: true, code: 'invoice-number-taken', argument: 'number' });
    expect(await debtors()).toBe(before);
  });

  it.each([
    ['issueDate', { issueDate: '2199-12-31', dueDate: null }],
    ['dueDate', { dueDate: '2100-01-01' }],
    ['adopt/at', { adopt: { lastStep: 'reminder', at: '2100-01-01' } }],
  ])('refuses %s after the last date of a case', async (argument, over) => {
    const order = house.order(over);
    const refused = await house.dbs.app.ofTenant(house.tenantId, (tx) => registerInvoiceIn(house.book, { tx, actor: house.actor }, order));
    expect(refused).toMatchObject({ refused: true, code: 'date-too-far-ahead', argument });
  });

  it('gives a known debtor a second invoice under his lock', async () => {
    const first = await house.register();
    const second = await house.register({ debtor: { id: first.debtorId } });
    expect(second.debtorId).toBe(first.debtorId);
  });
});

describe('a payment', () => {
  it('in part lowers what is open and tells the chase its new plan', async () => {
    const { invoiceId } = await house.register();
    expect(await pay(invoiceId, 100n)).toMatchObject({ principal: 100n, credit: 0n, open: 12_450n, inFlight: [] });
    const told = (await outboxOf(invoiceId))[1];
    expect(told?.payload).toMatchObject({ signal: 'paymentReceived', payload: { plan: { next: 'step', revision: 2 } } });
  });

  it('in full closes the chase, and the plan says so', async () => {
    const { invoiceId } = await house.register();
    expect(await pay(invoiceId, 13_000n)).toMatchObject({ principal: 12_550n, credit: 450n, open: 0n });
    expect((await outboxOf(invoiceId))[1]?.payload).toMatchObject({ payload: { plan: { next: 'closed', outcome: 'paid' } } });
    expect(await eventsOf(invoiceId)).toEqual(['invoice.registered', 'payment.received', 'invoice.closed']);
  });

  it('that goes back reopens exactly that amount as a new cycle', async () => {
    const { invoiceId } = await house.register();
    const paid = await pay(invoiceId, 12_550n);
    if (paid === notFound || isRefused(paid)) throw new Error('not paid');
    const reversed = await house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
      reversePayment(debtorCase, invoiceId, { paymentId: paid.paymentId, on: '2026-03-03', reason: 'storno' }),
    );
    expect(reversed).toMatchObject({ reopened: true });
    const last = (await outboxOf(invoiceId)).at(-1);
    expect(last).toMatchObject({ kind: 'chase.start', payload: { cycle: 2 } });
    const again = await house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
      reversePayment(debtorCase, invoiceId, { paymentId: paid.paymentId, on: '2026-03-03', reason: 'storno' }),
    );
    expect(again).toMatchObject({ refused: true, code: 'payment-already-reversed' });
  });
});

describe('pause and resume', () => {
  it('stop the chase and let it go on', async () => {
    const { invoiceId } = await house.register();
    await house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
      pauseChase(debtorCase, invoiceId, { reason: 'question', until: null }),
    );
    await house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) => resumeChase(debtorCase, invoiceId));
    const plans = (await outboxOf(invoiceId)).map((row) => row.payload.payload?.plan?.next);
    expect(plans).toEqual([undefined, 'wait', 'step']);
  });
});

describe('another tenant', () => {
  it('finds nothing, and its transaction sees no row', async () => {
    const { invoiceId } = await house.register();
    const creditor = { name: 'Other', addressLines: [], iban: '', kvk: null, email: 'other@example.com', phone: null };
    const order = { name: 'Other', mode: 'test', creditor, language: 'nl', pepper: 'pepper-for-tests' } as const;
    const { tenantId: other } = await provisionTenant(house.dbs.owner, order);
    expect(await house.book.ofInvoice({ actor: { tenantId: other, name: 'spec' }, invoiceId }, async () => 'reached')).toBe(notFound);
    const rows = await house.dbs.app.ofTenant(other, (tx) => tx.query('select id from invoice'));
    expect(rows).toEqual([]);
  });
});

describe('the audit trail', () => {
  it('cannot be changed by the application', async () => {
    const { invoiceId } = await house.register();
    await expect(
      house.dbs.app.ofTenant(house.tenantId, (tx) => tx.query(`update event set type = 'x' where invoice_id = $1`, [invoiceId])),
    ).rejects.toThrow('permission denied');
    await expect(
      house.dbs.app.ofTenant(house.tenantId, (tx) => tx.query('delete from event where invoice_id = $1', [invoiceId])),
    ).rejects.toThrow('permission denied');
  });
});
