import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText } from '#testing/builders/plan-text.js';
import { decide } from './decide.js';
import { standaard } from './language/policies.js';
import type { Policy, Step } from './language/policy.js';

// Today is Wednesday 16 September 2026; mail may leave from midnight on, so that a step can fall on the instant at which something ends.
const night: Policy = {
  ...standaard,
  jitterMinutes: 0,
  minimumDaysBetweenContacts: 0,
  contactCap: { perDay: 9, perWeek: 9 },
  sendingWindows: { ...standaard.sendingWindows, email: '00:00-18:00' },
};
const now = amsterdam('07:00');
const mail = (key: string, days: number, more: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger: { anchor: 'dueDate', days },
  channels: ['email'],
  ...more,
});
const phone: Step = { key: 'phone', kind: 'call', trigger: { anchor: 'dueDate', days: 1 }, deadlineDays: 5 };
const next = (policy: Policy, options: FactsOptions): string => planText(decide(policy, someFacts({ daysLate: 5, ...options }), now));

describe('a step beside a call that somebody is to make', () => {
  const call = (deadline: string) => took('phone', '2026-09-14T09:00', { channel: 'call', result: 'open', deadline: amsterdam(deadline) });
  const policy: Policy = { ...night, progress: 'independent', steps: [phone, mail('mail', 7)] };

  it.each([
    ['is promised before the deadline of the call', '2026-09-18T00:01', 'mail 2026-09-18 00:00 email'],
    ['is promised at that instant still', '2026-09-18T00:00', 'mail 2026-09-18 00:00 email'],
    [
      'is not promised after it: the call may turn out to be no contact',
      '2026-09-17T23:59',
      'wait awaiting-outcome until 2026-09-17 23:59',
    ],
  ])('%s', (_, deadline, expected) => {
    expect(next(policy, { taken: [call(deadline)] })).toBe(expected);
  });
});

describe('a step beside a draft that is made anew at midnight', () => {
  const draft = took('draft', '2026-09-16T06:00', { channel: null, result: 'open' });
  const of = (days: number): Policy => ({
    ...night,
    progress: 'independent',
    unsent: 'repeats',
    steps: [mail('draft', 1, { approval: 'required' }), mail('mail', days)],
  });

  it.each([
    ['is promised for today', 5, 'mail 2026-09-16 07:00 email'],
    ['is not promised for that midnight', 6, 'wait awaiting-approval until 2026-09-17 00:00'],
    ['is not promised for a later day', 9, 'wait awaiting-approval until 2026-09-17 00:00'],
  ])('%s', (_, days, expected) => {
    expect(next(of(days), { taken: [draft] })).toBe(expected);
  });
});

describe('a step of an invoice in debtor scope whose elder may be asked again', () => {
  // The pause of the elder ends with Thursday the 17th: it carries the ladder from the first minute of Friday.
  const elder = someInvoice(9, { id: 'elder', pause: { reason: 'asked', until: '2026-09-17' } });
  const of = (days: number): Policy => ({ ...night, scope: 'debtor', steps: [mail('mail', days)] });

  it.each([
    ['is promised for the day before', 6, 'mail 2026-09-17 00:00 email'],
    ['is not promised for that very minute', 7, 'wait follows-oldest until 2026-09-18 00:00'],
    ['is not promised for later', 8, 'wait follows-oldest until 2026-09-18 00:00'],
  ])('%s', (_, days, expected) => {
    expect(next(of(days), { siblings: [elder] })).toBe(expected);
  });
});

describe('an answer', () => {
  const inputs = { policy: 'standaard', today: '2026-09-16', dueDate: '2026-09-11', amount: '121000', debtorKind: 'company' };

  it('names what it depends on, and nothing that it does not', () => {
    expect(decide(night, someFacts({ daysLate: 5, invoice: { outcome: 'paid' } }), now)).toStrictEqual({
      next: 'closed',
      outcome: 'paid',
      reasons: ['no-step-left'],
      skipped: [],
      inputs,
    });
    const stopped = decide(night, someFacts({ daysLate: 5, invoice: { pause: { reason: 'asked', until: null } } }), now);
    expect(stopped).toStrictEqual({ next: 'wait', until: null, reasons: ['paused'], skipped: [], inputs });
  });

  it('names the step that cannot be taken', () => {
    const unreached = decide(
      { ...night, steps: [mail('letter', 5, { channels: ['letter'], legal: 'formal-notice' })] },
      someFacts({ daysLate: 9, debtor: { reach: {} } }),
      now,
    );
    expect(unreached).toMatchObject({ next: 'wait', until: null, reasons: ['no-channel'], inputs: { step: 'letter' } });
  });

  it('of a policy of states takes no step, and looks no more until news comes', () => {
    const states = decide({ ...night, progress: 'highest' }, someFacts({ daysLate: 5 }), now);
    expect(states).toStrictEqual({ next: 'wait', until: null, reasons: ['no-step-left'], skipped: [], inputs });
  });
});
