import { describe, expect, it } from 'vitest';
import { due, mail } from '#testing/builders/steps.builder.js';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText, skippedText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import type { Plan } from './plan.js';
import { standaard } from './policies.js';
import type { Policy, Step, Trigger } from './policy.js';

const frame: Policy = { ...standaard, jitterMinutes: 0, minimumDaysBetweenContacts: 0, contactCap: { perDay: 9, perWeek: 50 } };
const morning = amsterdam('07:00');
const plan = (steps: readonly Step[], options: FactsOptions = {}, policy: Partial<Policy> = {}): Plan =>
  decide({ ...frame, ...policy, steps }, someFacts(options), morning);
const text = (...given: Parameters<typeof plan>): string => planText(plan(...given));

// Today is Wednesday 16 September 2026; the plain invoice falls due today and was issued and registered on 17 August.
describe('anchors', () => {
  it.each<[string, Trigger, FactsOptions, string]>([
    ['due date', due(1), {}, '2026-09-17'],
    ['issue date', { anchor: 'issueDate', days: 31 }, {}, '2026-09-17'],
    ['start of the chase', { anchor: 'chaseStart', days: 31 }, { invoice: { registeredAt: amsterdam('2026-08-18T23:00') } }, '2026-09-18'],
    ['first step', { anchor: 'firstStep', days: 20 }, {}, '2026-09-23'],
    ['previous step', { anchor: 'previousStep', days: 20 }, {}, '2026-09-28'],
    ['oldest open due date', { anchor: 'oldestOpenDueDate', days: 5 }, { siblings: [someInvoice(1)] }, '2026-09-21'],
    [
      'oldest open due date, the older one paid',
      { anchor: 'oldestOpenDueDate', days: 5 },
      { siblings: [someInvoice(3, { outcome: 'paid' })] },
      '2026-09-21',
    ],
    ['oldest open issue date', { anchor: 'oldestOpenIssueDate', days: 32 }, { siblings: [someInvoice(1)] }, '2026-09-17'],
    ['months', due(1, { months: 1 }), {}, '2026-10-19'],
    ['months back', { anchor: 'dueDate', months: -1, days: 40 }, {}, '2026-09-25'],
    [
      'months clamped to a short one',
      { anchor: 'issueDate', months: 1, days: 0, align: 'none' },
      { invoice: { issueDate: '2026-08-31' } },
      '2026-09-30',
    ],
    ['months over the year', due(0, { months: 4, align: 'none' }), {}, '2027-01-16'],
    ['end of the month', due(14, { align: 'endOfMonth' }), {}, '2026-09-30'],
    ['end of the next month', due(15, { align: 'endOfMonth' }), {}, '2026-10-31'],
    ['next working day', due(3), {}, '2026-09-21'],
    ['no alignment', due(3, { align: 'none' }), {}, '2026-09-19'],
  ])('%s', (_, trigger, options, expected) => {
    const taken = [took('first', '2026-09-03T08:00'), took('second', '2026-09-07T08:00')];
    const steps = [mail('first', due(-20)), mail('second', due(-10)), mail('next', trigger)];
    expect(text(steps, { ...options, taken })).toBe(`next ${expected} 08:00 email`);
  });

  it('previous step: counts from the day of a rung that was left out when nothing was taken', () => {
    const steps = [mail('a', due(1), { only: { segments: ['x'] } }), mail('b', { anchor: 'previousStep', days: 7 })];
    const answer = plan(steps, { invoice: { registeredAt: amsterdam('2026-09-10T08:00') } });
    expect(planText(answer)).toBe('b 2026-09-24 08:00 email');
    expect(skippedText(answer)).toEqual(['a not-for-this-debtor']);
    expect(
      text(
        [steps[1] ?? steps[0]].filter((step) => step !== undefined),
        { invoice: { registeredAt: amsterdam('2026-09-10T08:00') } },
      ),
    ).toBe('b 2026-09-17 08:00 email');
  });

  it('a month from a day that is the last of its month', () => {
    const steps = [mail('a', due(0)), mail('b', { anchor: 'previousStep', months: 1, days: 0, align: 'none' })];
    expect(text(steps, { taken: [took('a', '2026-08-31T08:00')] })).toBe('b 2026-09-30 08:00 email');
    expect(text(steps, { taken: [took('a', '2027-01-29T08:00')] })).toBe('b 2027-03-01 08:00 email');
  });
});

