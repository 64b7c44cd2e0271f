import { describe, expect, it } from 'vitest';
import { countsOf, summaryOf } from './closing.js';
import { invoiceSchema } from './schemas.js';

const invoice = invoiceSchema.parse({
  id: 'inv_1',
  number: '2026-0101',
  debtor: { id: 'deb_1', name: 'Mevr. S. Bakker', kind: 'unknown' },
  status: 'open',
  amounts: { open: { amount: 14520, currency: 'EUR' }, paid: { amount: 0, currency: 'EUR' } },
  nextAction: { step: 'notice', at: '2026-03-18T07:12:00.000Z', reason: 'due-by-policy' },
  chase: { workflowId: 'chase/1', cycle: 1 },
});

const rowOf = (words: readonly string[], over: object = {}) => summaryOf([{ ...invoice, ...over }], () => words)[0];

describe('the summary', () => {
  it.each([
    [['pre-due', 'call', 'promise', 'paid', 'promise kept'], 'pre-due, call, paid as promised'],
    [['call', 'promise', 'promise broken', 'aanmaning'], 'call, promise broken, aanmaning'],
    [['call', 'promise'], 'call, promise'],
    [['payment plan', 'part paid', 'part paid'], 'payment plan, 2x part paid'],
    [[], ''],
  ])('shortens %j', (words, told) => {
    expect(rowOf(words)?.happened).toBe(told);
  });

  it('says what comes next, why it waits, or how it ended', () => {
    expect(rowOf([])?.outcome).toBe('notice 03-18');
    expect(rowOf([], { status: 'payment-plan', nextAction: { reason: 'payment-plan' } })?.outcome).toBe('payment-plan');
    expect(rowOf([], { status: 'paused', nextAction: { reason: 'disputed' } })?.outcome).toBe('paused; disputed');
    expect(rowOf([], { outcome: 'paid' })?.outcome).toBe('paid');
  });
});

describe('the counts', () => {
  it('name each medium that was used, one as one', () => {
    const of = (channel: string) => ({ messageId: '1', channel, key: null });
    expect(countsOf([of('email'), of('email'), of('letter'), of('whatsapp')])).toBe('2 e-mails, 1 letter, 1 WhatsApp message');
    expect(countsOf([])).toBe('');
  });
});
