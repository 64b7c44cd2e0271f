import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, took, type NoticedStep } from '#testing/builders/facts.builder.js';
import { planText, skippedText } from '#testing/builders/plan-text.js';
import { decide } from './decide.js';
import type { TakenStep } from './facts/facts.js';
import { standaard } from './language/policies.js';
import type { Policy } from './language/policy.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const morning = amsterdam('07:00');
const plan = (options: FactsOptions, policy = plain, now = morning) => decide(policy, someFacts(options), now);
const asText = (options: FactsOptions, policy = plain, now = morning): string => planText(plan(options, policy, now));

// Today is Wednesday 16 September 2026; see the builder.
describe('the ladder of standaard, step by step', () => {
  const reminder = took('reminder', '2026-09-08T08:00');
  const call = took('call', '2026-09-08T09:00', { channel: 'call', result: 'done', outcome: 'no-answer' });

  it.each<[string, FactsOptions, string]>([
    ['three days before', { daysLate: -3 }, 'pre-due 2026-09-16 08:00 email'],
    ['three days before, a long time ahead', { daysLate: -30 }, 'pre-due 2026-10-13 08:00 email'],
    ['a key account is called ten days before', { daysLate: -10, debtor: { segment: 'key_account' } }, 'check-in 2026-09-16 09:00 call'],
    ['others are not', { daysLate: -10, debtor: { segment: 'risk' } }, 'pre-due 2026-09-23 08:00 email'],
    ['reminder on the fifth day', { daysLate: 5 }, 'reminder 2026-09-16 08:00 email'],
    ['not on the fourth', { daysLate: 4 }, 'reminder 2026-09-17 08:00 email'],
    ['call on the fourteenth', { daysLate: 13, taken: [reminder] }, 'call 2026-09-17 09:00 call'],
    ['notice on the thirtieth', { daysLate: 22, taken: [reminder, call] }, 'notice 2026-09-24 08:00 letter+email'],
  ])('%s', (_, options, expected) => {
    expect(asText(options)).toBe(expected);
  });

  it('names everything the sender needs', () => {
    const { next, ...rest } = plan({ daysLate: 5 });
    expect(next).toBe('step');
    expect(rest).toEqual({
      step: {
        key: 'reminder',
        occurrence: 1,
        kind: 'message',
        at: amsterdam('08:00'),
        channel: 'email',
        alsoVia: [],
        template: 'reminder',
        tone: 'friendly',
        amount: 121_000n,
        currency: 'EUR',
        legal: null,
        approval: 'none',
        charges: { fixedFee: 0n, feeCurrency: null, interest: 'none', yearDays: 365, collectionCosts: 'none' },
        deadline: null,
      },
      reasons: ['due-by-policy'],
      skipped: [
        { key: 'check-in', occurrence: 1, reason: 'not-for-this-debtor' },
        { key: 'pre-due', occurrence: 1, reason: 'past-its-sense' },
      ],
      inputs: { policy: 'standaard', today: '2026-09-16', dueDate: '2026-09-11', amount: '121000', debtorKind: 'company' },
    });
  });

  it('gives a call its script and a deadline five days on, at the same time of day', () => {
    const { next, ...rest } = plan({ daysLate: 14, taken: [reminder] });
    expect(next).toBe('step');
    expect(rest).toMatchObject({ step: { template: 'overdue', deadline: amsterdam('2026-09-21T09:00'), tone: null } });
  });

  it('marks the notice as formal', () => {
    expect(plan({ daysLate: 30, taken: [reminder, call] })).toMatchObject({
      step: { legal: 'formal-notice', tone: 'formal', deadline: null },
    });
  });
});

