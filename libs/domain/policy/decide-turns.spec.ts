import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText, skippedText } from '#testing/builders/plan-text.js';
import { decide } from './decide.js';
import { standaard } from './policies.js';
import type { Policy } from './policy.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const morning = amsterdam('07:00');
const plan = (options: FactsOptions, policy = plain, now = morning) => decide(policy, someFacts(options), now);
const asText = (options: FactsOptions, policy = plain, now = morning): string => planText(plan(options, policy, now));

describe('what an operator orders', () => {
  const order = (step: string, act: 'skip' | 'postpone' | 'run-now', until: string | null = null, at = '06:00') => ({
    step,
    act,
    until,
    at: amsterdam(at),
  });
  const with_ = (...overrides: ReturnType<typeof order>[]): FactsOptions => ({ daysLate: 5, invoice: { overrides } });

  it.each<[string, FactsOptions, string]>([
    ['skip', with_(order('reminder', 'skip')), 'call 2026-09-25 09:00 call'],
    ['postpone', with_(order('reminder', 'postpone', '2026-09-22')), 'reminder 2026-09-22 08:00 email'],
    ['postpone to a day that is over', with_(order('reminder', 'postpone', '2026-09-01')), 'reminder 2026-09-16 08:00 email'],
    ['postpone without a date', with_(order('reminder', 'postpone')), 'wait postponed'],
    ['run the next step now', { ...with_(order('reminder', 'run-now')), daysLate: 1 }, 'reminder 2026-09-16 08:00 email'],
    ['run a later step now', with_(order('call', 'run-now')), 'call 2026-09-16 09:00 call'],
    [
      'the newest order counts',
      with_(order('reminder', 'skip'), order('reminder', 'postpone', '2026-09-22', '06:30')),
      'reminder 2026-09-22 08:00 email',
    ],
    [
      'also when it stands first',
      with_(order('reminder', 'postpone', '2026-09-22', '06:30'), order('reminder', 'skip')),
      'reminder 2026-09-22 08:00 email',
    ],
    [
      'an order that was carried out is over',
      { ...with_(order('reminder', 'run-now', null, '2026-09-15T08:00')), taken: [took('reminder', '2026-09-15T08:01')] },
      'call 2026-09-25 09:00 call',
    ],
  ])('%s', (_, options, expected) => {
    const { taken, ...rest } = options;
    expect(asText({ ...rest, invoice: { ...rest.invoice, taken: taken ?? [] } })).toBe(expected);
  });

  it('tells what was jumped over and why', () => {
    const answer = plan(with_(order('call', 'run-now')));
    expect(answer.reasons).toEqual(['run-now']);
    expect(skippedText(answer)).toEqual(['check-in', 'pre-due', 'reminder'].map((key) => `${key} skipped-by-operator`));
    expect(skippedText(plan(with_(order('reminder', 'skip'))))).toContain('reminder skipped-by-operator');
    expect(plan(with_(order('reminder', 'postpone', '2026-09-22'))).reasons).toEqual(['due-by-policy', 'postponed']);
  });

  it('is bound by caps and windows, not by distances', () => {
    const debtor = { contacts: [{ at: amsterdam('2026-09-15T12:00'), channel: 'sms' as const }] };
    expect(asText({ ...with_(order('call', 'run-now')), debtor })).toBe('call 2026-09-16 09:00 call');
    const today = { contacts: [{ at: amsterdam('06:30'), channel: 'sms' as const }] };
    expect(asText({ ...with_(order('call', 'run-now')), debtor: today })).toBe('call 2026-09-17 09:00 call');
  });

  it('never opens a legal gate', () => {
    expect(asText({ ...with_(order('handover', 'run-now')), debtor: { kind: 'consumer' } })).toBe('wait legal-gate');
  });
});

