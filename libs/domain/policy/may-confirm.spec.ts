import { describe, expect, it } from 'vitest';
import { amsterdam, someFacts, someInvoice } from '#testing/builders/facts.builder.js';
import type { ChaseFacts, DebtorFacts, InvoiceFacts } from './facts/facts.js';
import { standaard } from './language/policies.js';
import { mayConfirm } from './may-confirm.js';

// A confirmation whose first attempt failed: it is claimed, so the invoice has none left to confirm.
const promise = { date: '2026-09-30', amount: null };
const paymentPlan = {
  agreement: { id: 'plan-1', agreedOn: '2026-09-16', earlier: 0 },
  instalments: [{ dueDate: '2026-10-01', amount: 121_000n, open: 121_000n }],
};
const again = (key: string, invoice: Partial<InvoiceFacts>, debtor: Partial<DebtorFacts> = {}, siblings: ChaseFacts['siblings'] = []) =>
  mayConfirm(standaard, someFacts({ daysLate: 5, invoice, debtor, siblings }), { key, now: amsterdam('09:00') });

describe('a confirmation whose attempt failed is tried again', () => {
  it.each<[string, string, Partial<InvoiceFacts>, Partial<DebtorFacts>]>([
    ['while its promise stands', 'confirm-promise', { promise }, {}],
    ['while its plan stands', 'confirm-plan', { paymentPlan }, {}],
    ['also while a direct debit is under way, which silences nothing', 'confirm-promise', { promise, directDebitPending: true }, {}],
    ['also while money of his waits to be matched', 'confirm-promise', { promise }, { unmatchedMoney: true }],
    [
      'for a promise, though another plan was broken before',
      'confirm-promise',
      { promise, paymentPlan, paymentPlanBrokenOn: '2026-09-10' },
      {},
    ],
  ])('%s', (_, key, invoice, debtor) => {
    expect(again(key, invoice, debtor)).toBe(true);
  });
});

describe('a confirmation whose attempt failed is tried no more', () => {
  it.each<[string, string, Partial<InvoiceFacts>, Partial<DebtorFacts>]>([
    ['when the promise was withdrawn', 'confirm-promise', {}, {}],
    ['when a plan took the place of the promise', 'confirm-promise', { paymentPlan }, {}],
    ['when the plan was called off', 'confirm-plan', {}, {}],
    ['when a promise took the place of the plan', 'confirm-plan', { promise }, {}],
    ['when the plan is broken', 'confirm-plan', { paymentPlan, paymentPlanBrokenOn: '2026-09-16' }, {}],
    ['when a new promise is to be confirmed instead', 'confirm-promise', { promise, toConfirm: { kind: 'promise', no: 2 } }, {}],
    ['when a new plan is to be confirmed instead', 'confirm-plan', { paymentPlan, toConfirm: { kind: 'plan', no: 2 } }, {}],
    ['when the invoice is disputed in part', 'confirm-promise', { promise, dispute: { since: '2026-09-16', amount: 1n } }, {}],
    ['when the chase is paused', 'confirm-plan', { paymentPlan, pause: { reason: 'asked', until: null } }, {}],
    ['when the debtor is not to be contacted', 'confirm-promise', { promise }, { doNotContact: true }],
    ['when the debtor has died', 'confirm-plan', { paymentPlan }, { holds: [{ reason: 'deceased', until: null }] }],
  ])('%s', (_, key, invoice, debtor) => {
    expect(again(key, invoice, debtor)).toBe(false);
  });

  it('when another invoice of the plan is disputed: it speaks of both', () => {
    const other = someInvoice(9, { id: 'other', paymentPlan });
    expect(again('confirm-plan', { paymentPlan }, {}, [other])).toBe(true);
    const contested = { ...other, dispute: { since: '2026-09-16', amount: 1n } };
    expect(again('confirm-plan', { paymentPlan }, {}, [contested])).toBe(false);
    // A promise is about its own invoice: it was confirmed at first though the other was disputed, and so it is again.
    expect(again('confirm-promise', { paymentPlan, promise }, {}, [contested])).toBe(true);
  });
});