describe('an open call task', () => {
  const opened = took('call', '2026-09-14T09:00', {
    channel: 'call',
    result: 'open',
    deadline: amsterdam('2026-09-19T09:00'),
  });
  const with_ = (changes: Partial<TakenStep>) => ({
    daysLate: 18,
    taken: [took('reminder', '2026-09-03T08:00'), { ...opened, ...changes }],
  });

  it.each<[string, Partial<TakenStep>, string]>([
    ['holds the ladder until its deadline', {}, 'wait awaiting-outcome until 2026-09-19 09:00'],
    ['without a deadline until somebody calls', { deadline: null }, 'wait awaiting-outcome'],
    ['goes on by itself at the deadline', { deadline: morning }, 'notice 2026-09-28 08:00 letter+email'],
    ['goes on with an outcome', { result: 'done', outcome: 'no-answer' }, 'notice 2026-09-28 08:00 letter+email'],
    ['goes on when it expired', { result: 'expired' }, 'notice 2026-09-28 08:00 letter+email'],
  ])('%s', (_, changes, expected) => {
    expect(asText(with_(changes))).toBe(expected);
  });
});

describe('the handover', () => {
  const notice = (changes: Partial<NoticedStep> = {}): NoticedStep =>
    took('notice', '2026-08-24T08:00', {
      channel: 'letter',
      notice: { lastDay: '2026-09-10', costsFrom: '2026-09-14', announcedCosts: 18_150n },
      ...changes,
    });
  const approval = (changes: Partial<TakenStep>) => took('handover', '2026-09-14T08:00', { channel: null, result: 'open', ...changes });
  const at = (...taken: NoticedStep[]): FactsOptions => ({ daysLate: 60, taken });

  it.each<[string, FactsOptions, string]>([
    ['asks a person once the term and its margin have run out', at(notice()), 'handover 2026-09-16 08:00 - approval'],
    [
      'not a day before',
      at(notice({ notice: { lastDay: '2026-09-17', costsFrom: '2026-09-21', announcedCosts: 0n } })),
      'handover 2026-09-21 08:00 - approval',
    ],
    ['waits for the person', at(notice(), approval({})), 'wait awaiting-approval'],
    ['is due when he agreed', at(notice(), approval({ result: 'done', outcome: 'approved' })), 'handover 2026-09-16 08:00 -'],
    ['ends the ladder when he did not', at(notice(), approval({ result: 'done', outcome: 'declined' })), 'wait no-step-left'],
    ['ends the ladder when nobody answered in time', at(notice(), approval({ result: 'expired' })), 'wait no-step-left'],
    [
      'is not taken twice',
      at(notice(), approval({ result: 'done', outcome: 'approved' }), approval({ result: 'sent' })),
      'wait no-step-left',
    ],
    ['waits while it is on its way', at(notice(), approval({ result: 'claimed' })), 'wait send-in-flight'],
    ['needs a notice that arrived', at(notice({ result: 'failed' })), 'wait no-channel'],
    [
      'sends the notice again when the address was mended and somebody said so',
      {
        ...at(notice({ result: 'failed' })),
        invoice: { overrides: [{ step: 'notice', act: 'run-now', until: null, at: amsterdam('06:00') }] },
      },
      'notice#2 2026-09-16 08:00 letter+email',
    ],
    ['needs a notice with a term', at(notice({ notice: null })), 'wait legal-gate'],
  ])('%s', (_, options, expected) => {
    expect(asText(options)).toBe(expected);
  });

  it('says that the notice is still running', () => {
    const running = notice({ notice: { lastDay: '2026-09-17', costsFrom: '2026-09-21', announcedCosts: 0n } });
    expect(plan({ ...at(running), debtor: { kind: 'consumer' } }).reasons).toEqual(['due-by-policy', 'notice-running']);
    expect(plan({ ...at(notice()), debtor: { kind: 'consumer' } }).reasons).toEqual(['due-by-policy']);
  });
});

