import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { type ClaimInTerm, type CostedNotice, costsDueOf, costsOfNotice } from './notice-costs.js';

const claim = (amount: bigint, paidInTime = 0n, over: Partial<ClaimInTerm> = {}): ClaimInTerm => ({
  amount,
  paidInTime,
  paidLate: 0n,
  undisputed: amount > paidInTime ? amount - paidInTime : 0n,
  ...over,
});
const named = (announcedCosts: bigint, ...amounts: readonly bigint[]): CostedNotice => ({
  announcedCosts,
  claims: amounts.map((amount) => claim(amount)),
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
  const dueOf = (announcedCosts: bigint, claims: readonly ClaimInTerm[]): bigint => costsDueOf([{ announcedCosts, claims }])[0] ?? -1n;

  it.each<[string, bigint, readonly ClaimInTerm[], bigint]>([
    ['all that was announced when nothing was paid', 300_00n, [claim(2_000_00n)], 300_00n],
    ['costs on the rest when a part was paid in time', 300_00n, [claim(2_000_00n, 1_500_00n)], 75_00n],
    ['over all claims together', 90_00n, [claim(300_00n, 300_00n), claim(300_00n)], 45_00n],
    ['the minimum for a small rest', 300_00n, [claim(2_000_00n, 1_999_99n)], 40_00n],
    ['nothing when all was paid', 300_00n, [claim(2_000_00n, 2_000_00n)], 0n],
    ['nothing from one claim that was paid too much for another', 45_00n, [claim(300_00n, 900_00n), claim(300_00n)], 45_00n],
    ['never more than was announced', 20_00n, [claim(200_00n)], 20_00n],
    [
      'on what was paid too late as on what is open',
      300_00n,
      [claim(2_000_00n, 0n, { paidLate: 1_500_00n, undisputed: 500_00n })],
      300_00n,
    ],
    ['nothing on what was credited or written off since', 300_00n, [claim(2_000_00n, 0n, { undisputed: 500_00n })], 75_00n],
    ['nothing more when what it did not ask is owed too', 90_00n, [claim(600_00n, 0n, { undisputed: 1_000_00n })], 90_00n],
  ])('%s', (_, announced, claims, expected) => {
    expect(dueOf(announced, claims)).toBe(expected);
  });

  it('of two notices are together the scale over both rests, however they were announced', () => {
    // 2,500 announced 375; 2,400 of it came in time: 40 are due, and the minimum covers the 100 of the second letter too.
    const first = { announcedCosts: 375_00n, claims: [claim(2_500_00n, 2_400_00n)] };
    expect(costsDueOf([first, named(10_00n, 100_00n)])).toEqual([40_00n, 0n]);
    expect(costsOfNotice(100_00n, [first])).toBe(0n);
    // The money went back: the first has its 375 again, and the scale over 2,600 leaves 10 of the 15 that were announced.
    expect(costsDueOf([named(375_00n, 2_500_00n), named(15_00n, 100_00n)])).toEqual([375_00n, 10_00n]);
  });

  const cents = fc.bigInt({ min: 0n, max: 10n ** 7n });
  const someClaim = fc.record({ amount: fc.bigInt({ min: 1n, max: 10n ** 7n }), paidInTime: cents, paidLate: cents, undisputed: cents });

  it('never exceed the scale over the rests, nor what was announced, whatever was paid, credited or contested', () => {
    const some = fc.record({ announcedCosts: cents, claims: fc.array(someClaim, { minLength: 1, maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 4 }), (notices) => {
        const due = costsDueOf(notices);
        const rest = notices
          .flatMap(({ claims }) => claims)
          .map(({ amount, paidInTime, paidLate, undisputed }) => {
            const [unpaid, owed] = [amount - paidInTime, undisputed + paidLate];
            const least = unpaid < owed ? unpaid : owed;
            return least > 0n ? least : 0n;
          });
        expect(due.reduce((sum, costs) => sum + costs, 0n) <= scale(rest.reduce((sum, one) => sum + one, 0n))).toBe(true);
        due.forEach((costs, at) => expect(costs >= 0n && costs <= (notices[at]?.announcedCosts ?? -1n)).toBe(true));
      }),
    );
  });

  it('never rise by a payment', () => {
    const amounts = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 7n }), cents), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(amounts, cents, (claims, more) => {
        const announced = scale(claims.reduce((sum, [amount]) => sum + amount, 0n));
        const before = dueOf(
          announced,
          claims.map(([amount, settled]) => claim(amount, settled)),
        );
        const after = dueOf(
          announced,
          claims.map(([amount, settled], index) => claim(amount, index === 0 ? settled + more : settled)),
        );
        expect(after <= before).toBe(true);
      }),
    );
  });
});