describe('steps on events', () => {
  const steps = [mail('reminder', due(5)), mail('broken', { anchor: 'promiseBroken', days: 1 }), mail('last', due(30))];
  const planStep = [mail('reminder', due(5)), mail('broken', { anchor: 'planBroken', days: 1 })];

  it.each<[string, FactsOptions, string]>([
    [
      'are passed over while nothing happened',
      { daysLate: 6, taken: [took('reminder', '2026-09-15T08:00')] },
      'last 2026-10-12 08:00 email',
    ],
    [
      'come when it happened',
      { daysLate: 6, taken: [took('reminder', '2026-09-15T08:00')], invoice: { promisesBroken: ['2026-09-16'] } },
      'broken 2026-09-17 08:00 email',
    ],
    [
      'come also when the ladder stands higher',
      { daysLate: 31, taken: [took('last', '2026-09-15T08:00')], invoice: { promisesBroken: ['2026-09-16'] } },
      'broken 2026-09-17 08:00 email',
    ],
    [
      'come once for one event',
      {
        daysLate: 6,
        taken: [took('reminder', '2026-09-14T08:00'), took('broken', '2026-09-17T08:00')],
        invoice: { promisesBroken: ['2026-09-16'] },
      },
      'last 2026-10-12 08:00 email',
    ],
    [
      'come again for the next',
      {
        daysLate: 6,
        taken: [took('reminder', '2026-09-10T08:00'), took('broken', '2026-09-11T08:00')],
        invoice: { promisesBroken: ['2026-09-10', '2026-09-16'] },
      },
      'broken#2 2026-09-17 08:00 email',
    ],
    [
      'let an earlier step of the ladder go first',
      { daysLate: 5, invoice: { promisesBroken: ['2026-09-16'] } },
      'reminder 2026-09-16 08:00 email',
    ],
    [
      'know a promise that the calendar broke',
      { daysLate: 6, taken: [took('reminder', '2026-09-10T08:00')], invoice: { promise: { date: '2026-09-11', amount: null } } },
      'broken 2026-09-17 08:00 email',
    ],
  ])('%s', (_, options, expected) => {
    const { taken, ...rest } = options;
    expect(text(steps, { ...rest, ...(taken && { taken }) })).toBe(expected);
  });

  it('know a payment plan that was found broken, and one that the calendar broke', () => {
    const taken = [took('reminder', '2026-09-10T08:00')];
    expect(text(planStep, { daysLate: 6, taken, invoice: { paymentPlanBrokenOn: '2026-09-16' } })).toBe('broken 2026-09-17 08:00 email');
    const paymentPlan = { instalments: [{ dueDate: '2026-09-11', amount: 1n, open: 1n }] };
    expect(text(planStep, { daysLate: 6, taken, invoice: { paymentPlan } })).toBe('broken 2026-09-17 08:00 email');
    expect(text(planStep, { daysLate: 6, taken })).toBe('wait no-step-left');
  });
});