describe('what stops a chase', () => {
  const late = { daysLate: 5 };

  it.each<[string, FactsOptions, string]>([
    ['paid', { invoice: { outcome: 'paid' } }, 'closed paid'],
    ['handed over', { invoice: { outcome: 'handed-over' } }, 'closed handed-over'],
    ['disputed', { invoice: { dispute: { since: '2026-09-15', amount: null } } }, 'wait disputed'],
    ['disputed for all that is open', { invoice: { dispute: { since: '2026-09-15', amount: 121_000n } } }, 'wait disputed'],
    ['partly disputed', { invoice: { dispute: { since: '2026-09-15', amount: 21_000n } } }, 'reminder 2026-09-16 08:00 email'],
    ['on hold', { debtor: { holds: [{ reason: 'vacation', until: null }] } }, 'wait on-hold'],
    ['on hold for a while', { debtor: { holds: [{ reason: 'illness', until: '2026-09-16' }] } }, 'wait on-hold until 2026-09-17 00:00'],
    ['a hold that is over', { debtor: { holds: [{ reason: 'other', until: '2026-09-15' }] } }, 'reminder 2026-09-16 08:00 email'],
    ['insolvent', { debtor: { holds: [{ reason: 'insolvency', until: null }] } }, 'wait insolvent'],
    ['in debt relief', { debtor: { holds: [{ reason: 'debt-relief', until: null }] } }, 'wait insolvent'],
    ['deceased', { debtor: { holds: [{ reason: 'deceased', until: null }] } }, 'wait deceased'],
    ['paused', { invoice: { pause: { reason: 'asked', until: null } } }, 'wait paused'],
    ['paused until Friday', { invoice: { pause: { reason: 'asked', until: '2026-09-18' } } }, 'wait paused until 2026-09-19 00:00'],
    ['promised for today', { invoice: { promise: { date: '2026-09-16', amount: null } } }, 'wait promised until 2026-09-19 00:00'],
    ['promised for Friday', { invoice: { promise: { date: '2026-09-18', amount: null } } }, 'wait promised until 2026-09-23 00:00'],
    ['promise broken', { invoice: { promise: { date: '2026-09-11', amount: null } } }, 'reminder 2026-09-16 08:00 email'],
    ['do not contact', { debtor: { doNotContact: true } }, 'wait do-not-contact'],
    ['below the minimum', { invoice: { open: 499n } }, 'wait below-minimum'],
    ['at the minimum', { invoice: { open: 500n } }, 'reminder 2026-09-16 08:00 email'],
    ['a currency without a minimum', { invoice: { open: 1n, currency: 'USD' } }, 'reminder 2026-09-16 08:00 email'],
    ['nothing open', { invoice: { open: 0n } }, 'wait below-minimum'],
    ['money that waits to be matched', { debtor: { unmatchedMoney: true } }, 'wait unmatched-money'],
    ['direct debit under way', { invoice: { directDebitPending: true } }, 'wait direct-debit-pending'],
    ['a message on its way', { taken: [took('reminder', '06:59', { result: 'claimed' })] }, 'wait send-in-flight'],
    ['a message that may have left', { taken: [took('reminder', '06:59', { result: 'unknown' })] }, 'wait outcome-unknown'],
  ])('%s', (_, options, expected) => {
    expect(asText({ ...late, ...options })).toBe(expected);
  });

  it('asks only for the undisputed part', () => {
    const answer = plan({ ...late, invoice: { dispute: { since: '2026-09-15', amount: 21_000n } } });
    expect(answer).toMatchObject({ step: { amount: 100_000n }, inputs: { amount: '100000' } });
  });

  it('names all stops, the gravest first, and looks again when the last of them ends', () => {
    const invoice = { pause: { reason: 'asked', until: '2026-09-30' }, promise: { date: '2026-09-18', amount: null } };
    expect(asText({ ...late, invoice })).toBe('wait paused,promised until 2026-10-01 00:00');
    const debtor = { doNotContact: true, holds: [{ reason: 'deceased', until: null } as const] };
    expect(asText({ ...late, invoice, debtor })).toBe('wait deceased,paused,promised,do-not-contact');
  });

  describe('a payment plan', () => {
    const instalments = (firstOpen: bigint) => [
      { dueDate: '2026-09-10', amount: 60_500n, open: firstOpen },
      { dueDate: '2026-10-10', amount: 60_500n, open: 60_500n },
    ];

    it.each([
      ['that is kept holds until the next instalment and its grace', 0n, null, 'wait payment-plan until 2026-10-14 00:00'],
      ['that was found broken does not', 0n, '2026-09-15', 'reminder 2026-09-16 08:00 email'],
      ['of which an instalment is overdue does not', 500n, null, 'reminder 2026-09-16 08:00 email'],
    ])('%s', (_, firstOpen, paymentPlanBrokenOn, expected) => {
      expect(asText({ ...late, invoice: { paymentPlan: { instalments: instalments(firstOpen) }, paymentPlanBrokenOn } })).toBe(expected);
    });

    it('looks at the earliest instalment that is open, in whatever order they stand', () => {
      const later = { dueDate: '2026-11-10', amount: 1n, open: 1n };
      const paymentPlan = { instalments: [later, ...instalments(0n)] };
      expect(asText({ ...late, invoice: { paymentPlan } })).toBe('wait payment-plan until 2026-10-14 00:00');
      expect(asText({ ...late, invoice: { paymentPlan: { instalments: instalments(0n).slice(0, 1) } } })).toBe(
        'reminder 2026-09-16 08:00 email',
      );
    });

    it('that is overdue by less than two working days still holds', () => {
      const paymentPlan = { instalments: [{ dueDate: '2026-09-14', amount: 1n, open: 1n }] };
      expect(asText({ ...late, invoice: { paymentPlan } })).toBe('wait payment-plan until 2026-09-17 00:00');
    });
  });
});

