import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText } from '#testing/builders/plan-text.js';
import { decide, stopsOf } from '../decide.js';
import type { ChaseFacts, InvoiceFacts, PaymentPlanFact } from '../facts/facts.js';
import { paymentPlanBreaks } from '../forecast/elapsed.js';
import type { PlannedStep } from '../language/plan.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import { situationOf } from '../situation/situation.js';
import {
  askedOf,
  shareInPlanMessage,
  inOnePaymentPlan,
  isAboutAgreement,
  isAboutPaymentPlan,
  reasonNotToConfirm,
} from './agreement-messages.js';

const policy: Policy = { ...standaard, jitterMinutes: 0 };
/** Two instalments of 605.00, on Thursday 1 October and Monday 2 November 2026; the grace of the first ends on Monday the 5th. */
const aPlan = (open: readonly [bigint, bigint] = [60_500n, 60_500n], id = 'plan-1'): PaymentPlanFact => ({
  agreement: { id, agreedOn: '2026-09-16', earlier: 0 },
  instalments: [
    { dueDate: '2026-10-01', amount: 60_500n, open: open[0] },
    { dueDate: '2026-11-02', amount: 60_500n, open: open[1] },
  ],
});
const { agreement: _agreement, ...unspoken } = aPlan();
const reminder = took('reminder', '2026-09-02T08:00');
const inPlan = (invoice: Partial<InvoiceFacts> = {}, rest: FactsOptions = {}): ChaseFacts =>
  someFacts({ daysLate: 20, taken: [reminder], ...rest, invoice: { paymentPlan: aPlan(), ...invoice } });
const taking = (facts: ChaseFacts, ...taken: InvoiceFacts['taken']): ChaseFacts => ({
  ...facts,
  invoice: { ...facts.invoice, taken: [...facts.invoice.taken, ...taken] },
});
const plan = (facts: ChaseFacts, now: string, by: Policy = policy) => decide(by, facts, amsterdam(now));
const at = (facts: ChaseFacts, now: string, by: Policy = policy): string => planText(plan(facts, now, by));
const reminded = took('instalment-due', '2026-09-28T08:00');
const told = took('instalment-missed', '2026-10-06T08:00');

describe('another invoice in the same plan', () => {
  const other = (changes: Partial<InvoiceFacts> = {}) => someInvoice(10, { id: 'other', paymentPlan: aPlan(), ...changes });
  const contested = { since: '2026-09-20', amount: 1n };
  const paused = (until: string | null) => ({ reason: 'asked', until });
  const silence = (sibling: InvoiceFacts, own: Partial<InvoiceFacts> = {}) => {
    const situation = situationOf(policy, inPlan(own, { siblings: [sibling] }), amsterdam('2026-09-28T09:00'));
    return reasonNotToConfirm(situation, stopsOf(situation), 'plan');
  };

  it.each<[string, InvoiceFacts, string | null]>([
    ['speaks', other(), null],
    ['is silent when it is contested, in part too', other({ dispute: contested }), 'disputed'],
    ['is silent while it is paused', other({ pause: paused(null) }), 'paused'],
    ['is silent on the last day of its pause', other({ pause: paused('2026-09-28') }), 'paused'],
    ['speaks on the day after it', other({ pause: paused('2026-09-27') }), null],
    ['is silent while it is promised', other({ promise: { date: '2026-09-28', amount: null } }), 'promised'],
    ['speaks when it is contested but closed', other({ dispute: contested, outcome: 'credited' }), null],
    ['speaks when it is contested but in another plan', other({ dispute: contested, paymentPlan: aPlan(undefined, 'plan-2') }), null],
    ['speaks when it is contested but in no plan', other({ dispute: contested, paymentPlan: null }), null],
    ['speaks when it is contested but in a plan of which nothing is written', other({ dispute: contested, paymentPlan: unspoken }), null],
  ])('%s', (_, sibling, expected) => {
    expect(silence(sibling)).toBe(expected);
    expect(at(inPlan({}, { siblings: [sibling] }), '2026-09-28T09:00')).toBe(
      expected === null ? 'instalment-due 2026-09-28 09:00 email' : 'wait payment-plan',
    );
  });

  it('is none of one of which nothing is written, though nothing is written of either', () => {
    expect(silence(other({ dispute: contested, paymentPlan: unspoken }), { paymentPlan: unspoken })).toBeNull();
  });

  it.each<[string, InvoiceFacts, bigint]>([
    ['an older one takes its share first', someInvoice(30, { id: 'older', open: 50_000n, paymentPlan: aPlan() }), 10_500n],
    ['an older one may take all', someInvoice(30, { id: 'older', open: 90_000n, paymentPlan: aPlan() }), 0n],
    ['a younger one takes what is left', someInvoice(10, { id: 'younger', paymentPlan: aPlan() }), 60_500n],
    ['an older one of another plan takes nothing', someInvoice(30, { id: 'older', paymentPlan: aPlan(undefined, 'plan-2') }), 60_500n],
    ['an older one that is closed takes nothing', someInvoice(30, { id: 'older', outcome: 'closed', paymentPlan: aPlan() }), 60_500n],
  ])('has its part in an instalment: %s', (_, sibling, amount) => {
    expect(plan(inPlan({}, { siblings: [sibling] }), '2026-09-28T09:00')).toMatchObject({ step: { key: 'instalment-due', amount } });
  });

  it('keeps the plan from breaking while it is contested', () => {
    const missed = (sibling: InvoiceFacts) => taking(inPlan({}, { siblings: [sibling] }), reminded, told);
    expect(paymentPlanBreaks(policy, missed(other()), amsterdam('2026-10-16T00:00'))).toBe(true);
    expect(paymentPlanBreaks(policy, missed(other({ dispute: contested })), amsterdam('2026-10-16T00:00'))).toBe(false);
  });

  it('is one with an agreement by that name', () => {
    expect(inOnePaymentPlan(other(), other())).toBe(true);
    expect(inOnePaymentPlan(other(), other({ paymentPlan: aPlan(undefined, 'plan-2') }))).toBe(false);
    expect(inOnePaymentPlan(other(), other({ paymentPlan: unspoken }))).toBe(false);
    expect(inOnePaymentPlan(other({ paymentPlan: unspoken }), other({ paymentPlan: unspoken }))).toBe(false);
    expect(inOnePaymentPlan(other({ paymentPlan: null }), other({ paymentPlan: null }))).toBe(false);
  });
});

