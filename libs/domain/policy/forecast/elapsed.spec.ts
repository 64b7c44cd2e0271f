import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import type { ChaseFacts, Contact, InvoiceFacts, PaymentPlanFact } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import { contactsWithoutCalls, paymentPlanBreaks, promiseBrokenOn, taskRanOut, withTasksExpired } from './elapsed.js';

const call = took('call', '2026-09-09T09:00', { channel: 'call', result: 'open', deadline: amsterdam('2026-09-14T17:00') });
const atCall: Contact = { at: call.at, channel: 'call' };
const mailed: Contact = { at: call.at, channel: 'email' };

describe('a promise', () => {
  const promised = (date: string): InvoiceFacts => someInvoice(10, { promise: { date, amount: null } });

  it.each([
    ['stands on the day itself', '2026-09-30', '2026-09-30', null],
    ['stands through the second working day after it', '2026-09-30', '2026-10-02', null],
    ['is broken from the day after that, a Saturday', '2026-09-30', '2026-10-03', '2026-10-03'],
    ['was broken on that day, whenever somebody looks', '2026-09-30', '2026-12-01', '2026-10-03'],
    ['of a Friday has until Tuesday', '2026-09-25', '2026-09-29', null],
    ['of a Friday is broken on Wednesday', '2026-09-25', '2026-09-30', '2026-09-30'],
  ])('%s', (_, date, today, expected) => {
    expect(promiseBrokenOn(promised(date), standaard, today)).toBe(expected);
  });

  it('that was not made is not broken', () => {
    expect(promiseBrokenOn(someInvoice(10), standaard, '2026-12-01')).toBeNull();
  });
});

describe('a payment plan', () => {
  // Thursday 1 October and Monday 2 November 2026; the grace of the first ends on Monday 5 October.
  const instalments = (first: bigint): PaymentPlanFact['instalments'] => [
    { dueDate: '2026-10-01', amount: 60_500n, open: first },
    { dueDate: '2026-11-02', amount: 60_500n, open: 60_500n },
  ];
  const unspoken: PaymentPlanFact = { instalments: instalments(60_500n) };
  const spoken: PaymentPlanFact = { ...unspoken, agreement: { id: 'plan-1', agreedOn: '2026-09-16', earlier: 0 } };
  const told = took('instalment-missed', '2026-10-06T08:00');
  const inPlan = (paymentPlan: PaymentPlanFact | null, invoice: Partial<InvoiceFacts> = {}, rest: FactsOptions = {}): ChaseFacts =>
    someFacts({ daysLate: 20, ...rest, invoice: { paymentPlan, ...invoice } });

  it.each<[string, ChaseFacts, string, boolean]>([
    ['stands through the grace of an instalment', inPlan(unspoken), '2026-10-05T23:59', false],
    ['of which nothing is written breaks when the grace is over', inPlan(unspoken), '2026-10-06T00:00', true],
    ['does not break before the debtor was told what he missed', inPlan(spoken), '2026-10-20T09:00', false],
    ['stands while he may mend it', inPlan(spoken, { taken: [told] }), '2026-10-15T23:59', false],
    ['breaks when he did not', inPlan(spoken, { taken: [told] }), '2026-10-16T00:00', true],
    ['stands when he paid', inPlan({ ...spoken, instalments: instalments(0n) }, { taken: [told] }), '2026-10-16T00:00', false],
    ['breaks once', inPlan(unspoken, { paymentPlanBrokenOn: '2026-10-06' }), '2026-10-07T09:00', false],
    ['that was not made does not break', inPlan(null), '2026-10-07T09:00', false],
    ['does not break under a pause', inPlan(unspoken, { pause: { reason: 'asked', until: null } }), '2026-10-07T09:00', false],
    ['does not break in a dispute', inPlan(unspoken, { dispute: { since: '2026-10-01', amount: null } }), '2026-10-07T09:00', false],
    [
      'does not break while the debtor is on hold',
      inPlan(unspoken, {}, { debtor: { holds: [{ reason: 'illness', until: '2026-10-09' }] } }),
      '2026-10-07T09:00',
      false,
    ],
    [
      'breaks on the claim that follows an older one too',
      inPlan(unspoken, {}, { siblings: [someInvoice(40, { id: 'older' })] }),
      '2026-10-07T09:00',
      true,
    ],
  ])('%s', (_, facts, now, expected) => {
    expect(paymentPlanBreaks({ ...standaard, scope: 'debtor' }, facts, amsterdam(now))).toBe(expected);
  });
});

describe('a task', () => {
  it.each([
    ['has run out at its deadline', call, '2026-09-14T17:00', true],
    ['has not run out a minute before', call, '2026-09-14T16:59', false],
    ['without a deadline never runs out', { ...call, deadline: null }, '2030-01-01T00:00', false],
    ['that was done in time does not run out later', { ...call, result: 'done' as const }, '2026-09-15T00:00', false],
  ])('%s', (_, row, now, expected) => {
    expect(taskRanOut(row, amsterdam(now))).toBe(expected);
  });
});

describe('a call that nobody made', () => {
  it('is no contact; what was sent at that instant is one', () => {
    expect(contactsWithoutCalls([mailed, atCall], [call])).toEqual([mailed]);
  });

  it('takes one of two calls of one instant away, and both when both were not made', () => {
    expect(contactsWithoutCalls([atCall, atCall], [call])).toEqual([atCall]);
    expect(contactsWithoutCalls([atCall, atCall], [call, call])).toEqual([]);
  });

  it('takes no call of another instant away', () => {
    const later: Contact = { at: call.at + 60_000, channel: 'call' };
    expect(contactsWithoutCalls([later, mailed], [call])).toEqual([later, mailed]);
  });

  it('is something else than a question that nobody answered: that was no contact', () => {
    expect(contactsWithoutCalls([atCall], [{ ...call, channel: null }])).toEqual([atCall]);
  });

  it('is over when its deadline has come, with the contact that it was; other rows stay as they are', () => {
    const reminder = took('reminder', '2026-09-02T08:00');
    const open = { ...call, step: 'second', deadline: amsterdam('2026-09-21T17:00') };
    const facts = someFacts({ daysLate: 14, taken: [reminder, call, open], debtor: { contacts: [mailed, atCall, atCall] } });
    const after = withTasksExpired(facts, amsterdam('2026-09-14T17:00'));
    expect(after.invoice.taken).toEqual([reminder, { ...call, result: 'expired' }, open]);
    expect(after.debtor.contacts).toEqual([mailed, atCall]);
    expect(after).toEqual({ ...facts, debtor: { ...facts.debtor, contacts: after.debtor.contacts }, invoice: after.invoice });
  });

  it('is an approval too, which was no contact', () => {
    const approval = took('handover', '2026-09-09T09:00', { channel: null, result: 'open', deadline: amsterdam('2026-09-14T17:00') });
    const facts = someFacts({ daysLate: 14, taken: [approval], debtor: { contacts: [atCall] } });
    const after = withTasksExpired(facts, amsterdam('2026-09-14T17:00'));
    expect(after.invoice.taken).toEqual([{ ...approval, result: 'expired' }]);
    expect(after.debtor.contacts).toEqual([atCall]);
  });

  it('changes nothing before', () => {
    const facts = someFacts({ taken: [call], debtor: { contacts: [atCall] } });
    expect(withTasksExpired(facts, amsterdam('2026-09-14T16:59'))).toBe(facts);
  });
});
