/** What an event of a simulation cannot say is refused, with the words that the casebook has for it. */
import { describe, expect, it } from 'vitest';
import { someInvoice } from '#testing/builders/facts.builder.js';
import { eventFault } from './event-limits.js';
import type { SimulationEvent } from './events.js';

/** 1,210.00 in all, of which 500.00 is open; issued on 17 August. */
const a = someInvoice(0, { id: 'a', total: 121_000n, open: 50_000n });
/** 400.00. */
const b = someInvoice(0, { id: 'b', total: 40_000n, open: 40_000n });
const on = { on: '2026-09-20', invoice: 'a' } as const;

const tooMuch = (argument: string, what: string) => ({
  code: 'amount-above-open',
  argument,
  detail: `More is ${what} than is open.`,
});
const over = (argument: string) => ({ code: 'date-in-the-past', argument, detail: 'Today is 2026-09-20.' });
const beforeIssue = (argument: string) => ({ code: 'due-before-issue', argument, detail: 'The invoice was issued on 2026-08-17.' });

describe('an event that no fact could say', () => {
  it.each<[string, SimulationEvent, NonNullable<ReturnType<typeof eventFault>>]>([
    ['a promise of more than the claim', { type: 'promise', ...on, date: '2026-10-01', amount: 121_001n }, tooMuch('amount', 'promised')],
    ['a promise for a day that is over', { type: 'promise', ...on, date: '2026-09-19', amount: 100n }, over('date')],
    [
      'a promise that reaches further than a year',
      { type: 'promise', ...on, date: '2027-09-21', amount: null },
      { code: 'promise-too-far', argument: 'date', detail: 'A promise reaches 12 months, until 2027-09-20; agree a payment plan.' },
    ],
    ['a dispute about more than the claim', { type: 'dispute', ...on, amount: 121_001n }, tooMuch('amount', 'contested')],
    ['a credit note of more than the claim', { type: 'credit-note', ...on, amount: 121_001n }, tooMuch('amount', 'credited')],
    [
      'a dispute that ends in more credit than the claim',
      { type: 'dispute-resolved', ...on, creditAmount: 121_001n, newDueDate: '2026-10-14' },
      tooMuch('creditAmount', 'credited'),
    ],
    [
      'a dispute that ends in a due date before the invoice was issued',
      { type: 'dispute-resolved', ...on, newDueDate: '2026-08-16' },
      beforeIssue('newDueDate'),
    ],
    ['a due date before the invoice was issued', { type: 'due-date-changed', ...on, dueDate: '2026-08-16' }, beforeIssue('dueDate')],
    ['a pause that is over when it begins', { type: 'pause', ...on, until: '2026-09-19' }, over('until')],
  ])('%s', (_, event, fault) => {
    expect(eventFault(event, a)).toEqual(fault);
  });
});

describe('an event that can be', () => {
  it.each<[string, SimulationEvent]>([
    // What was open on another day, only the simulation can tell: the whole claim is the limit.
    ['a promise of the whole claim', { type: 'promise', ...on, date: '2026-10-01', amount: 121_000n }],
    ['a promise for today', { type: 'promise', ...on, date: '2026-09-20', amount: null }],
    ['a dispute about the whole claim', { type: 'dispute', ...on, amount: 121_000n }],
    ['a dispute about no named part', { type: 'dispute', ...on, amount: null }],
    ['a credit note for the whole claim', { type: 'credit-note', ...on, amount: 121_000n }],
    ['a dispute that is over as it was', { type: 'dispute-resolved', ...on }],
    [
      'a dispute that ends in credit and another term',
      { type: 'dispute-resolved', ...on, creditAmount: 121_000n, newDueDate: '2026-10-14' },
    ],
    ['a pause for today', { type: 'pause', ...on, until: '2026-09-20' }],
    ['a pause without an end', { type: 'pause', ...on, until: null }],
    ['another due date', { type: 'due-date-changed', ...on, dueDate: '2026-10-14' }],
    // Money and calls are what they are: nobody can say too much of them.
    ['a payment of more than the claim', { type: 'payment', ...on, amount: 999_999n }],
    ['a reversal of a payment that nobody knows', { type: 'reversal', ...on, amount: 999_999n }],
    ['going on', { type: 'resume', ...on }],
    ['a message that comes back', { type: 'bounce', ...on }],
    ['what a call ended in', { type: 'call-outcome', ...on, code: 'no-answer' }],
    ['a write-off', { type: 'write-off', ...on }],
    ['a write-off that is taken back', { type: 'write-off-undone', ...on }],
  ])('%s', (_, event) => {
    expect(eventFault(event, a)).toBeNull();
  });
});

describe('the terms of a plan', () => {
  const plan = (...instalments: readonly (readonly [dueDate: string, amount: bigint])[]): SimulationEvent => ({
    type: 'plan',
    ...on,
    instalments: instalments.map(([dueDate, amount]) => ({ dueDate, amount })),
  });
  const both = plan(['2026-10-01', 121_000n], ['2026-11-02', 40_000n]);
  const tooHigh = (sum: number, total: number) => ({
    code: 'instalments-do-not-add-up',
    argument: 'instalments',
    detail: `The terms add up to ${sum} minor units, the invoices to ${total}.`,
  });

  it('add up to the claim at most', () => {
    expect(eventFault(plan(['2026-10-01', 60_000n], ['2026-11-02', 61_000n]), a)).toBeNull();
    expect(eventFault(plan(['2026-10-01', 60_000n], ['2026-11-02', 61_001n]), a)).toEqual(tooHigh(121_001, 121_000));
  });

  it('add up to all claims that the plan is over, and may be less', () => {
    expect(eventFault(both, a, [b])).toBeNull();
    expect(eventFault(both, a)).toEqual(tooHigh(161_000, 121_000));
    expect(eventFault(plan(['2026-10-01', 161_001n]), a, [b])).toEqual(tooHigh(161_001, 161_000));
    expect(eventFault(plan(['2026-10-01', 1n]), a, [b])).toBeNull();
  });

  it('are of days to come', () => {
    expect(eventFault(plan(['2026-09-19', 60_000n]), a)).toEqual(over('instalments/0/dueDate'));
    expect(eventFault(plan(['2026-09-20', 60_000n]), a)).toBeNull();
  });
});
