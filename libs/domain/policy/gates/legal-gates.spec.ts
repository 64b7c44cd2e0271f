import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someDebtor, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import { type DebtorKind, type TakenStep, debtorKinds } from '../facts/facts.js';
import { claimsOfNotice, noticeKindOf } from './legal-gates.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';

const morning = amsterdam('07:00');
const frame: Policy = { ...standaard, jitterMinutes: 0 };
const mail = (rest: Partial<Step>): Step => ({
  key: 'a',
  kind: 'message',
  trigger: { anchor: 'dueDate', days: 0, align: 'none' },
  channels: ['email'],
  template: 't',
  ...rest,
});
const plan = (step: Step, options: FactsOptions) => decide({ ...frame, steps: [step] }, someFacts(options), morning);
const natural = { consumer: true, unknown: true, natural_business: true, company: false, government: false } as const;
const consumer = { ...natural, natural_business: false } as const;
const kinds = debtorKinds.map((kind) => [kind] as const);
const notice = took('notice', '2026-08-20T08:00', { notice: { lastDay: '2026-09-14', costsFrom: '2026-09-18', announcedCosts: 1n } });

describe.each(kinds)('for a %s', (kind: DebtorKind) => {
  const debtor = { kind };

  it('a formal notice comes after the due date', () => {
    expect(planText(plan(mail({ legal: 'formal-notice' }), { daysLate: 0, debtor }))).toBe('a 2026-09-17 08:00 email');
    expect(planText(plan(mail({ legal: 'formal-notice' }), { daysLate: 1, debtor }))).toBe('a 2026-09-16 08:00 email');
  });

  it.each(['unilateral', 'none'] as const)('a term that is %s lets a person look first where the debtor is a consumer', (termBasis) => {
    const answer = plan(mail({ legal: 'formal-notice' }), { daysLate: 5, debtor, invoice: { termBasis } });
    expect(answer).toMatchObject({ step: { approval: consumer[kind] ? 'required' : 'none' } });
    expect(answer.reasons).toEqual(consumer[kind] ? ['due-by-policy', 'legal-gate'] : ['due-by-policy']);
    expect(answer.inputs['gate']).toBe(consumer[kind] ? 'default-not-proven' : undefined);
  });

  it('costs wait for a notice that was given to run out, and where the debtor is a consumer for one to be given', () => {
    const step = mail({ charges: { collectionCosts: 'charge' } });
    const without = plan(step, { daysLate: 40, debtor });
    expect(planText(without)).toBe(consumer[kind] ? 'wait legal-gate' : 'a 2026-09-16 08:00 email');
    expect(without.inputs['gate']).toBe(consumer[kind] ? 'no-valid-notice' : undefined);
    expect(planText(plan(step, { daysLate: 40, debtor, taken: [notice] }))).toBe('a 2026-09-18 08:00 email');
    const voided = { ...notice, result: 'failed' as const };
    expect(planText(plan(step, { daysLate: 40, debtor, taken: [voided] }))).toBe(
      consumer[kind] ? 'wait legal-gate' : 'a 2026-09-16 08:00 email',
    );
  });

  it.each<[string, Partial<Step>]>([
    ['costs', { charges: { collectionCosts: 'charge' } }],
    ['a handover', { kind: 'handover' }],
  ])('%s never come before the claim is due, whatever the ladder counts from', (_, rest) => {
    const step = mail({ ...rest, trigger: { anchor: 'chaseStart', days: 0, align: 'none' } });
    const early = { ...notice, notice: { lastDay: '2026-09-01', costsFrom: '2026-09-05', announcedCosts: 1n } };
    const answer = planText(plan(step, { daysLate: -5, debtor, taken: [early] }));
    const asks = rest.kind === 'handover' && natural[kind] ? ' approval' : '';
    const road = rest.kind === 'handover' ? '-' : 'email';
    expect(answer).toBe(consumer[kind] ? 'wait legal-gate' : `a 2026-09-22 08:00 ${road}${asks}`);
  });

  it('announcing costs needs no notice before it', () => {
    expect(planText(plan(mail({ charges: { collectionCosts: 'announce' } }), { daysLate: 40, debtor }))).toBe('a 2026-09-16 08:00 email');
  });

  it('a fixed fee is left out where the debtor is a consumer', () => {
    const charges = { fixedFee: 500n, feeCurrency: 'EUR', interest: '8.00', yearDays: 360, collectionCosts: 'announce' } as const;
    expect(plan(mail({ charges }), { daysLate: 40, debtor })).toMatchObject({
      step: { charges: { ...charges, fixedFee: consumer[kind] ? 0n : 500n } },
    });
  });

  it('a person decides on a handover where the debtor is a natural person, whatever the policy says', () => {
    const handover: Step = { key: 'h', kind: 'handover', trigger: { anchor: 'dueDate', days: 0 } };
    expect(
      plan(handover, {
        daysLate: 40,
        debtor,
        taken: [{ ...notice, notice: { lastDay: '2026-09-01', costsFrom: '2026-09-05', announcedCosts: 1n } }],
      }),
    ).toMatchObject({
      step: { approval: natural[kind] ? 'required' : 'none' },
    });
    expect(planText(plan(handover, { daysLate: 40, debtor }))).toBe(
      consumer[kind] ? 'wait legal-gate' : `h 2026-09-16 08:00 -${natural[kind] ? ' approval' : ''}`,
    );
  });
});

it('the newest valid notice counts', () => {
  const step = mail({ charges: { collectionCosts: 'charge' } });
  const newer = { ...notice, occurrence: 2, notice: { lastDay: '2026-09-17', costsFrom: '2026-09-21', announcedCosts: 1n } };
  const at = (...taken: TakenStep[]) => planText(plan(step, { daysLate: 40, debtor: { kind: 'consumer' }, taken }));
  expect(at(notice, newer)).toBe('a 2026-09-21 08:00 email');
  expect(at(notice, { ...newer, result: 'failed' })).toBe('a 2026-09-18 08:00 email');
  expect(at(notice, { ...newer, result: 'sent' })).toBe('a 2026-09-21 08:00 email');
});

