import { describe, expect, it } from 'vitest';
import { amsterdam, type FactsOptions, someDebtor, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText, stepText } from '#testing/builders/plan-text.js';
import { isAboutAgreement } from './agreement-messages.js';
import { decide } from '../decide.js';
import type { ChaseFacts, InvoiceFacts, PaymentPlanFact } from '../facts/facts.js';
import { forecast } from '../forecast/forecast.js';
import { stepsToMerge } from '../merge.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';

const policy: Policy = { ...standaard, jitterMinutes: 0 };
/** Two instalments of 605.00, on Thursday 1 October and Monday 2 November 2026. */
const aPlan = (open: readonly [bigint, bigint] = [60_500n, 60_500n], earlier = 0): PaymentPlanFact => ({
  agreement: { id: 'plan-1', agreedOn: '2026-09-16', earlier },
  instalments: [
    { dueDate: '2026-10-01', amount: 60_500n, open: open[0] },
    { dueDate: '2026-11-02', amount: 60_500n, open: open[1] },
  ],
});
const inPlan = (more: Partial<InvoiceFacts> = {}, options: FactsOptions = {}): ChaseFacts =>
  someFacts({ daysLate: 20, ...options, invoice: { paymentPlan: aPlan(), ...more }, taken: [took('reminder', '2026-09-02T08:00')] });
const at = (facts: ChaseFacts, now: string, by: Policy = policy): string => planText(decide(by, facts, amsterdam(now)));
const after = (facts: ChaseFacts, ...taken: InvoiceFacts['taken']): ChaseFacts => ({
  ...facts,
  invoice: { ...facts.invoice, taken: [...facts.invoice.taken, ...taken] },
});

const reminded = took('instalment-due', '2026-09-28T08:00');
const missed = took('instalment-missed', '2026-10-06T08:00');
const ended = took('plan-ended', '2026-10-16T08:00');

