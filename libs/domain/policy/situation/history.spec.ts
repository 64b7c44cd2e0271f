import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import type { TakenStep } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';

const frame: Policy = { ...standaard, jitterMinutes: 0, minimumDaysBetweenContacts: 0, contactCap: { perDay: 9, perWeek: 50 } };
const step = (key: string, days: number, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger: { anchor: 'dueDate', days },
  channels: ['email'],
  ...rest,
});
const from = (anchor: 'previousStep' | 'firstStep', days: number): Partial<Step> => ({ trigger: { anchor, days, align: 'none' } });
const text = (steps: readonly Step[], options: FactsOptions, policy: Partial<Policy> = {}): string =>
  planText(decide({ ...frame, catchUp: 'every-run', ...policy, steps }, someFacts({ daysLate: 15, ...options }), amsterdam('07:00')));

// Today is Wednesday 16 September 2026; the invoice fell due on the 1st.
describe('the previous step', () => {
  const message = step('second', 2, { approval: 'required' });
  const call = step('second', 2, { kind: 'call', deadlineDays: 2 });
  const next = (second: Step): readonly Step[] => [
    step('first', 1),
    second,
    step('next', 0, { ...from('previousStep', 20), requires: 'any' }),
  ];
  const on10th = (changes: Partial<TakenStep>) => took('second', '2026-09-10T09:00', changes);
  const fromFirst = 'next 2026-09-23 08:00 email';
  const fromSecond = 'next 2026-09-30 08:00 email';
  const over = { result: 'open', deadline: amsterdam('2026-09-12T09:00') } as const;

  it.each<[string, Step, Partial<TakenStep>, string]>([
    ['a message that was sent', message, { result: 'sent' }, fromSecond],
    ['one that may have been sent', message, { result: 'unknown' }, fromSecond],
    ['not one that failed on its last channel', message, { result: 'failed' }, fromFirst],
    ['not one that was left out', message, { result: 'skipped' }, fromFirst],
    ['not one that a person declined', message, { result: 'done', outcome: 'declined' }, fromFirst],
    ['not one that nobody agreed to in time', message, over, fromFirst],
    ['nor when its approval expired', message, { result: 'expired' }, fromFirst],
    ['a call that was made', call, { result: 'done', outcome: 'no-answer' }, fromSecond],
    ['a call that nobody made in time', call, over, fromSecond],
    ['also when it expired', call, { result: 'expired' }, fromSecond],
    ['not a call that was left out', call, { result: 'skipped' }, fromFirst],
  ])('is %s', (_, second, changes, expected) => {
    expect(text(next(second), { taken: [took('first', '2026-09-03T08:00'), on10th(changes)] })).toBe(expected);
  });

  it('is not a draft of an earlier day that is made anew', () => {
    const steps = [step('first', 1), step('draft', 2, { minimumDaysAfterPrevious: 20 })];
    const taken = [took('first', '2026-09-03T08:00'), took('draft', '2026-09-10T08:00', { result: 'open' })];
    expect(text(steps, { taken }, { sending: 'by-hand', unsent: 'repeats' })).toBe('draft#2 2026-09-23 08:00 email approval');
  });

  it('is the latest in time and the first step the earliest, wherever they stand on the ladder', () => {
    const steps = (anchor: 'previousStep' | 'firstStep') => [
      step('broken', 0, { trigger: { anchor: 'promiseBroken', days: 1 } }),
      step('a', 1),
      step('b', 2),
      step('next', 0, from(anchor, 20)),
    ];
    const rows = (broken: string) => [took('broken', broken), took('a', '2026-09-07T08:00'), took('b', '2026-09-09T08:00')];
    expect(text(steps('previousStep'), { taken: rows('2026-09-10T08:00') })).toBe('next 2026-09-30 08:00 email');
    expect(text(steps('previousStep'), { taken: rows('2026-09-03T08:00') })).toBe('next 2026-09-29 08:00 email');
    expect(text(steps('firstStep'), { taken: rows('2026-09-10T08:00') })).toBe('next 2026-09-28 08:00 email');
    expect(text(steps('firstStep'), { taken: rows('2026-09-03T08:00') })).toBe('next 2026-09-23 08:00 email');
  });
});

