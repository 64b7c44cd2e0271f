import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { type CostedNotice, costsDueOf, costsOfNotice } from './notice-costs.js';

const named = (announcedCosts: bigint, ...amounts: readonly bigint[]): CostedNotice => ({
  announcedCosts,
  claims: amounts.map((amount) => ({ amount })),
});
const scale = (sum: bigint): bigint =>
  sum === 0n ? 0n : collectionCosts({ principals: [{ amount: sum, currency: 'EUR' }], debtorKind: 'company' }).costs;

describe('costs of a notice', () => {
  it.each<[string, bigint, readonly CostedNotice[], bigint]>([
    ['are the scale over what it names', 600_00n, [], 90_00n],
    ['beside another, the rest of the scale over both', 500_00n, [named(75_00n, 500_00n)], 75_00n],
    ['are none while the minimum covers both', 100_00n, [named(40_00n, 100_00n)], 0n],
    ['are what the minimum left', 200_00n, [named(40_00n, 200_00n)], 20_00n],
    ['are never more than the scale over what is new', 100_00n, [named(1_00n, 10_000_00n)], 40_00n],
    ['are none for nothing', 0n, [], 0n],
  ])('%s', (_, fresh, standing, expected) => {
    expect(costsOfNotice(fresh, standing)).toBe(expected);
  });

  const sums = fc.array(fc.bigInt({ min: 1n, max: 10n ** 8n }), { minLength: 1, maxLength: 6 });

  it('of one letter after another never exceed the scale over the sum of what they name', () => {
    fc.assert(
      fc.property(sums, (amounts) => {
        const standing: CostedNotice[] = [];
        for (const amount of amounts) {
          const costs = costsOfNotice(amount, standing);
          expect(costs >= 0n && costs <= scale(amount)).toBe(true);
          standing.push(named(costs, amount));
          const all = standing.reduce((sum, { announcedCosts }) => sum + announcedCosts, 0n);
          expect(all <= scale(standing.reduce((sum, { claims }) => sum + (claims[0]?.amount ?? 0n), 0n))).toBe(true);
        }
      }),
    );
  });
});

describe('costs that are due after the term', () => {
  const claim = (amount: bigint, settledInTime = 0n) => ({ amount, settledInTime });

  it.each<[string, bigint, Parameters<typeof costsDueOf>[1], bigint]>([
    ['all that was announced when nothing was paid', 300_00n, [claim(2_000_00n)], 300_00n],
    ['costs on the rest when a part was paid in time', 300_00n, [claim(2_000_00n, 1_500_00n)], 75_00n],
    ['over all claims together', 90_00n, [claim(300_00n, 300_00n), claim(300_00n)], 45_00n],
    ['the minimum for a small rest', 300_00n, [claim(2_000_00n, 1_999_99n)], 40_00n],
    ['nothing when all was paid', 300_00n, [claim(2_000_00n, 2_000_00n)], 0n],
    ['nothing from one claim that was paid too much for another', 45_00n, [claim(300_00n, 900_00n), claim(300_00n)], 45_00n],
    ['never more than was announced', 20_00n, [claim(200_00n)], 20_00n],
  ])('%s', (_, announced, claims, expected) => {
    expect(costsDueOf(announced, claims)).toBe(expected);
  });

  it('never rise by a payment', () => {
    const amounts = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 7n }), fc.bigInt({ min: 0n, max: 10n ** 7n })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 10n ** 7n }), (claims, more) => {
        const paid = claims.map(([amount, settled]) => claim(amount, settled));
        const announced = scale(claims.reduce((sum, [amount]) => sum + amount, 0n));
        const before = costsDueOf(announced, paid);
        const after = costsDueOf(
          announced,
          paid.map(({ amount, settledInTime }, index) => claim(amount, index === 0 ? settledInTime + more : settledInTime)),
        );
        expect(after <= before).toBe(true);
      }),
    );
  });
});
