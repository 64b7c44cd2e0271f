import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import { accountState, statesEntered } from './account-state.js';
import type { DebtorFacts, InvoiceFacts } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';

const policy: Policy = {
  ...standaard,
  scope: 'debtor',
  progress: 'highest',
  steps: [
    {
      key: 'watch',
      kind: 'internal',
      trigger: { anchor: 'chaseStart', days: 0, align: 'none' },
      only: { amount: { EUR: { from: 1000n } } },
    },
    { key: 'warned', kind: 'internal', trigger: { anchor: 'oldestOpenIssueDate', days: 40, align: 'none' } },
    {
      key: 'stop',
      kind: 'internal',
      trigger: { anchor: 'oldestOpenIssueDate', days: 40, align: 'none' },
      only: { openInvoices: { from: 2 } },
    },
    { key: 'late', kind: 'internal', trigger: { anchor: 'noticeExpiry', days: 0 } },
    {
      key: 'older',
      kind: 'internal',
      trigger: { anchor: 'oldestOpenIssueDate', days: 0, align: 'none' },
      only: { daysOverdue: { from: 60 } },
    },
  ],
};
const state = (invoices: readonly InvoiceFacts[], debtor: Partial<DebtorFacts> = {}) =>
  policy.steps[accountState(policy, { debtor: someDebtor(debtor), invoices }, amsterdam('12:00'))]?.key ?? 'clear';

describe('the state of an account', () => {
  it.each<[string, readonly InvoiceFacts[], Partial<DebtorFacts>, string]>([
    ['nothing open', [], {}, 'clear'],
    ['small', [someInvoice(0, { open: 999n })], {}, 'clear'],
    ['large enough', [someInvoice(0, { open: 1000n })], {}, 'watch'],
    ['large enough together', [someInvoice(0, { open: 999n }), someInvoice(0, { id: 'b', open: 1n })], {}, 'watch'],
    ['paid', [someInvoice(0, { outcome: 'paid' })], {}, 'clear'],
    ['not issued yet', [someInvoice(-40)], {}, 'clear'],
    ['issued today', [someInvoice(-30)], {}, 'watch'],
    ['old', [someInvoice(10)], {}, 'warned'],
    ['a day younger', [someInvoice(9)], {}, 'watch'],
    ['the oldest of several decides', [someInvoice(0), someInvoice(10, { id: 'b', outcome: 'paid' })], {}, 'watch'],
    ['old, and one of two', [someInvoice(0), someInvoice(10, { id: 'b' })], {}, 'stop'],
    ['very late', [someInvoice(60)], {}, 'older'],
    ['on hold', [someInvoice(60)], { holds: [{ reason: 'vacation', until: null }] }, 'clear'],
    ['on hold until today', [someInvoice(60)], { holds: [{ reason: 'vacation', until: '2026-09-16' }] }, 'clear'],
    ['on hold until yesterday', [someInvoice(60)], { holds: [{ reason: 'vacation', until: '2026-09-15' }] }, 'older'],
    ['not to be contacted', [someInvoice(60)], { doNotContact: true }, 'clear'],
  ])('%s', (_, invoices, debtor, expected) => {
    expect(state(invoices, debtor)).toBe(expected);
  });

  it.each<[number, number, readonly string[]]>([
    [-1, -1, []],
    [-1, 0, ['watch']],
    [-1, 2, ['watch', 'warned', 'stop']],
    [0, 2, ['warned', 'stop']],
    [2, 2, []],
    [2, 0, ['watch']],
    [2, -1, []],
  ])('from %i to %i enters %j', (from, to, expected) => {
    expect(statesEntered(policy, from, to)).toEqual(expected);
  });
});