describe('repeating steps', () => {
  const every = (repeat: Step['repeat'], ...more: Step[]): Step[] => [mail('a', due(1), repeat ? { repeat } : {}), ...more];
  const once = [took('a', '2026-09-11T08:00')];
  const twice = [...once, took('a', '2026-09-15T08:00', { occurrence: 2 })];

  it.each<[string, Step[], FactsOptions, string]>([
    ['by days, from the real date', every({ everyDays: 14 }), { daysLate: 30, taken: once }, 'a#2 2026-09-25 08:00 email'],
    ['by months', every({ everyMonths: 1 }), { daysLate: 30, taken: once }, 'a#2 2026-10-12 08:00 email'],
    ['without end', every({ everyDays: 2 }), { daysLate: 30, taken: twice }, 'a#3 2026-09-17 08:00 email'],
    ['up to a number', every({ everyDays: 2, max: 2 }), { daysLate: 30, taken: twice }, 'wait no-step-left'],
    ['until the next step is due', every({ everyDays: 14 }, mail('b', due(34))), { daysLate: 30, taken: once }, 'b 2026-09-21 08:00 email'],
    [
      'before a next step that comes later',
      every({ everyDays: 7 }, mail('b', due(60))),
      { daysLate: 30, taken: once },
      'a#2 2026-09-18 08:00 email',
    ],
    [
      'an endless one gives way on the same day',
      every({ everyDays: 14 }, mail('b', due(39))),
      { daysLate: 30, taken: once },
      'b 2026-09-25 08:00 email',
    ],
    [
      'a counted one is finished first',
      every({ everyDays: 14, max: 3 }, mail('b', due(39))),
      { daysLate: 30, taken: once },
      'a#2 2026-09-25 08:00 email',
    ],
    [
      'not after a repetition that failed everywhere',
      every({ everyDays: 2, max: 9 }),
      { daysLate: 30, taken: [...once, took('a', '2026-09-15T08:00', { occurrence: 2, result: 'failed' })] },
      'wait no-step-left',
    ],
  ])('%s', (_, steps, options, expected) => {
    expect(text(steps, options, { catchUp: 'every-run' })).toBe(expected);
  });
});