describe('a plan breaks', () => {
  it('not while its claim is put aside, though the debtor is also yet to be told that it ended', () => {
    const facts = taking(inPlan({ pause: { reason: 'asked', until: null } }), reminded, told);
    expect(at(facts, '2026-10-16T00:00')).toBe('wait paused,plan-ended');
    expect(paymentPlanBreaks(policy, facts, amsterdam('2026-10-16T00:00'))).toBe(false);
    expect(paymentPlanBreaks(policy, taking(inPlan(), reminded, told), amsterdam('2026-10-16T00:00'))).toBe(true);
  });
});

describe('a message about an agreement', () => {
  const how = { kind: 'message', alsoVia: [], legal: null, approval: 'none', deadline: null, currency: 'EUR', channel: 'email' } as const;

  it('is a plan of its own, with all that is asked and why', () => {
    expect(plan(inPlan(), '2026-09-17T09:00')).toStrictEqual({
      next: 'step',
      step: {
        ...how,
        key: 'instalment-due',
        occurrence: 1,
        at: amsterdam('2026-09-28T08:00'),
        template: 'instalment-due',
        tone: 'friendly',
        amount: 60_500n,
      },
      reasons: ['payment-plan'],
      skipped: [],
      inputs: { policy: 'standaard', today: '2026-09-17', agreed: 'instalment-due' },
    });
  });

  it('says what moved it', () => {
    const contacts = [{ at: amsterdam('2026-09-27T10:00'), channel: 'email' as const }];
    expect(plan(inPlan({}, { debtor: { contacts } }), '2026-09-28T07:00')).toMatchObject({ reasons: ['payment-plan', 'minimum-distance'] });
  });

  it('of a confirmation is friendly and asks for all that is open', () => {
    const facts = inPlan({ toConfirm: { kind: 'plan', no: 3 } });
    expect(plan(facts, '2026-09-16T09:00')).toStrictEqual({
      next: 'step',
      step: {
        ...how,
        key: 'confirm-plan',
        occurrence: 3,
        at: amsterdam('2026-09-16T09:00'),
        template: 'plan-confirmation',
        tone: 'friendly',
        amount: 121_000n,
      },
      reasons: ['payment-plan'],
      skipped: [],
      inputs: { policy: 'standaard', today: '2026-09-16', agreed: 'confirm-plan' },
    });
  });

  it('that the plan has ended is businesslike and asks for all of the claim', () => {
    expect(plan(taking(inPlan(), reminded, told), '2026-10-16T09:00')).toMatchObject({
      reasons: ['due-by-policy'],
      step: { key: 'plan-ended', tone: 'businesslike', amount: 121_000n, occurrence: 1 },
    });
    expect(plan(taking(inPlan(), reminded), '2026-10-06T09:00')).toMatchObject({
      step: { key: 'instalment-missed', tone: 'friendly', amount: 60_500n },
    });
  });

  it('that a person ended it is about the claim too, where every instalment was paid', () => {
    const ended = inPlan({ paymentPlan: aPlan([0n, 0n]), open: 700n, paymentPlanBrokenOn: '2026-10-06' });
    expect(plan(ended, '2026-10-06T09:00')).toMatchObject({ step: { key: 'plan-ended', amount: 700n, occurrence: 2 } });
  });

  it('leaves on the day an instalment falls due, and not after it', () => {
    const written = (text: string) => inPlan({}, { debtor: { contacts: [{ at: amsterdam(text), channel: 'email' }] } });
    expect(at(written('2026-09-28T07:00'), '2026-09-28T07:30')).toBe('instalment-due 2026-10-01 08:00 email');
    expect(at(written('2026-09-29T07:00'), '2026-09-29T07:30')).toBe('instalment-missed 2026-10-06 08:00 email');
  });

  it.each([
    ['instalment-due', inPlan(), '2026-09-28T08:01'],
    ['instalment-missed', taking(inPlan(), reminded), '2026-10-06T08:01'],
    ['plan-ended', taking(inPlan(), reminded, told), '2026-10-16T08:01'],
  ])('that is on its way is waited for: %s', (key, facts, now) => {
    const claimed = took(key, now, { result: 'claimed' });
    expect(plan(taking(facts, claimed), now)).toStrictEqual({
      next: 'wait',
      until: null,
      reasons: ['send-in-flight'],
      skipped: [],
      inputs: { policy: 'standaard', today: now.slice(0, 10) },
    });
  });

  it('waits until a step of the ladder that is on its way has arrived', () => {
    const busy = inPlan({}, { taken: [took('reminder', '2026-09-28T08:59', { result: 'claimed' })] });
    expect(at(busy, '2026-09-28T09:00')).toBe('wait payment-plan');
  });

  it('is none under a policy of states, none of a plan that is paid, and none of a plan of which nothing is written', () => {
    expect(at(inPlan(), '2026-09-28T09:00', { ...policy, progress: 'highest' })).toBe('wait payment-plan');
    expect(at(inPlan({ paymentPlan: aPlan([0n, 0n]), open: 60_000n }), '2026-09-28T09:00')).toBe('call 2026-09-28 09:00 call');
    expect(at(inPlan({ paymentPlan: unspoken }), '2026-09-28T09:00')).toBe('wait payment-plan until 2026-10-06 00:00');
  });

  it('reminds of an instalment that a storno made due anew, while the days to mend it still run', () => {
    // Agreed too late for a reminder; told on the 6th, paid, and taken back on the 12th: due on the 19th.
    const anew: PaymentPlanFact = {
      agreement: { id: 'plan-1', agreedOn: '2026-09-30', earlier: 0 },
      instalments: [{ dueDate: '2026-10-19', amount: 121_000n, open: 121_000n }],
    };
    const facts = taking(inPlan({ paymentPlan: anew }), told);
    expect(at(facts, '2026-10-13T09:00')).toBe('instalment-due 2026-10-16 08:00 email');
    const again = taking(facts, took('instalment-due', '2026-10-16T08:00'));
    expect(at(again, '2026-10-16T09:00')).toBe('wait payment-plan,plan-ended until 2026-10-22 00:00');
    expect(at(again, '2026-10-22T00:00')).toBe('plan-ended 2026-10-22 08:00 email');
  });
});

