import { describe, expect, it } from 'vitest';
import type { Plan, PlannedCharges } from '#domain/policy/language/plan.js';
import { isSamePlan, storedPlan, toStored } from './plan-json.js';

const nothing: PlannedCharges = { fixedFee: 0n, feeCurrency: null, interest: 'none', yearDays: 365, collectionCosts: 'none' };

const plan = (charges: PlannedCharges): Plan => ({
  next: 'step',
  step: {
    key: 'reminder',
    occurrence: 1,
    kind: 'message',
    at: Date.parse('2026-12-01T08:00:00Z'),
    channel: 'email',
    alsoVia: [],
    template: 'reminder',
    tone: 'friendly',
    amount: 12_100n,
    currency: 'EUR',
    legal: null,
    approval: 'none',
    charges,
    deadline: null,
  },
  reasons: ['due-by-policy'],
  skipped: [],
  inputs: { policy: 'standaard' },
});

/** As a version of before kept it: with what it charges, also where that is nothing. */
const asBefore = (charges: PlannedCharges): unknown => {
  const stored = toStored(plan(charges));
  return JSON.parse(JSON.stringify({ ...stored, step: { ...stored.step, charges: { ...charges, fixedFee: Number(charges.fixedFee) } } }));
};

describe('a plan that is kept', () => {
  it('says nothing of charges where nothing is charged, and reads back', () => {
    const stored = toStored(plan(nothing));
    expect(stored.step).not.toHaveProperty('charges');
    expect(storedPlan.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  });

  it.each<Partial<PlannedCharges>>([{ fixedFee: 1n }, { interest: 'contractual' }, { collectionCosts: 'announce' }])(
    'says it charges %o',
    (some) => {
      expect(toStored(plan({ ...nothing, ...some })).step?.charges).toBeDefined();
    },
  );

  it('is the same as one of before that said that nothing is charged', () => {
    expect(isSamePlan(toStored(plan(nothing)), asBefore(nothing))).toBe(true);
  });

  it('differs from one that charged something', () => {
    expect(isSamePlan(toStored(plan(nothing)), asBefore({ ...nothing, fixedFee: 500n }))).toBe(false);
    expect(isSamePlan(toStored(plan({ ...nothing, fixedFee: 500n })), asBefore(nothing))).toBe(false);
  });

  it('differs from one of before in anything else', () => {
    const before = asBefore(nothing);
    expect(isSamePlan({ ...toStored(plan(nothing)), reasons: ['on-hold'] }, before)).toBe(false);
  });
});