describe('an invoice that is taken over', () => {
  it.each<[string, FactsOptions, string, readonly string[]]>([
    [
      'goes on after its last step elsewhere',
      { daysLate: 20, invoice: { adopted: { lastStep: 'reminder', at: '2026-09-01' } } },
      'call 2026-09-16 09:00 call',
      ['check-in before-adoption', 'pre-due before-adoption', 'reminder before-adoption'],
    ],
    [
      'enters at the last step whose day has come',
      { daysLate: 20, invoice: { adopted: { lastStep: null, at: '2026-09-16' } } },
      'call 2026-09-16 09:00 call',
      ['check-in not-for-this-debtor', 'pre-due past-its-sense', 'reminder before-adoption'],
    ],
    [
      'enters at the coming step when none has come',
      { daysLate: 3, invoice: { adopted: { lastStep: null, at: '2026-09-16' } } },
      'reminder 2026-09-18 08:00 email',
      ['check-in not-for-this-debtor', 'pre-due past-its-sense'],
    ],
    [
      'never jumps over the formal notice',
      { daysLate: 200, invoice: { adopted: { lastStep: null, at: '2026-09-16' } } },
      'notice 2026-09-16 08:00 letter+email',
      ['check-in not-for-this-debtor', 'pre-due past-its-sense', 'reminder before-adoption', 'call before-adoption'],
    ],
    [
      'after a notice elsewhere waits for a person: its term is not proven here',
      { daysLate: 60, invoice: { adopted: { lastStep: 'notice', at: '2026-08-10' } } },
      'wait legal-gate',
      ['check-in', 'pre-due', 'reminder', 'call', 'notice'].map((key) => `${key} before-adoption`),
    ],
    [
      'a last step of another policy is no step of this one',
      { daysLate: 20, invoice: { adopted: { lastStep: 'sommatie', at: '2026-09-01' } } },
      'reminder 2026-09-16 08:00 email',
      ['check-in not-for-this-debtor', 'pre-due past-its-sense'],
    ],
    [
      'without adoption starts with the first step that still makes sense',
      { daysLate: 200, invoice: { registeredAt: morning } },
      'reminder 2026-09-16 08:00 email',
      ['check-in not-for-this-debtor', 'pre-due past-its-sense'],
    ],
  ])('%s', (_, options, expected, skipped) => {
    const answer = plan(options);
    expect(planText(answer)).toBe(expected);
    expect(skippedText(answer)).toEqual(skipped);
  });

  it('leaves out what lay before its registration', () => {
    const answer = plan({ daysLate: -2, invoice: { registeredAt: morning } });
    expect(skippedText(answer)).toEqual(['check-in not-for-this-debtor', 'pre-due before-adoption']);
    expect(skippedText(plan({ daysLate: -3, invoice: { registeredAt: morning } }))).toEqual(['check-in not-for-this-debtor']);
  });

  it('plans nothing before it is registered', () => {
    expect(asText({ daysLate: 40, invoice: { registeredAt: amsterdam('2026-09-18T12:00') } })).toBe('reminder 2026-09-18 12:00 email');
  });
});

