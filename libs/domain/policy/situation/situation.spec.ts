import { describe, expect, it } from 'vitest';
import { amsterdam, someFacts, someInvoice, today } from '#testing/builders/facts.builder.js';
import { fromDay, toDay } from '../../calendar/iso-date.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import { amountOn, firstDayWith, isOpen, situationOf, undisputed } from './situation.js';

const overdue: Policy = { ...standaard, scope: 'debtor', counts: 'overdue' };
const other = (dueDate: string, changes: Partial<InvoiceFacts> = {}): InvoiceFacts => someInvoice(0, { id: dueDate, dueDate, ...changes });

describe('what may be asked of one invoice of 1,210.00', () => {
  const dispute = (amount: bigint | null) => ({ dispute: { since: today, amount } });

  it.each<[string, Partial<InvoiceFacts>, bigint]>([
    ['is all of it', {}, 121_000n],
    ['is nothing when more than that was paid', { open: -500n }, 0n],
    ['is what is not disputed', dispute(21_000n), 100_000n],
    ['is nothing when all of it is disputed', dispute(null), 0n],
    ['is nothing when more is disputed than is open', dispute(121_001n), 0n],
  ])('%s', (_, changes, amount) => {
    expect(undisputed(someInvoice(5, changes))).toBe(amount);
  });

  it('is open while it is chased and a cent is left of it', () => {
    expect([
      isOpen(someInvoice(5, { open: 1n })),
      isOpen(someInvoice(5, { open: 0n })),
      isOpen(someInvoice(5, { outcome: 'closed' })),
    ]).toEqual([true, false, false]);
  });
});

// Today is Wednesday 16 September 2026; the invoice of 1,210.00 fell due on the 1st.
describe('the first day with an amount', () => {
  const first = (siblings: readonly InvoiceFacts[], passes: (amount: bigint) => boolean, policy = overdue): string | null => {
    const situation = situationOf(policy, someFacts({ daysLate: 15, siblings }), amsterdam('07:00'));
    const day = firstDayWith(situation, toDay(today), passes);
    return day === null ? null : fromDay(day);
  };
  const twice = (amount: bigint): boolean => amount >= 242_000n;

  it.each<[string, readonly InvoiceFacts[], string | null]>([
    ['is today when it passes already', [other('2026-09-10')], '2026-09-16'],
    ['is the day after another invoice falls due', [other('2026-09-20')], '2026-09-21'],
    ['is the earliest of such days, in whatever order the invoices come', [other('2026-09-25'), other('2026-09-20')], '2026-09-21'],
    [
      'is the day on which what was promised may be asked again',
      [other('2026-09-10', { promise: { date: '2026-09-21', amount: null } })],
      '2026-09-24',
    ],
    ['never comes while only news can free the other claim', [other('2026-09-10', { directDebitPending: true })], null],
    ['never comes when no other invoice is open', [other('2026-09-20', { outcome: 'paid' })], null],
  ])('%s', (_, siblings, expected) => {
    expect(first(siblings, twice)).toBe(expected);
  });

  it('is none of the past, when less was overdue', () => {
    expect(first([other('2026-09-10')], (amount) => amount <= 121_000n)).toBeNull();
  });

  it('does not come where each invoice is asked for by itself', () => {
    expect(first([other('2026-09-10')], twice, { ...standaard, scope: 'invoice' })).toBeNull();
  });

  it('has what falls due until then in its amount, and no more', () => {
    const situation = situationOf(overdue, someFacts({ daysLate: 15, siblings: [other('2026-09-20')] }), amsterdam('07:00'));
    expect([amountOn(situation, toDay('2026-09-20')), amountOn(situation, toDay('2026-09-21'))]).toEqual([121_000n, 242_000n]);
  });
});
