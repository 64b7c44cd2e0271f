/** How much a simulation may be: counted, the same everywhere, and changing nothing of what is answered. */
import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import { standaard, strak } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import { WorkBudget, WorkExceeded } from '../language/work-budget.js';
import { simulate } from './simulate.js';

const span = { from: amsterdam('2026-09-01T00:00'), until: amsterdam('2027-03-01T00:00'), events: [] };
const accounts = (invoices = 3) => [
  { debtor: someDebtor(), invoices: Array.from({ length: invoices }, (_, index) => someInvoice(index, { dueDate: '2026-09-16' })) },
];
const unitsOf = (policy: Policy, invoices?: number): number => {
  const budget = new WorkBudget(Infinity);
  simulate(policy, accounts(invoices), { ...span, budget });
  return budget.meter.units;
};

describe('the work of a simulation', () => {
  it('is the same whenever it is asked, and grows with what is asked', () => {
    expect(unitsOf(standaard)).toBe(unitsOf(standaard));
    expect(unitsOf(standaard, 6)).toBeGreaterThan(2 * unitsOf(standaard, 3));
    expect(unitsOf({ ...standaard, steps: standaard.steps.slice(0, 2) })).toBeLessThan(unitsOf(standaard));
  });

  it('changes no answer', () => {
    const policyOf = (id: string): Policy => (id === accounts()[0]?.invoices[1]?.id ? strak : standaard);
    for (const more of [{}, { policyOf }]) {
      const plain = simulate(standaard, accounts(), { ...span, ...more });
      expect(plain.contacts.length).toBeGreaterThan(3);
      expect(simulate(standaard, accounts(), { ...span, ...more, budget: new WorkBudget(Infinity) })).toEqual(plain);
    }
  });

  it('is counted under every policy of the book', () => {
    const budget = new WorkBudget(Infinity);
    simulate(standaard, accounts(), { ...span, policyOf: () => strak, budget });
    expect(budget.meter.units).toBe(unitsOf(strak));
  });

  it('is refused where it is more than the budget, to the unit', () => {
    const units = unitsOf(standaard);
    const within = (limit: number) => () => simulate(standaard, accounts(), { ...span, budget: new WorkBudget(limit) });
    expect(within(units)).not.toThrow();
    expect(within(1_000)).toThrow(WorkExceeded);
  });

  it('leaves a policy as it is: who decides without a budget is not counted', () => {
    const budget = new WorkBudget(Infinity);
    simulate(standaard, accounts(), { ...span, budget });
    const { units } = budget.meter;
    simulate(standaard, accounts(), span);
    expect(budget.meter.units).toBe(units);
    expect(budget.metered(budget.metered(standaard))).toBe(budget.metered(standaard));
  });

  it.each<[string, Partial<Policy>]>([
    ['a ladder in debtor scope', { scope: 'debtor' }],
    ['steps by themselves', { progress: 'independent' }],
    ['states', { progress: 'highest' }],
    ['run days that hardly come', { runDays: { dates: ['2027-02-01'] } }],
  ])('counts %s', (_, over) => {
    const policy = { ...standaard, ...over };
    expect(() => simulate(policy, accounts(20), { ...span, budget: new WorkBudget(50_000) })).toThrow(WorkExceeded);
  });
});