describe('what is written about a plan', () => {
  it('is a reminder three days before each instalment that is open', () => {
    expect(at(inPlan(), '2026-09-17T09:00')).toBe('instalment-due 2026-09-28 08:00 email');
    const paid = inPlan({ paymentPlan: aPlan([0n, 60_500n]), open: 60_500n });
    expect(at(paid, '2026-09-17T09:00')).toBe('instalment-due#2 2026-10-30 08:00 email');
    expect(decide(policy, paid, amsterdam('2026-09-17T09:00'))).toMatchObject({ step: { amount: 60_500n, template: 'instalment-due' } });
  });

  it('is no reminder of what was agreed a moment ago', () => {
    const agreed = { ...aPlan(), agreement: { id: 'plan-1', agreedOn: '2026-09-28', earlier: 0 } };
    expect(at(inPlan({ paymentPlan: agreed }), '2026-09-28T10:00')).toBe('instalment-missed 2026-10-06 08:00 email');
  });

  it('is a friendly word when the grace is over, and an end when that was not mended', () => {
    expect(at(after(inPlan(), reminded), '2026-09-28T09:00')).toBe('instalment-missed 2026-10-06 08:00 email');
    // Told on the 6th: mend by the 13th, two working days of grace, broken on the 16th.
    expect(at(after(inPlan(), reminded, missed), '2026-10-06T09:00')).toBe('plan-ended 2026-10-16 08:00 email');
    // Seven days to pay it all, then the ladder goes on where it was: at the call.
    expect(at(after(inPlan(), reminded, missed, ended), '2026-10-16T09:00')).toBe('wait plan-ended until 2026-10-24 00:00');
    expect(at(after(inPlan(), reminded, missed, ended), '2026-10-24T00:00')).toBe('call 2026-10-26 09:00 call');
  });

  it('is forecast as it will be', () => {
    const span = { now: amsterdam('2026-09-17T09:00'), until: amsterdam('2026-11-30T00:00') };
    const coming = forecast(policy, inPlan(), span).map(({ step }) => (step ? stepText(step) : 'standstill'));
    expect(coming.slice(0, 5)).toEqual([
      'instalment-due 2026-09-28 08:00 email',
      'instalment-missed 2026-10-06 08:00 email',
      'plan-ended 2026-10-16 08:00 email',
      'call 2026-10-26 09:00 call',
      'notice 2026-11-11 08:00 letter+email',
    ]);
  });

  it('is nothing more when the instalment was paid in between, also after it was missed', () => {
    const mended = inPlan({ paymentPlan: aPlan([0n, 60_500n]), open: 60_500n });
    expect(at(after(mended, reminded, missed), '2026-10-10T09:00')).toBe('instalment-due#2 2026-10-30 08:00 email');
    const paid = inPlan({ paymentPlan: aPlan([0n, 0n]), open: 0n, outcome: 'paid' });
    expect(at(after(paid, reminded), '2026-10-10T09:00')).toBe('closed paid');
  });

  it('is nothing about a trifle that is missing: it is asked with the next instalment', () => {
    const short = inPlan({ paymentPlan: aPlan([499n, 60_500n]), open: 60_999n });
    expect(at(short, '2026-10-10T09:00')).toBe('instalment-due#2 2026-10-30 08:00 email');
    expect(decide(policy, short, amsterdam('2026-10-10T09:00'))).toMatchObject({ step: { amount: 60_999n } });
    const enough = inPlan({ paymentPlan: aPlan([500n, 60_500n]), open: 61_000n });
    expect(at(enough, '2026-09-29T09:00')).toBe('instalment-due 2026-09-29 09:00 email');
    expect(at(after(enough, reminded), '2026-09-29T09:00')).toBe('instalment-missed 2026-10-06 08:00 email');
    // A policy that chases every cent asks for it.
    expect(at(after(short, reminded), '2026-09-29T09:00', { ...policy, minimumOpenAmount: {} })).toBe(
      'instalment-missed 2026-10-06 08:00 email',
    );
    const rest = inPlan({ paymentPlan: aPlan([0n, 1n]), open: 1n });
    expect(at(after(rest, reminded), '2026-11-10T09:00')).toBe('wait below-minimum');
  });

  it('adds trifles up: together they are missed', () => {
    const twice = inPlan({ paymentPlan: aPlan([300n, 300n]), open: 600n });
    const answer = decide(
      policy,
      after(twice, reminded, took('instalment-due', '2026-10-30T08:00', { occurrence: 2 })),
      amsterdam('2026-11-03T09:00'),
    );
    expect(planText(answer)).toBe('instalment-missed#2 2026-11-05 08:00 email');
    expect(answer).toMatchObject({ step: { amount: 600n } });
  });

  it('leaves again after a second plan was agreed: its instalments have numbers of their own', () => {
    const second = inPlan({ paymentPlan: aPlan([60_500n, 60_500n], 3) });
    expect(at(after(second, reminded, missed), '2026-09-17T09:00')).toBe('instalment-due#4 2026-09-28 08:00 email');
  });

  it.each<[string, Partial<InvoiceFacts>, FactsOptions['debtor'], string]>([
    ['a pause', { pause: { reason: 'asked', until: '2026-10-02' } }, {}, 'wait paused,payment-plan until 2026-10-03 00:00'],
    ['a dispute', { dispute: { since: '2026-09-20', amount: null } }, {}, 'wait disputed,payment-plan'],
    ['a hold', {}, { holds: [{ reason: 'vacation', until: '2026-10-04' }] }, 'wait on-hold,payment-plan until 2026-10-05 00:00'],
    ['no wish to be contacted', {}, { doNotContact: true }, 'wait payment-plan,do-not-contact'],
    ['a promise', { promise: { date: '2026-10-05', amount: null } }, {}, 'wait promised,payment-plan until 2026-10-08 00:00'],
    ['money that waits to be matched', {}, { unmatchedMoney: true }, 'wait payment-plan,unmatched-money'],
  ])('is kept back by %s, and the chase looks again when that has gone', (_, invoice, debtor, expected) => {
    expect(at(inPlan(invoice, { debtor: debtor ?? {} }), '2026-09-28T09:00')).toBe(expected);
  });

  it('keeps the caps, the windows and the run days; a reminder that would come too late is left out', () => {
    const contacts = [{ at: amsterdam('2026-09-27T10:00'), channel: 'email' } as const];
    expect(at(inPlan({}, { debtor: { contacts } }), '2026-09-28T07:00')).toBe('instalment-due 2026-09-30 08:00 email');
    const monthly: Policy = { ...policy, runDays: { monthDays: [8] } };
    expect(at(inPlan(), '2026-09-17T09:00', monthly)).toBe('instalment-missed 2026-10-08 08:00 email');
  });

  it('goes by the next channel when one fails, and never again where it may have arrived', () => {
    const failed = took('instalment-due', '2026-09-28T08:00', { result: 'failed' });
    expect(at(after(inPlan(), failed), '2026-09-28T09:00')).toBe('instalment-due 2026-09-28 09:00 sms');
    const unknown = took('instalment-due', '2026-09-28T08:00', { result: 'unknown' });
    expect(at(after(inPlan(), unknown), '2026-09-28T09:00')).toBe('instalment-missed 2026-10-06 08:00 email');
    const claimed = took('instalment-due', '2026-09-28T08:00', { result: 'claimed' });
    expect(at(after(inPlan(), claimed), '2026-09-28T08:01')).toBe('wait send-in-flight');
  });

  it('breaks without a word for a debtor whom nothing reaches', () => {
    const reach = { call: 'usable' } as const;
    expect(at(inPlan({}, { debtor: { reach } }), '2026-10-05T09:00')).toBe('wait payment-plan until 2026-10-06 00:00');
    expect(at(inPlan({}, { debtor: { reach } }), '2026-10-06T09:00')).toBe('call 2026-10-06 09:00 call');
  });

  it('ends by a step of the policy, where it has one for that', () => {
    const own: Policy = {
      ...policy,
      steps: [
        ...policy.steps,
        { key: 'broken', kind: 'message', trigger: { anchor: 'planBroken', days: 0 }, template: 'reminder', tone: 'businesslike' },
      ],
    };
    expect(at(after(inPlan(), reminded, missed), '2026-10-16T09:00', own)).toBe('broken 2026-10-16 09:00 email');
  });

  it('ends once also when a person broke it off, and not at all when the ladder has gone on since', () => {
    const broken = inPlan({ paymentPlanBrokenOn: '2026-09-20' });
    expect(at(broken, '2026-09-20T09:00')).toBe('plan-ended 2026-09-21 08:00 email');
    const gone = after(broken, took('call', '2026-09-21T09:00', { result: 'done', channel: 'call', outcome: 'no-answer' }));
    expect(at(gone, '2026-09-22T09:00')).toBe('notice 2026-10-07 08:00 letter+email');
  });
});