describe('conditions', () => {
  const only = (condition: Step['only'], rest: Partial<Step> = {}) => [
    mail('a', due(0), { ...(condition && { only: condition }), ...rest }),
  ];
  const yes = 'a 2026-09-16 08:00 email';
  const no = 'wait no-step-left';

  it.each<[string, Step['only'], FactsOptions, string]>([
    ['kind', { debtorKinds: ['company'] }, {}, yes],
    ['other kind', { debtorKinds: ['consumer', 'government'] }, {}, no],
    ['unknown counts as consumer', { debtorKinds: ['consumer'] }, { debtor: { kind: 'unknown' } }, yes],
    ['unknown by name', { debtorKinds: ['unknown'] }, { debtor: { kind: 'unknown' } }, yes],
    ['a consumer is not unknown', { debtorKinds: ['unknown'] }, { debtor: { kind: 'consumer' } }, no],
    ['segment', { segments: ['risk'] }, { debtor: { segment: 'risk' } }, yes],
    ['no segment', { segments: ['risk'] }, {}, no],
    ['language', { languages: ['nl'] }, {}, yes],
    ['other language', { languages: ['en'] }, {}, no],
    ['amount from', { amount: { EUR: { from: 121_000n } } }, {}, yes],
    ['amount too small', { amount: { EUR: { from: 121_001n } } }, {}, no],
    ['amount to', { amount: { EUR: { to: 121_000n } } }, {}, yes],
    ['amount too great', { amount: { EUR: { to: 120_999n } } }, {}, no],
    ['currency not listed', { amount: { USD: { from: 1n } } }, {}, no],
    ['score', { paymentScore: { from: 50, to: 70 } }, { debtor: { paymentScore: 50 } }, yes],
    ['score too high', { paymentScore: { from: 50, to: 70 } }, { debtor: { paymentScore: 71 } }, no],
    ['no score', { paymentScore: { from: 0 } }, {}, no],
    ['days overdue reached', { daysOverdue: { from: 3 } }, { daysLate: 3 }, yes],
    ['days overdue to come', { daysOverdue: { from: 3 } }, { daysLate: 1 }, 'a 2026-09-18 08:00 email'],
    ['days overdue passed', { daysOverdue: { to: 2 } }, { daysLate: 3 }, no],
    ['days overdue on the last day', { daysOverdue: { to: 3 } }, { daysLate: 3 }, yes],
    ['open invoices', { openInvoices: { from: 2 } }, { siblings: [someInvoice(1)] }, yes],
    ['too few open invoices', { openInvoices: { from: 2 } }, { siblings: [someInvoice(1, { outcome: 'paid' })] }, no],
    ['too many open invoices', { openInvoices: { to: 1 } }, { siblings: [someInvoice(1)] }, no],
  ])('%s', (_, condition, options, expected) => {
    expect(text(only(condition), options)).toBe(expected);
  });

  it('that do not hold let the step be left out, or stand in the way', () => {
    const below = { segments: ['risk'] };
    const steps = (unfit: 'skip' | 'wait') => [...only(below, { unfit }), mail('b', due(5))];
    expect(text(steps('skip'))).toBe('b 2026-09-21 08:00 email');
    expect(text(steps('wait'))).toBe('wait not-for-this-debtor');
  });

  it('a window of days that closes before the step can leave', () => {
    const steps = [mail('a', due(0), { only: { daysOverdue: { to: 3 } } }), mail('b', due(10))];
    const contacts = [{ at: amsterdam('2026-09-15T08:00'), channel: 'email' as const }];
    const answer = plan(steps, { daysLate: 3, debtor: { contacts } }, { minimumDaysBetweenContacts: 3 });
    expect([planText(answer), ...skippedText(answer)]).toEqual(['b 2026-09-23 08:00 email', 'a past-its-sense']);
  });

  describe('on the outcome of a call', () => {
    const call: Step = { key: 'call', kind: 'call', trigger: due(0), script: 's', deadlineDays: 3 };
    const steps = [
      call,
      mail('a', due(1), { only: { outcome: { step: 'call', outcome: ['no-answer', 'wrong-number'] } }, requires: 'any' }),
      mail('b', due(9)),
    ];
    const row = took('call', '2026-09-11T09:00', { channel: 'call', result: 'done' });

    it.each([
      ['that is meant', { ...row, outcome: 'wrong-number' }, 'a 2026-09-16 08:00 email'],
      ['that is not', { ...row, outcome: 'reached-paid' }, 'b 2026-09-21 08:00 email'],
      ['that nobody gave', { ...row, result: 'expired' as const }, 'b 2026-09-21 08:00 email'],
      [
        'that is not known yet',
        { ...row, result: 'open' as const, deadline: amsterdam('2026-09-18T09:00') },
        'wait awaiting-outcome until 2026-09-18 09:00',
      ],
    ])('%s', (_, taken, expected) => {
      expect(text(steps, { daysLate: 5, taken: [taken] })).toBe(expected);
    });

    it('leaves nothing out before the outcome is known', () => {
      const open = { ...row, result: 'open' as const, deadline: amsterdam('2026-09-18T09:00') };
      expect(skippedText(plan(steps, { daysLate: 5, taken: [open] }))).toEqual([]);
      expect(skippedText(plan(steps, { daysLate: 5, taken: [{ ...row, outcome: 'reached-paid' }] }))).toEqual(['a not-for-this-debtor']);
    });

    it('is waited for also when an approval above it is open, until the first of their deadlines', () => {
      const open = { ...row, result: 'open' as const, deadline: amsterdam('2026-09-18T09:00') };
      const asked = took('b', '2026-09-15T08:00', { channel: null, result: 'open' });
      expect(text(steps, { daysLate: 5, taken: [open, asked] }, { progress: 'independent' })).toBe(
        'wait awaiting-outcome until 2026-09-18 09:00',
      );
    });

    it('is not met when the call was never made', () => {
      expect(text(steps.slice(1), { daysLate: 5, taken: [] })).toBe('b 2026-09-21 08:00 email');
      const skipped = { step: 'call', act: 'skip' as const, until: null, at: amsterdam('06:00') };
      expect(text(steps, { daysLate: 5, invoice: { overrides: [skipped] } })).toBe('b 2026-09-21 08:00 email');
    });
  });
});