describe('a confirmation', () => {
  const promise = { date: '2026-09-30', amount: null };
  const toConfirm = { kind: 'promise', no: 1 } as const;
  const nightly: Policy = { ...policy, jitterMinutes: 240 };

  it('of a promise leaves though another invoice of the plan is contested, that of a plan does not', () => {
    const siblings = [someInvoice(10, { id: 'other', paymentPlan: aPlan(), dispute: { since: '2026-09-16', amount: 1n } })];
    expect(at(inPlan({ promise, toConfirm }, { siblings }), '2026-09-16T09:00')).toBe('confirm-promise 2026-09-16 09:00 email');
    expect(at(inPlan({ toConfirm: { kind: 'plan', no: 1 } }, { siblings }), '2026-09-16T09:00')).toBe('wait payment-plan');
  });

  it('of a promise that was withdrawn stays unwritten', () => {
    expect(at(someFacts({ daysLate: 5, invoice: { toConfirm } }), '2026-09-16T09:00')).toBe('reminder 2026-09-16 09:00 email');
  });

  it('needs no stop that the agreement makes', () => {
    const situation = situationOf(policy, someFacts({ daysLate: 5, invoice: { promise } }), amsterdam('09:00'));
    expect(reasonNotToConfirm(situation, null, 'promise')).toBeNull();
  });

  it('of a plan leaves at one instant for all of its invoices, also on a day on which nothing else runs', () => {
    const by: Policy = { ...nightly, runDays: { monthDays: [8] } };
    const confirmed = (id: string) => at(inPlan({ id, toConfirm: { kind: 'plan', no: 1 } }), '2026-09-16T19:00', by);
    expect(confirmed('invoice-a')).toMatch(/^confirm-plan 2026-09-17 /u);
    expect(new Set(['invoice-a', 'invoice-b', 'invoice-c'].map(confirmed)).size).toBe(1);
  });

  it('of a promise leaves at the instant of its own invoice, in a plan or not', () => {
    const alone = (paymentPlan: PaymentPlanFact | null) => at(inPlan({ promise, toConfirm, paymentPlan }), '2026-09-16T19:00', nightly);
    expect(alone(aPlan())).toBe(alone(null));
  });

  it('of a plan of which nothing else is written leaves by its own invoice', () => {
    expect(at(inPlan({ paymentPlan: unspoken, toConfirm: { kind: 'plan', no: 1 } }), '2026-09-16T09:00')).toBe(
      'confirm-plan 2026-09-16 09:00 email',
    );
  });
});