describe('a step that did not arrive', () => {
  const failed = (...channels: ('email' | 'whatsapp' | 'sms' | 'letter')[]) =>
    channels.map((channel, index) => took('reminder', `2026-09-16T06:0${index}`, { channel, result: 'failed' }));

  it.each<[string, FactsOptions, string]>([
    ['goes by the next channel', { daysLate: 5, taken: failed('email') }, 'reminder 2026-09-16 09:00 sms'],
    ['is left out when none is left', { daysLate: 5, taken: failed('email', 'sms') }, 'call 2026-09-25 09:00 call'],
    [
      'is sent once something arrived',
      { daysLate: 5, taken: [...failed('email'), took('reminder', '06:30', { channel: 'sms' })] },
      'call 2026-09-25 09:00 call',
    ],
    [
      'waits while the next try is on its way',
      { daysLate: 5, taken: [...failed('email'), took('reminder', '06:30', { result: 'claimed' })] },
      'wait send-in-flight',
    ],
    [
      'arrived when only the copy failed',
      { daysLate: 5, taken: [took('reminder', '06:30', { channel: 'sms', result: 'sent' }), ...failed('email')] },
      'call 2026-09-25 09:00 call',
    ],
  ])('%s', (_, options, expected) => {
    expect(asText(options)).toBe(expected);
  });

  it('a notice without an address waits for a person', () => {
    const taken = [took('call', '2026-09-01T09:00', { channel: 'call', result: 'done' })];
    expect(asText({ daysLate: 30, taken, debtor: { reach: { email: 'usable' } } })).toBe('wait no-channel');
  });
});

describe('debtor scope', () => {
  const debtorWide: Policy = { ...plain, scope: 'debtor', steps: plain.steps.filter(({ key }) => key !== 'check-in') };
  const older = someInvoice(10, { id: 'older', open: 50_000n });

  it('lets the oldest invoice speak for all', () => {
    expect(asText({ daysLate: 5, siblings: [older] }, debtorWide)).toBe('wait follows-oldest');
    const speaks = decide(debtorWide, { ...someFacts({ siblings: [someInvoice(5)] }), invoice: older }, morning);
    expect(planText(speaks)).toBe('reminder 2026-09-16 08:00 email');
    expect(speaks).toMatchObject({ step: { amount: 171_000n } });
  });

  it.each([
    ['an invoice that is closed', { ...older, outcome: 'paid' as const }],
    ['one that is disputed', { ...older, dispute: { since: '2026-09-01', amount: null } }],
    ['a younger one', someInvoice(4, { id: 'younger' })],
    ['one of the same day with a later id', someInvoice(5, { id: 'invoice-2' })],
  ])('does not follow %s', (_, sibling) => {
    expect(asText({ daysLate: 5, siblings: [sibling] }, debtorWide)).toBe('reminder 2026-09-16 08:00 email');
  });

  it('follows one of the same day with an earlier id', () => {
    expect(asText({ daysLate: 5, siblings: [someInvoice(5, { id: 'invoice-0' })] }, debtorWide)).toBe('wait follows-oldest');
  });

  it('chases one ladder per currency when told to', () => {
    const dollars = { ...older, currency: 'USD' };
    expect(asText({ daysLate: 5, siblings: [dollars] }, debtorWide)).toBe('wait follows-oldest');
    const perCurrency = { ...debtorWide, perCurrency: true };
    expect(asText({ daysLate: 5, siblings: [older] }, perCurrency)).toBe('wait follows-oldest');
    expect(plan({ daysLate: 5, siblings: [dollars] }, perCurrency)).toMatchObject({ step: { key: 'reminder', amount: 121_000n } });
  });

  it('stands where any of the open invoices stands', () => {
    const covered = { ...someInvoice(3, { id: 'younger' }), taken: [took('reminder', '2026-09-15T08:00')] };
    expect(asText({ daysLate: 14, siblings: [covered] }, debtorWide)).toBe('call 2026-09-18 09:00 call'.replace('18', '24'));
  });

  it('counts from the oldest due date, which moves when that invoice is paid', () => {
    const policy: Policy = {
      ...debtorWide,
      steps: [{ key: 'r', kind: 'message', trigger: { anchor: 'oldestOpenDueDate', days: 7 }, channels: ['email'] }],
    };
    const younger = someInvoice(5);
    expect(planText(decide(policy, { ...someFacts({ siblings: [younger] }), invoice: older }, morning))).toBe('r 2026-09-16 08:00 email');
    expect(planText(decide(policy, { ...someFacts(), invoice: younger, siblings: [{ ...older, outcome: 'paid' }] }, morning))).toBe(
      'r 2026-09-18 08:00 email',
    );
  });
});