describe('what a step requires of the one before', () => {
  const steps = (requires?: Step['requires']) => [mail('a', due(0)), mail('b', due(1), requires ? { requires } : {})];

  it.each<[string, Step['requires'], Partial<ReturnType<typeof took>>, string]>([
    ['sent', undefined, { result: 'sent' }, 'b 2026-09-16 08:00 email'],
    ['sent, in doubt', undefined, { result: 'unknown' }, 'wait outcome-unknown'],
    ['delivered', 'delivered', { result: 'delivered' }, 'b 2026-09-16 08:00 email'],
    ['delivered, only sent', 'delivered', { result: 'sent' }, 'wait awaiting-delivery until 2026-09-22 00:00'],
    ['any, in doubt', 'any', { result: 'unknown' }, 'b 2026-09-16 08:00 email'],
    ['any, on its way', 'any', { result: 'claimed' }, 'wait send-in-flight'],
    ['any, a draft that waits', 'any', { result: 'open' }, 'b 2026-09-16 08:00 email'],
    ['sent, a draft that waits', undefined, { result: 'open' }, 'wait awaiting-approval'],
    ['sent, skipped by the ledger', undefined, { result: 'skipped' }, 'b 2026-09-16 08:00 email'],
  ])('%s', (_, requires, row, expected) => {
    expect(text(steps(requires), { daysLate: 5, taken: [took('a', '2026-09-12T08:00', row)] })).toBe(expected);
  });

  it('a number of days since', () => {
    const gap = [mail('a', due(0)), mail('b', due(1), { minimumDaysAfterPrevious: 8 })];
    expect(text(gap, { daysLate: 5, taken: [took('a', '2026-09-12T08:00')] })).toBe('b 2026-09-21 08:00 email');
    expect(text(gap, { daysLate: 5, taken: [took('a', '2026-09-09T08:00')] })).toBe('b 2026-09-17 08:00 email');
  });
});

describe('after a deadline', () => {
  const call: Step = { key: 'call', kind: 'call', trigger: due(0), script: 's', deadlineDays: 3, onTimeout: { goto: 'c' } };
  const steps = [call, mail('b', due(1)), mail('c', due(2))];
  const row = took('call', '2026-09-10T09:00', { channel: 'call', result: 'open', deadline: amsterdam('2026-09-13T09:00') });

  it('the ladder goes on where the policy says', () => {
    expect(text(steps, { daysLate: 5, taken: [row] })).toBe('c 2026-09-16 08:00 email');
    expect(text(steps, { daysLate: 5, taken: [{ ...row, result: 'expired' }] })).toBe('c 2026-09-16 08:00 email');
    expect(text(steps, { daysLate: 5, taken: [{ ...row, result: 'done' }] })).toBe('b 2026-09-16 08:00 email');
  });

  it('never back or to a step that does not exist', () => {
    const to = (goto: string) => [{ ...call, onTimeout: { goto } }, ...steps.slice(1)];
    expect(text(to('call'), { daysLate: 5, taken: [row] })).toBe('b 2026-09-16 08:00 email');
    expect(text(to('nowhere'), { daysLate: 5, taken: [row] })).toBe('b 2026-09-16 08:00 email');
  });

  it('an approval that nobody gave is none', () => {
    const asks = [mail('a', due(0), { approval: 'required', deadlineDays: 2 }), mail('b', due(1))];
    expect(plan(asks, { daysLate: 5 })).toMatchObject({ step: { approval: 'required', deadline: amsterdam('2026-09-18T08:00') } });
    const open = took('a', '2026-09-10T09:00', { result: 'open', deadline: amsterdam('2026-09-12T09:00') });
    expect(text(asks, { daysLate: 5, taken: [open] })).toBe('b 2026-09-16 08:00 email');
    expect(text(asks, { daysLate: 5, taken: [{ ...open, result: 'done', outcome: 'approved' }] })).toBe('a 2026-09-16 08:00 email');
    expect(text(asks, { daysLate: 5, taken: [{ ...open, result: 'done', outcome: 'declined' }] })).toBe('b 2026-09-16 08:00 email');
  });

  it.each([
    ['company', 'none'],
    ['government', 'none'],
    ['natural_business', 'required'],
    ['consumer', 'required'],
    ['unknown', 'required'],
  ] as const)('an approval for natural persons: %s %s', (kind, approval) => {
    const asks = [mail('a', due(0), { approval: 'required-for-natural-persons' })];
    expect(plan(asks, { daysLate: 5, debtor: { kind } })).toMatchObject({ step: { approval } });
  });
});
