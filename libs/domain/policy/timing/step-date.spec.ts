import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, took } from '#testing/builders/facts.builder.js';
import { toLocal } from '../../calendar/zone.js';
import { forecast } from '../forecast/forecast.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step, Trigger } from '../language/policy.js';

const frame: Policy = { ...standaard, jitterMinutes: 0 };
const due = (days: number): Trigger => ({ anchor: 'dueDate', days });
const after = (days: number): Trigger => ({ anchor: 'previousStep', days });
const step = (key: string, trigger: Trigger, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger,
  channels: ['email'],
  ...rest,
});

// The invoice falls due on Monday 2 February 2026.
const invoice = { issueDate: '2026-01-03', dueDate: '2026-02-02', registeredAt: amsterdam('2026-01-03T09:00') };
function days(
  steps: readonly Step[],
  policy: Partial<Policy> = {},
  { from = '2026-01-10', ...options }: FactsOptions & { from?: string } = {},
) {
  const facts = someFacts({ ...options, invoice: { ...invoice, ...options.invoice } });
  const span = { now: amsterdam(`${from}T00:00`), until: amsterdam('2026-12-31T00:00') };
  return forecast({ ...frame, ...policy, steps }, facts, span).map(({ step: next }) => {
    if (!next) return 'standstill';
    const { date } = toLocal(next.at, 'Europe/Amsterdam');
    return `${date.slice(5)} ${next.key}${next.approval === 'required' ? '?' : ''}`;
  });
}

describe('a ladder on which a step repeats', () => {
  const final = step('final', due(45));
  const every = (rest: NonNullable<Step['repeat']>) => step('reminder', due(5), { repeat: rest });

  it.each<[string, NonNullable<Step['repeat']>, string, readonly string[]]>([
    ['goes on at the day of the next step', { everyDays: 14, max: 3 }, '2026-01-10', ['02-09', '02-23', '03-09', '03-19 final']],
    ['ends an endless repetition there', { everyDays: 14 }, '2026-01-10', ['02-09', '02-23', '03-09', '03-19 final']],
    ['by months too', { everyMonths: 1 }, '2026-01-10', ['02-09', '03-09', '03-19 final']],
    [
      'keeps its distances when the whole chase is late',
      { everyDays: 14, max: 3 },
      '2026-04-01',
      ['04-01', '04-15', '04-29', '05-11 final'],
    ],
    ['and ends an endless repetition there', { everyDays: 14 }, '2026-04-01', ['04-01', '04-15', '04-29', '05-11 final']],
  ])('%s', (_, repeat, from, expected) => {
    const keyed = expected.map((text) => (text.includes(' ') ? text : `${text} reminder`));
    expect(days([every(repeat), final], {}, { from })).toEqual(keyed);
  });
});

describe('a chase that jumps to the last step that is due', () => {
  const latest = { catchUp: 'latest' as const };
  const ladder = [step('s1', due(5)), ...['s2', 's3', 's4'].map((key) => step(key, after(9)))];

  it('takes every step that counts from the one before it while nothing is late', () => {
    expect(days(ladder, latest)).toEqual(['02-09 s1', '02-18 s2', '02-27 s3', '03-09 s4']);
  });

  it('jumps over those that are', () => {
    const taken = [took('s1', '2026-02-09T08:00')];
    expect(days(ladder, latest, { from: '2026-03-02', taken })).toEqual(['03-02 s3', '03-11 s4']);
  });
});

describe('what a person was asked first', () => {
  const byHand = { sending: 'by-hand' as const };
  const asks = { approval: 'required' as const };

  it.each<[string, readonly Step[], Partial<Policy>, readonly string[]]>([
    ['an approval is no previous step', [step('s1', due(5)), step('s2', after(9), asks)], {}, ['02-09 s1', '02-18 s2?', '02-18 s2']],
    [
      'nor a draft that is released',
      [step('s1', due(5)), step('s2', after(9))],
      byHand,
      ['02-09 s1?', '02-09 s1', '02-18 s2?', '02-18 s2'],
    ],
    [
      'nor for the least distance',
      [step('s1', due(5)), step('s2', due(6), { ...asks, minimumDaysAfterPrevious: 9 })],
      {},
      ['02-09 s1', '02-18 s2?', '02-18 s2'],
    ],
  ])('%s', (_, steps, policy, expected) => {
    expect(days(steps, policy)).toEqual(expected);
  });

  it('a step that does not wait for it counts from the message before', () => {
    const steps = [step('s1', due(5)), step('s2', due(6), asks), step('s3', after(9), { requires: 'any' })];
    const taken = [took('s1', '2026-02-09T08:00'), took('s2', '2026-02-12T08:00', { result: 'open', channel: null })];
    expect(days(steps, {}, { from: '2026-02-13', taken })).toEqual(['02-18 s3', 'standstill']);
  });
});

describe('whether a step is to come before the due date', () => {
  const registered = (at: string) => ({ invoice: { dueDate: '2026-02-12', registeredAt: amsterdam(at) } });
  const early = registered('2026-01-03T09:00');
  const late = registered('2026-02-16T09:00');

  it.each<[string, Partial<Trigger>, FactsOptions, readonly string[]]>([
    ['not a month later less some days', { months: 1, days: -3 }, early, ['03-09 s']],
    ['it is with so many days that it comes before after all', { months: 1, days: -40 }, early, ['02-02 s']],
    ['and then it is not sent late', { months: 1, days: -40 }, late, []],
    ['not at the end of the month in which it is', { days: -3, align: 'endOfMonth' }, early, ['02-28 s']],
    ['it is at the end of the month before', { days: -12, align: 'endOfMonth' }, early, ['01-31 s']],
    ['a month before', { months: -1, days: 0 }, early, ['01-12 s']],
    ['which is not sent late', { months: -1, days: 0 }, late, []],
    ['except when it does not lapse', { months: -1, days: 0 }, late, ['02-16 s']],
  ])('%s', (name, rest, options, expected) => {
    const lapses = !name.includes('does not lapse');
    expect(days([step('s', { ...due(0), ...rest }, { lapses })], {}, { ...options, from: '2026-01-08' })).toEqual(expected);
  });
});