describe('what a step is about', () => {
  it.each([
    ['confirm-plan', true, true],
    ['instalment-due', true, true],
    ['instalment-missed', true, true],
    ['plan-ended', true, true],
    ['confirm-promise', false, true],
    ['reminder', false, false],
    ['notice', false, false],
  ])('%s: a payment plan %s, an agreement %s', (key, ofPlan, ofAgreement) => {
    expect(isAboutPaymentPlan(key)).toBe(ofPlan);
    expect(isAboutAgreement(key)).toBe(ofAgreement);
  });
});

describe('the part of an invoice in a message that leaves for another of its plan', () => {
  const own = (key: string): PlannedStep => ({
    key,
    occurrence: 1,
    kind: 'message',
    at: amsterdam('09:00'),
    channel: 'email',
    alsoVia: [],
    template: key,
    tone: 'friendly',
    amount: 99n,
    currency: 'EUR',
    legal: null,
    approval: 'none',
    deadline: null,
  });
  const followed = (key: string, facts: ChaseFacts) => {
    const step = shareInPlanMessage(own(key), policy, facts);
    return step && `${step.key}#${step.occurrence} ${step.amount}`;
  };
  const confirm = (kind: 'plan' | 'promise') => ({ toConfirm: { kind, no: 4 }, promise: { date: '2026-09-30', amount: null } });

  it.each<[string, string, ChaseFacts, string | null]>([
    ['is all of it in the confirmation', 'confirm-plan', inPlan(confirm('plan')), 'confirm-plan#4 121000'],
    ['is not in the confirmation when it is confirmed already', 'confirm-plan', inPlan(), null],
    ['is not in the confirmation when a promise is to be confirmed', 'confirm-plan', inPlan(confirm('promise')), null],
    ['is not in the confirmation of a promise', 'confirm-promise', inPlan(confirm('plan')), null],
    [
      'is not in the confirmation of a plan that is broken',
      'confirm-plan',
      inPlan({ ...confirm('plan'), paymentPlanBrokenOn: '2026-09-16' }),
      null,
    ],
    ['is the share that is due in a reminder', 'instalment-due', inPlan(), 'instalment-due#1 60500'],
    ['is said once', 'instalment-due', taking(inPlan(), reminded), null],
    ['is not said while it is on its way', 'instalment-due', taking(inPlan(), { ...reminded, result: 'claimed' }), null],
    ['is all of it when the plan has ended', 'plan-ended', inPlan({ paymentPlanBrokenOn: '2026-10-06' }), 'plan-ended#1 121000'],
    [
      'is all of it also when each instalment was paid',
      'plan-ended',
      inPlan({ paymentPlan: aPlan([0n, 0n]), open: 700n, paymentPlanBrokenOn: '2026-10-06' }),
      'plan-ended#2 700',
    ],
    ['is none in a step of the ladder', 'reminder', inPlan(), null],
    ['is none without a plan', 'instalment-due', inPlan({ paymentPlan: null }), null],
    ['is none in a plan of which nothing is written', 'instalment-due', inPlan({ paymentPlan: unspoken }), null],
  ])('%s', (_, key, facts, expected) => {
    expect(followed(key, facts)).toBe(expected);
  });

  it.each([
    ['instalment-due', 99n],
    ['instalment-missed', 99n],
    ['plan-ended', 120_000n],
    ['confirm-plan', 120_000n],
    ['reminder', 120_000n],
  ])('asks in %s the share that is due, or all that is not disputed', (key, expected) => {
    expect(askedOf({ key, amount: 99n }, someInvoice(5, { dispute: { since: '2026-09-16', amount: 1000n } }))).toBe(expected);
  });
});