describe('what was agreed', () => {
  const toConfirm = { kind: 'plan', no: 1 } as const;

  it('is confirmed first, in the hours of its channel, and no cap holds it', () => {
    const contacts = [{ at: amsterdam('2026-09-16T08:00'), channel: 'email' } as const];
    expect(at(inPlan({ toConfirm }, { debtor: { contacts } }), '2026-09-16T09:00')).toBe('confirm-plan 2026-09-16 09:00 email');
    const promise = { date: '2026-09-30', amount: null };
    const promised = someFacts({ daysLate: 5, invoice: { promise, toConfirm: { kind: 'promise', no: 2 } } });
    expect(at(promised, '2026-09-16T19:00')).toBe('confirm-promise#2 2026-09-17 08:00 email');
  });

  it.each<[string, Partial<InvoiceFacts>]>([
    ['was contested', { dispute: { since: '2026-09-16', amount: 100n } }],
    ['was put aside', { pause: { reason: 'asked', until: null } }],
    ['was broken off', { paymentPlanBrokenOn: '2026-09-16' }],
    ['was taken back', { paymentPlan: null }],
  ])('is not confirmed when it %s', (_, invoice) => {
    expect(at(inPlan({ toConfirm, ...invoice }), '2026-09-16T09:00')).not.toContain('confirm');
  });

  it('is confirmed by letter to who has no mailbox, when it is a plan', () => {
    const debtor = { reach: { letter: 'usable' } } as const;
    expect(at(inPlan({ toConfirm }, { debtor }), '2026-09-16T09:00')).toBe('confirm-plan 2026-09-16 09:00 letter');
    const promised = someFacts({
      invoice: { promise: { date: '2026-09-30', amount: null }, toConfirm: { kind: 'promise', no: 1 } },
      debtor,
    });
    expect(at(promised, '2026-09-16T09:00')).toBe('wait promised until 2026-10-03 00:00');
  });
});

