import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalTerms } from './agreements.input.js';

describe('equalTerms', () => {
  it('add up to the cent, differ by one cent at most, and never go back in time', () => {
    fc.assert(
      fc.property(
        fc.bigInt(60n, 10n ** 12n),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('week', 'two-weeks', 'month'),
        (total, count, interval) => {
          const terms = equalTerms(total, { count, firstDueDate: '2027-01-31', interval });
          const amounts = terms.map(({ amount }) => amount);
          expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(total);
          expect((amounts[0] ?? 0n) - (amounts.at(-1) ?? 0n) <= 1n).toBe(true);
          const dates = terms.map(({ dueDate }) => dueDate);
          expect(new Set(dates).size).toBe(count);
          expect(dates).toEqual([...dates].sort((a, b) => a.localeCompare(b)));
        },
      ),
    );
  });
});
