import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { addDays } from '../calendar/iso-date.js';
import { type ClaimInTerm, type CostedNotice, costsDueOf, costsOfNotice, noticesBeside } from './notice-costs.js';

const claim = (amount: bigint, paidInTime = 0n, over: Partial<ClaimInTerm> = {}): ClaimInTerm => ({
  amount,
  paidInTime,
  paidLate: 0n,
  undisputed: amount > paidInTime ? amount - paidInTime : 0n,
  ...over,
});
/** A notice whose claims are all owed. */
const owed = (announcedCosts: bigint, claims: readonly ClaimInTerm[]): CostedNotice => ({
  announcedCosts,
  claims,
  dueFrom: '2026-03-10',
  settledOn: null,
});
const named = (announcedCosts: bigint, ...amounts: readonly bigint[]): CostedNotice =>
  owed(
    announcedCosts,
    amounts.map((amount) => claim(amount)),
  );
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
  const dueOf = (announcedCosts: bigint, claims: readonly ClaimInTerm[]): bigint => costsDueOf([owed(announcedCosts, claims)])[0] ?? -1n;

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
    const first = owed(375_00n, [claim(2_500_00n, 2_400_00n)]);
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
        const due = costsDueOf(notices.map(({ announcedCosts, claims }) => owed(announcedCosts, claims)));
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

describe('notices that count beside a newer one', () => {
  const between = (dueFrom: string, settledOn: string | null): CostedNotice => ({ ...named(40_00n, 100_00n), dueFrom, settledOn });

  it.each<[string, readonly CostedNotice[], readonly number[]]>([
    ['what is owed, however old, also by an agency', [between('2020-01-01', null)], [0]],
    ['what was settled after the newer claim fell due', [between('2026-01-01', '2026-06-02')], [0]],
    ['not what was settled by then', [between('2026-01-01', '2026-06-01')], []],
    ['in a chain', [between('2026-01-01', '2026-03-02'), between('2026-03-01', '2026-06-02')], [0, 1]],
    ['not beyond a day on which all was settled', [between('2026-01-01', '2026-03-01'), between('2026-03-01', '2026-06-02')], [1]],
  ])('%s', (_, earlier, places) => {
    expect(noticesBeside('2026-06-01', earlier)).toEqual(places.map((place) => earlier[place]));
  });

  it('one that announced nothing ties a chain and adds nothing: its claims owe no costs', () => {
    const bridge = { ...between('2026-03-01', null), announcedCosts: 0n };
    const earlier = [between('2026-01-01', '2026-03-02'), bridge];
    expect(noticesBeside('2026-06-01', earlier)).toEqual(earlier);
    // 15 % of 1,100.00, of which 40.00 were charged.
    expect(costsOfNotice(1_000_00n, earlier)).toBe(125_00n);
  });

  const life = fc.record({
    amount: fc.bigInt({ min: 1n, max: 10n ** 6n }),
    paid: fc.boolean(),
    day: fc.integer({ min: 0, max: 200 }),
    lasts: fc.option(fc.integer({ min: 30, max: 200 }), { nil: null }),
  });

  it('of letters one after another the costs never exceed the scale over the sum, in whatever state their claims are', () => {
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 7 }), (lives) => {
        const letters: CostedNotice[] = [];
        for (const { amount, paid, day, lasts } of lives) {
          const dueFrom = addDays('2026-01-01', day);
          const costs = costsOfNotice(amount, noticesBeside(dueFrom, letters));
          const claims = [claim(amount, 0n, paid ? { paidLate: amount, undisputed: 0n } : {})];
          letters.push({ announcedCosts: costs, claims, dueFrom, settledOn: paid && lasts !== null ? addDays(dueFrom, lasts) : null });
          // What it announced is what is due of it: the later letters were not told of too much before.
          expect(costsDueOf(letters).at(-1)).toBe(costs);
          const beside = noticesBeside(dueFrom, letters.slice(0, -1));
          const due = costsDueOf(letters);
          const sums = letters.reduce(
            (sum, letter, at) =>
              letter === letters.at(-1) || beside.includes(letter)
                ? { costs: sum.costs + (due[at] ?? 0n), named: sum.named + (letter.claims[0]?.amount ?? 0n) }
                : sum,
            { costs: 0n, named: 0n },
          );
          const chargedBefore = sums.costs - costs;
          // Two runs of letters that had nothing to do with each other may be tied by a third: it adds nothing then.
          expect(sums.costs <= scale(sums.named) || (costs === 0n && chargedBefore > 0n)).toBe(true);
        }
      }),
    );
  });

  it('of letters over what is owed together the costs never exceed the scale over the sum', () => {
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 7 }), (lives) => {
        const letters: CostedNotice[] = [];
        for (const { amount, day } of lives) {
          const dueFrom = addDays('2026-01-01', day);
          const costs = costsOfNotice(amount, noticesBeside(dueFrom, letters));
          letters.push({ ...named(costs, amount), dueFrom });
        }
        const total = (of: (letter: CostedNotice) => bigint): bigint => letters.reduce((sum, letter) => sum + of(letter), 0n);
        expect(total(({ announcedCosts }) => announcedCosts) <= scale(total(({ claims }) => claims[0]?.amount ?? 0n))).toBe(true);
      }),
    );
  });
});