describe('what one step left in the ledger', () => {
  const again = [step('a', 1, { repeat: { everyDays: 5 } })];
  const first = took('a', '2026-09-10T08:00');
  const letter = { channel: 'letter' } as const;

  it.each<[string, readonly TakenStep[], string]>([
    ['a message is repeated', [first], 'a#2 2026-09-16 08:00 email'],
    ['a skipped one is not', [{ ...first, result: 'skipped' }], 'wait no-step-left'],
    [
      'late news of the first time takes nothing from the second',
      [
        { ...first, occurrence: 2 },
        { ...first, at: first.at + 60_000 },
      ],
      'a#3 2026-09-16 08:00 email',
    ],
    ['a step of another policy counts for nothing', [took('zzz', '2026-09-10T08:00')], 'a 2026-09-16 08:00 email'],
  ])('%s', (_, taken, expected) => {
    expect(text(again, { taken })).toBe(expected);
  });

  it.each<[string, Partial<TakenStep>]>([
    ['ran out of time', { result: 'open', deadline: amsterdam('2026-09-12T09:00') }],
    ['expired', { result: 'expired' }],
  ])('a call that %s is repeated, an approval is not', (_, changes) => {
    const taken = [took('a', '2026-09-10T09:00', changes)];
    const repeat = { everyDays: 7 };
    expect(text([step('a', 1, { kind: 'call', deadlineDays: 2, repeat })], { taken })).toBe('a#2 2026-09-17 09:00 call');
    expect(text([step('a', 1, { approval: 'required', repeat })], { taken })).toBe('wait no-step-left');
  });

  it.each<[string, readonly TakenStep[], string]>([
    [
      'neither way',
      [
        { ...first, result: 'sent' },
        { ...first, ...letter, result: 'sent' },
      ],
      'wait awaiting-delivery until 2026-09-20 00:00',
    ],
    ['by the first way', [first, { ...first, ...letter, result: 'sent' }], 'b 2026-09-16 08:00 email'],
    [
      'by the second way',
      [
        { ...first, result: 'sent' },
        { ...first, ...letter },
      ],
      'b 2026-09-16 08:00 email',
    ],
  ])('a message that went two ways arrived %s', (_, taken, expected) => {
    expect(text([step('a', 1), step('b', 2, { requires: 'delivered' })], { taken })).toBe(expected);
  });

  it('the newest outcome of a call counts', () => {
    const steps = [step('call', 1, { kind: 'call' }), step('b', 2, { only: { outcome: { step: 'call', outcome: ['no-answer'] } } })];
    const call = (at: string, outcome: string) => took('call', at, { channel: 'call', result: 'done', outcome });
    const rows = [call('2026-09-10T09:00', 'no-answer'), call('2026-09-11T09:00', 'reached')];
    expect(text(steps, { taken: rows })).toBe('wait no-step-left');
    expect(text(steps, { taken: rows.slice(0, 1) })).toBe('b 2026-09-16 08:00 email');
  });
});