it('a formal notice that charges waits for an earlier one', () => {
  const step = mail({ legal: 'formal-notice', charges: { collectionCosts: 'charge' } });
  const options = { daysLate: 40, debtor: { kind: 'consumer' as const } };
  expect(planText(plan(step, options))).toBe('wait legal-gate');
  expect(planText(plan(step, { ...options, taken: [notice] }))).toBe('a 2026-09-18 08:00 email');
});

it('a notice names every open, due and undisputed claim in its currency, the own one first', () => {
  const own = someInvoice(10, { id: 'own' });
  const claims = claimsOfNotice(
    {
      debtor: someDebtor(),
      invoice: own,
      siblings: [
        someInvoice(5, { id: 'late' }),
        someInvoice(20, { id: 'oldest' }),
        someInvoice(0, { id: 'due-today' }),
        someInvoice(20, { id: 'paid', outcome: 'paid' }),
        someInvoice(20, { id: 'dollars', currency: 'USD' }),
        someInvoice(20, { id: 'disputed', dispute: { since: '2026-09-01', amount: null } }),
        someInvoice(2, { id: 'partly', dispute: { since: '2026-09-01', amount: 1n } }),
        someInvoice(20, { id: 'promised', promise: { date: '2026-09-20', amount: null } }),
        someInvoice(20, { id: 'paused', pause: { reason: 'asked for a copy', until: null } }),
        someInvoice(20, { id: 'debit', directDebitPending: true }),
        someInvoice(20, {
          id: 'in-the-last-term-of-a-plan',
          paymentPlanBrokenOn: '2026-09-10',
          taken: [took('plan-ended', '2026-09-10T08:00')],
        }),
        someInvoice(20, { id: 'in-a-plan', paymentPlan: { instalments: [{ dueDate: '2026-10-01', amount: 10n, open: 10n }] } }),
        someInvoice(30, {
          id: 'plan-broken',
          paymentPlanBrokenOn: '2026-09-10',
          paymentPlan: { instalments: [{ dueDate: '2026-09-01', amount: 10n, open: 10n }] },
        }),
      ],
    },
    { on: '2026-09-16', zone: 'Europe/Amsterdam' },
  );
  expect(claims.map(({ id }) => id)).toEqual(['own', 'plan-broken', 'oldest', 'late', 'partly']);
});

describe('claims of which not all are in default', () => {
  const siblings = [someInvoice(9, { id: 'unilateral', termBasis: 'unilateral' }), someInvoice(8, { id: 'agreed' })];
  const named = (kind: DebtorKind, invoice = someInvoice(10, { id: 'own' })) =>
    claimsOfNotice({ debtor: someDebtor({ kind }), invoice, siblings }, { on: '2026-09-16', zone: 'Europe/Amsterdam' }).map(({ id }) => id);

  it('a 14-day letter names those in default only', () => {
    expect(named('consumer')).toEqual(['own', 'agreed']);
    expect(named('unknown')).toEqual(['own', 'agreed']);
  });

  it('a demand names all that are due, a notice of default those that are not in default', () => {
    expect(named('company')).toEqual(['own', 'unilateral', 'agreed']);
    expect(named('consumer', someInvoice(10, { id: 'own', termBasis: 'none' }))).toEqual(['own', 'unilateral']);
  });

  it('each asks for its own notice', () => {
    const kindOf = (debtor: DebtorKind, termBasis: 'agreed' | 'none') => noticeKindOf(debtor, someInvoice(1, { termBasis }), '2026-09-16');
    expect([kindOf('consumer', 'agreed'), kindOf('consumer', 'none')]).toEqual(['fourteen-day-letter', 'notice-of-default']);
    expect([kindOf('company', 'agreed'), kindOf('company', 'none')]).toEqual(['demand', 'notice-of-default']);
  });
});

describe('a notice that a person is looking at before it leaves', () => {
  const asked = (changes: Partial<TakenStep> = {}): TakenStep =>
    took('notice', '2026-09-15T08:00', { channel: null, result: 'open', ...changes });
  const of = (taken: readonly TakenStep[], policy: Partial<Policy> = {}) =>
    decide(
      { ...frame, ...policy },
      someFacts({ daysLate: 60, debtor: { kind: 'consumer' }, invoice: { termBasis: 'unilateral' }, taken }),
      morning,
    );

  it.each<[string, readonly TakenStep[], Partial<Policy>, string]>([
    ['is what the chase waits for, and not the handover after it', [asked()], {}, 'wait awaiting-approval'],
    [
      'so also where every step stands by itself',
      [asked()],
      { progress: 'independent', steps: standaard.steps.filter(({ kind, legal }) => legal !== undefined || kind === 'handover') },
      'wait awaiting-approval',
    ],
    ['until its deadline', [asked({ deadline: amsterdam('2026-09-18T08:00') })], {}, 'wait awaiting-approval until 2026-09-18 08:00'],
    ['leaves when he agreed', [asked({ result: 'done', outcome: 'approved' })], {}, 'notice 2026-09-16 08:00 letter+email'],
    ['leaves the handover without a notice when he did not', [asked({ result: 'done', outcome: 'declined' })], {}, 'wait legal-gate'],
  ])('%s', (_, taken, policy, expected) => {
    const call = took('call', '2026-08-01T08:00', { channel: null, result: 'done', outcome: 'no-answer' });
    expect(planText(of([call, ...taken], policy))).toBe(expected);
  });
});
