import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, took } from '#testing/builders/facts.builder.js';
import type { StepOverride, TakenStep } from '../facts/facts.js';
import { runNowRefusal } from './orders.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';

const answer = (key: string, options: FactsOptions, policy: Policy = standaard) =>
  runNowRefusal(policy, { facts: someFacts(options), now: amsterdam('09:00') }, key);

const notice = (costsFrom: string, changes: Partial<TakenStep> = {}): TakenStep =>
  took('notice', '2026-08-24T08:00', { channel: 'letter', notice: { lastDay: costsFrom, costsFrom, announcedCosts: 0n }, ...changes });
const skip = (step: string): StepOverride => ({ step, act: 'skip', until: null, at: amsterdam('06:00') });

describe('a handover by order', () => {
  it.each<[string, FactsOptions, string | null]>([
    ['without a notice, on the day of the invoice', { daysLate: -30 }, 'formal-notice-first'],
    ['without a notice, long overdue', { daysLate: 60 }, 'formal-notice-first'],
    ['with only reminders', { daysLate: 60, taken: [took('reminder', '2026-08-01T08:00')] }, 'formal-notice-first'],
    ['when the notice was left out by order', { daysLate: 60, invoice: { overrides: [skip('notice')] } }, 'formal-notice-first'],
    ['after a notice that did not arrive', { daysLate: 60, taken: [notice('2026-09-14', { result: 'failed' })] }, 'formal-notice-first'],
    ['while the notice runs', { daysLate: 60, taken: [notice('2026-09-17')] }, 'formal-notice-running'],
    ['before a due date that was moved', { daysLate: 0, taken: [notice('2026-09-14')] }, 'not-overdue'],
    ['once the notice has run out', { daysLate: 60, taken: [notice('2026-09-16')] }, null],
    [
      'when a notice was sent elsewhere, of which nothing is known',
      { daysLate: 60, invoice: { adopted: { lastStep: 'notice', at: '2026-08-24' } } },
      'formal-notice-first',
    ],
  ])('%s', (_, options, refusal) => {
    for (const kind of ['company', 'consumer'] as const) expect(answer('handover', { ...options, debtor: { kind } })).toBe(refusal);
  });

  const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'dueDate', days: 40 }, approval: 'required' };
  const short: Policy = { ...standaard, steps: [...standaard.steps.filter(({ key }) => key === 'reminder'), handover] };

  it.each<[string, FactsOptions, string | null]>([
    ['before the due date', { daysLate: 0, taken: [took('reminder', '2026-09-01T08:00')] }, 'not-overdue'],
    ['over a reminder', { daysLate: 20 }, 'earlier-steps-first'],
    ['over a reminder that was left out', { daysLate: 20, invoice: { overrides: [skip('reminder')] } }, null],
    ['after the reminder', { daysLate: 20, taken: [took('reminder', '2026-09-01T08:00')] }, null],
  ])('of a policy without a notice: %s', (_, options, refusal) => {
    expect(answer('handover', options, short)).toBe(refusal);
  });

  it('is not held up by a step that is not for this debtor, or that stands by itself', () => {
    const [reminder] = short.steps;
    const others: Policy = { ...short, steps: [...(reminder ? [{ ...reminder, only: { segments: ['key_account'] } }] : []), handover] };
    expect(answer('handover', { daysLate: 20 }, others)).toBeNull();
    expect(answer('handover', { daysLate: 20, debtor: { segment: 'key_account' } }, others)).toBe('earlier-steps-first');
    expect(answer('handover', { daysLate: 20 }, { ...short, progress: 'independent' })).toBeNull();
  });
});

describe('another step by order', () => {
  it('may leave out reminders and calls', () => {
    for (const key of ['pre-due', 'reminder', 'call', 'notice']) expect(answer(key, { daysLate: 3 })).toBeNull();
    expect(answer('no-such-step', { daysLate: 3 })).toBeNull();
  });

  it('never jumps over a formal notice', () => {
    const last: Step = {
      key: 'last',
      kind: 'message',
      trigger: { anchor: 'dueDate', days: 50 },
      channels: ['email'],
      template: 'reminder',
    };
    const policy: Policy = { ...standaard, steps: [...standaard.steps, last] };
    expect(answer('last', { daysLate: 3 }, policy)).toBe('formal-notice-first');
    expect(answer('last', { daysLate: 3 }, { ...policy, progress: 'independent' })).toBe('formal-notice-first');
    expect(answer('last', { daysLate: 60, taken: [notice('2026-09-30')] }, policy)).toBeNull();
  });
});