describe('a plan over several invoices', () => {
  const plan = (earlier: number): PaymentPlanFact => aPlan([60_500n, 60_500n], earlier);
  const invoices = [
    someInvoice(20, { id: 'a', open: 40_000n, paymentPlan: plan(0), toConfirm: { kind: 'plan', no: 1 } }),
    someInvoice(10, { id: 'b', open: 40_000n, paymentPlan: plan(2), toConfirm: { kind: 'plan', no: 2 } }),
    someInvoice(1, { id: 'c', open: 41_000n, paymentPlan: plan(0), toConfirm: { kind: 'plan', no: 1 } }),
  ];
  const chases = (all: readonly InvoiceFacts[], by: Policy = policy) =>
    all.map((invoice) => ({
      policy: by,
      facts: { debtor: someDebtor(), invoice, siblings: all.filter((other) => other !== invoice) },
    }));
  const leaves = (all: readonly InvoiceFacts[], now: string, by?: Policy) => {
    const [own, ...others] = chases(all, by);
    const message = own && stepsToMerge(own, others, amsterdam(now));
    return message?.steps.map(({ chase, step }) => `${chase.facts.invoice.id} ${stepText(step)} ${step.amount}`);
  };
  const confirmed = invoices.map((invoice) => ({ ...invoice, toConfirm: null }));

  it('says everything once, for all of them, also where nothing is merged', () => {
    for (const merge of ['day', 'none'] as const) {
      const by: Policy = { ...policy, merge };
      expect(leaves(invoices, '2026-09-16T09:00', by)).toEqual([
        'a confirm-plan 2026-09-16 09:00 email 40000',
        'b confirm-plan#2 2026-09-16 09:00 email 40000',
        'c confirm-plan 2026-09-16 09:00 email 41000',
      ]);
      expect(leaves(confirmed, '2026-09-28T08:00', by)).toEqual([
        'a instalment-due 2026-09-28 08:00 email 40000',
        'b instalment-due#3 2026-09-28 08:00 email 20500',
        'c instalment-due 2026-09-28 08:00 email 0',
      ]);
    }
  });

  it('plans the same instant for each of them', () => {
    const jittered: Policy = { ...policy, jitterMinutes: 240 };
    const instants = chases(confirmed, jittered).map(({ facts }) => at(facts, '2026-09-17T09:00', jittered).replace(/#\d/, ''));
    expect(new Set(instants).size).toBe(1);
  });

  it('is silent about all while one of them is contested', () => {
    const [a, b, c] = invoices;
    if (!a || !b || !c) throw new Error('three invoices');
    const contested = [a, { ...b, dispute: { since: '2026-09-16', amount: null } }, c];
    for (const { facts } of chases(contested)) expect(at(facts, '2026-09-28T09:00')).not.toMatch(/confirm|instalment/);
  });

  it('goes in no message of the ladder, nor the ladder in one of the plan', () => {
    const other = someInvoice(26, { id: 'other' });
    const own = { policy, facts: { debtor: someDebtor(), invoice: other, siblings: confirmed } };
    const message = stepsToMerge(own, chases([...confirmed, other]), amsterdam('2026-09-28T08:00'));
    expect(message?.steps.some(({ step }) => isAboutAgreement(step.key))).not.toBe(true);
    expect(leaves([...confirmed, other], '2026-09-28T08:00')?.length).toBe(3);
  });
});