describe('in debtor scope', () => {
  const steps = [step('a', 1), step('b', 2)];
  const younger = (taken: readonly TakenStep[], currency = 'EUR') => [someInvoice(3, { id: 'younger', currency, taken })];
  const a = took('a', '2026-09-10T08:00');

  it.each<[string, FactsOptions, string]>([
    ['a step for a younger invoice counts', { siblings: younger([a]) }, 'b 2026-09-16 08:00 email'],
    ['not in another currency, which no message of this one speaks of', { siblings: younger([a], 'USD') }, 'a 2026-09-16 08:00 email'],
  ])('%s', (_, options, expected) => {
    expect(text(steps, options, { scope: 'debtor' })).toBe(expected);
  });

  it('with a ladder for each invoice it does not', () => {
    expect(text(steps, { siblings: younger([a]) }, { scope: 'invoice' })).toBe('a 2026-09-16 08:00 email');
  });

  describe('a notice', () => {
    const notice = (at: string, costsFrom: string) =>
      took('notice', at, { channel: 'letter', notice: { lastDay: '2026-09-25', costsFrom, announcedCosts: 0n } });
    const ladder = [
      step('a', 1),
      step('notice', 2, { legal: 'formal-notice', channels: ['letter'] }),
      step('handover', 0, { kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1 } }),
    ];
    const theirs = younger([a, notice('2026-09-12T08:00', '2026-10-12')]);

    it.each<[string, readonly TakenStep[], string]>([
      ['counts for the invoice it was sent for', [notice('2026-09-02T08:00', '2026-10-05')], 'handover 2026-10-05 08:00 - approval'],
      ['does not count when it was sent for another', [], 'notice 2026-09-16 08:00 letter'],
      [
        'is made anew when it left on the due date or before',
        [notice('2026-09-01T23:59', '2026-10-05')],
        'notice#2 2026-09-16 08:00 letter',
      ],
      ['counts from the day after', [notice('2026-09-02T00:00', '2026-10-05')], 'handover 2026-10-05 08:00 - approval'],
    ])('%s', (_, taken, expected) => {
      expect(text(ladder, { debtor: { kind: 'consumer' }, taken, siblings: theirs }, { scope: 'debtor' })).toBe(expected);
    });

    it('is not made anew while nobody knows whether it left', () => {
      const taken = [{ ...notice('2026-09-01T08:00', '2026-10-05'), result: 'unknown' as const }];
      expect(text(ladder, { taken })).toBe('wait outcome-unknown');
    });

    it('of another invoice takes its handover with it: an approval for one is none for the other', () => {
      const handover = took('handover', '2026-09-14T08:00', { result: 'done', outcome: 'approved', channel: null });
      const direct = [step('a', 1), step('handover', 2, { kind: 'handover' })];
      expect(text(direct, { siblings: younger([a, handover]) }, { scope: 'debtor' })).toBe('handover 2026-09-16 08:00 -');
      expect(text(direct, { debtor: { kind: 'natural_business' }, siblings: younger([a, handover]) }, { scope: 'debtor' })).toBe(
        'handover 2026-09-16 08:00 - approval',
      );
    });
  });

  it.each<[string, string, string]>([
    ['counts when this one was late by then', '2026-09-02T00:00', 'b 2026-09-16 08:00 email'],
    ['does not when this one was not', '2026-09-01T23:59', 'a 2026-09-16 08:00 email'],
  ])('a step that another invoice was asked for %s', (_, at, expected) => {
    expect(text(steps, { siblings: younger([took('a', at)]) }, { scope: 'debtor' })).toBe(expected);
  });
});

describe('a channel on which the step failed', () => {
  const steps = [step('reminder', 5, { channels: ['email', 'sms'] })];
  const failed = (changes: Partial<TakenStep> = {}) => [took('reminder', '2026-09-14T09:00', { result: 'failed', ...changes })];
  const order = { overrides: [{ step: 'reminder', act: 'run-now', until: null, at: amsterdam('2026-09-15T09:00') }] } as const;
  const complaint = { outcome: 'complained' };

  it.each<[string, readonly TakenStep[], FactsOptions['invoice'], string]>([
    ['is left out', failed(), {}, 'sms'],
    ['is back with an order after it', failed(), order, 'email'],
    ['is back when the address is another', failed({ toFormerAddress: true }), {}, 'email'],
    ['is not back for a complaint, whatever is ordered', failed(complaint), order, 'sms'],
    ['is back after a complaint at another address', failed({ ...complaint, toFormerAddress: true }), {}, 'email'],
    ['is judged by every failure', [...failed({ toFormerAddress: true }), ...failed()], {}, 'sms'],
  ])('%s', (_, taken, invoice = {}, channel) => {
    expect(text(steps, { taken, invoice })).toBe(`reminder 2026-09-16 ${channel === 'sms' ? '09:00' : '08:00'} ${channel}`);
  });
});