describe('a late chase', () => {
  it.each<[string, string, string]>([
    // reminder planned for 24 August (due 19 August + 5); the call stands nine days further up.
    ['in time: the call keeps its own day', '2026-08-24T08:00', 'call 2026-09-02 09:00 call'],
    ['late by what caps explain: the same', '2026-08-27T08:00', 'call 2026-09-02 09:00 call'],
    ['later: the distance of nine days is kept', '2026-08-28T08:00', 'call 2026-09-07 09:00 call'],
  ])('reminder %s', (_, at, expected) => {
    const facts = { invoice: { dueDate: '2026-08-19' }, taken: [took('reminder', at)] };
    expect(planText(decide(plain, someFacts(facts), amsterdam('2026-08-28T10:00')))).toBe(expected);
  });

  it('a rung that waited for its run day was not late', () => {
    const policy: Policy = { ...plain, runDays: { monthDays: [28] }, calendar: 'none' };
    const chase = someFacts({ invoice: { dueDate: '2026-08-09' }, taken: [took('reminder', '2026-08-28T08:00')] });
    expect(planText(decide(policy, chase, amsterdam('2026-08-29T10:00')))).toBe('call 2026-09-28 09:00 call');
    const late = someFacts({ invoice: { dueDate: '2026-08-22' }, taken: [took('reminder', '2026-09-28T08:00')] });
    expect(planText(decide(policy, late, amsterdam('2026-09-29T10:00')))).toBe('call 2026-10-28 09:00 call');
  });

  it('a call is taken on weekdays only: one that waited for Monday was not late', () => {
    const policy: Policy = {
      ...plain,
      minimumDaysBetweenContacts: 0,
      steps: plain.steps.map((step) => ({ ...step, trigger: { ...step.trigger, align: 'none' } })),
    };
    const call = took('call', '2026-09-14T09:00', { channel: 'call', result: 'done', outcome: 'no-answer' });
    const chase = someFacts({ invoice: { dueDate: '2026-08-29' }, taken: [took('reminder', '2026-09-03T08:00'), call] });
    expect(planText(decide(policy, chase, amsterdam('2026-09-15T10:00')))).toBe('notice 2026-09-28 08:00 letter+email');
  });

  it.each<[string, string, string]>([
    // The call stands on 2 September, the notice on the 18th; a call has five days and three more for the caps.
    ['when its person was within his time', '2026-09-10T09:00', 'notice 2026-09-18 08:00 letter+email'],
    ['when he was not', '2026-09-11T09:00', 'notice 2026-09-28 08:00 letter+email'],
  ])('the notice after a call %s', (_, at, expected) => {
    const call = took('call', at, { channel: 'call', result: 'done', outcome: 'no-answer' });
    const chase = someFacts({ invoice: { dueDate: '2026-08-19' }, taken: [took('reminder', '2026-08-24T08:00'), call] });
    expect(planText(decide(plain, chase, amsterdam('2026-09-12T10:00')))).toBe(expected);
  });

  const facts = { daysLate: 60, taken: [took('reminder', '2026-09-15T08:00')] };

  it.each<[Policy['catchUp'], string]>([
    ['one-step', 'call 2026-09-24 09:00 call'],
    ['every-run', 'call 2026-09-18 09:00 call'],
    ['latest', 'notice 2026-09-18 08:00 letter+email'],
  ])('with catchUp %s', (catchUp, expected) => {
    const contacts = [{ at: amsterdam('2026-09-15T08:00'), channel: 'email' as const }];
    expect(asText({ ...facts, debtor: { contacts } }, { ...plain, catchUp })).toBe(expected);
  });

  it('says what was overtaken', () => {
    expect(skippedText(plan(facts, { ...plain, catchUp: 'latest' }))).toEqual(['call overtaken']);
  });

  it('with catchUp skip leaves out what had come on the day the chase began', () => {
    const policy: Policy = { ...plain, catchUp: 'skip' };
    const invoice = { registeredAt: amsterdam('2026-09-16T06:00') };
    expect(asText({ daysLate: 5, invoice }, policy)).toBe('call 2026-09-25 09:00 call');
    expect(asText({ daysLate: 4, invoice }, policy)).toBe('reminder 2026-09-17 08:00 email');
  });
});
