import { describe, expect, it } from 'vitest';
import { someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import { chaseFactsOf } from './account.js';

describe('what one chase may know of an account', () => {
  const debtor = someDebtor();
  const invoice = someInvoice(5, { id: 'a' });
  const open = someInvoice(3, { id: 'b' });

  it('is its invoice and the others that are still chased', () => {
    const paid = someInvoice(9, { id: 'c', outcome: 'paid' });
    const handedOver = someInvoice(90, { id: 'd', outcome: 'handed-over' });
    const invoices = [handedOver, open, invoice, paid];
    expect(chaseFactsOf({ debtor, invoices }, invoice)).toEqual({ debtor, invoice, siblings: [open] });
  });

  it('is its invoice alone when the debtor has no other', () => {
    expect(chaseFactsOf({ debtor, invoices: [invoice] }, invoice)).toEqual({ debtor, invoice, siblings: [] });
  });
});
