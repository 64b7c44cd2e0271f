import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { unchecked } from '../../testing/unchecked.js';
import { percent } from '../money/percent.js';
import { type AllocationInput, allocate } from './allocation.js';
import { type AllocationFixture, type ClaimRow, allocationFixtures } from './fixtures/allocation.fixtures.js';
import type { OpenClaim } from './open-claim.js';
import { proRata } from './pro-rata.js';
import { reverse } from './reversal.js';

const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const claim = ([id, costs, interest, principal, dueDate, rate]: ClaimRow): OpenClaim => ({
  id,
  costs,
  interest,
  principal,
  dueDate,
  currency: 'EUR',
  interestRate: percent(rate, 'rate'),
});
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });
const pay = (claims: readonly ClaimRow[], amount: bigint, more: Partial<AllocationInput> & { on?: string } = {}) => {
  const { on, ...rest } = more;
  return allocate({ claims: claims.map(claim), payment: { amount: eur(amount), ...(on !== undefined && { on }) }, ...rest });
};
const paidBy = (answer: ReturnType<typeof pay>) => answer.allocated.map((part) => [part.costs, part.interest, part.principal]);

const run = (fixture: AllocationFixture) =>
  pay(fixture.claims, fixture.amount, {
    ...(fixture.on !== undefined && { on: fixture.on }),
    ...(fixture.designates && { designates: fixture.designates }),
    ...(fixture.announcedCosts !== undefined && { withinNoticeTerm: { announcedCosts: eur(fixture.announcedCosts) } }),
  });

describe('where a payment goes', () => {
  it.each(allocationFixtures)('$name', (fixture) => {
    const answer = run(fixture);
    expect(paidBy(answer)).toEqual(fixture.paid);
    expect(answer.credit).toBe(fixture.credit);
    expect(answer.costsAfterTerm).toBe(fixture.costsAfterTerm ?? null);
    expect(answer.left.map((left) => [left.costs, left.interest, left.principal])).toEqual(
      fixture.claims.map(([, costs, interest, principal], index) => {
        const [c = 0n, i = 0n, p = 0n] = fixture.paid[index] ?? [];
        return [costs - c, interest - i, principal - p];
      }),
    );
    expect(answer.left.map((left) => left.id)).toEqual(fixture.claims.map(([id]) => id));
  });
});

describe('the order over claims (6:43)', () => {
  const older: ClaimRow = ['older', 0n, 0n, 100n, '2026-01-01', '4'];
  const newer: ClaimRow = ['newer', 0n, 0n, 100n, '2026-02-01', '4'];
  const undated: ClaimRow = ['undated', 0n, 0n, 100n, null, '4'];

  it('a claim is due from the day after its last day', () => {
    const dear: ClaimRow = ['dear', 0n, 0n, 100n, '2026-02-01', '9'];
    expect(paidBy(pay([older, dear], 100n, { on: '2026-02-01' }))).toEqual([
      [0n, 0n, 100n],
      [0n, 0n, 0n],
    ]);
    expect(paidBy(pay([older, dear], 100n, { on: '2026-02-02' }))).toEqual([
      [0n, 0n, 0n],
      [0n, 0n, 100n],
    ]);
    expect(paidBy(pay([older, dear], 100n))).toEqual([
      [0n, 0n, 0n],
      [0n, 0n, 100n],
    ]);
  });

  it('a claim without a day is due, and the youngest of its peers', () => {
    expect(paidBy(pay([undated, newer], 100n, { on: '2026-03-01' }))).toEqual([
      [0n, 0n, 0n],
      [0n, 0n, 100n],
    ]);
    expect(paidBy(pay([newer, undated], 100n, { on: '2026-01-15' }))).toEqual([
      [0n, 0n, 0n],
      [0n, 0n, 100n],
    ]);
    expect(
      paidBy(
        pay(
          [undated, undated].map(([, ...rest], index) => [`u${index}`, ...rest]),
          100n,
        ),
      ),
    ).toEqual([
      [0n, 0n, 50n],
      [0n, 0n, 50n],
    ]);
  });

  it('several designated claims are paid in the debtors order', () => {
    expect(paidBy(pay([older, newer, undated], 150n, { designates: ['undated', 'newer'] }))).toEqual([
      [0n, 0n, 0n],
      [0n, 0n, 50n],
      [0n, 0n, 100n],
    ]);
  });

  it('shares pro rata to all that is open, costs and interest included', () => {
    const bare: ClaimRow = ['bare', 0n, 0n, 100n, '2026-01-01', '4'];
    const laden: ClaimRow = ['laden', 100n, 100n, 100n, '2026-01-01', '4.00'];
    expect(paidBy(pay([bare, laden], 200n))).toEqual([
      [0n, 0n, 50n],
      [100n, 50n, 0n],
    ]);
  });

  it('names the articles it used', () => {
    expect(pay([older], 1n).articles).toEqual(['6:44 lid 1 BW']);
    expect(pay([older, newer], 1n, { designates: ['older'] }).articles).toEqual(['6:44 lid 1 BW', '6:43 lid 1 BW', '6:43 lid 2 BW']);
    const more = { order: ['principal', 'interest', 'costs'] as const, withinNoticeTerm: { announcedCosts: eur(1n) } };
    expect(pay([older], 1n, more).articles).toEqual(['6:44 lid 1 BW', '6:44 lid 2 BW', '6:96 lid 6 BW', 'ECLI:NL:HR:2016:2704']);
  });
});

describe('inside a claim (6:44)', () => {
  const laden: ClaimRow = ['a', 40n, 30n, 100n, null, '0'];

  it('another order counts when the creditor accepted it', () => {
    expect(paidBy(pay([laden], 120n, { order: ['principal', 'interest', 'costs'] }))).toEqual([[0n, 20n, 100n]]);
  });

  const writtenOff = (amount: bigint, tolerance: bigint, order?: AllocationInput['order']) => {
    const [part] = pay([laden], amount, { tolerance: eur(tolerance), ...(order && { order }) }).allocated;
    return [part?.writtenOff.costs, part?.writtenOff.interest, part?.writtenOff.principal];
  };

  it('writes off what is left up to the tolerance, but never more than the interest', () => {
    expect(writtenOff(160n, 10n)).toEqual([0n, 0n, 10n]);
    expect(writtenOff(160n, 9n)).toEqual([0n, 0n, 0n]);
    expect(writtenOff(140n, 99n)).toEqual([0n, 0n, 30n]);
    expect(writtenOff(139n, 99n)).toEqual([0n, 0n, 0n]);
    expect(writtenOff(160n, 10n, ['principal', 'costs', 'interest'])).toEqual([0n, 10n, 0n]);
    expect(writtenOff(160n, 10n, ['principal', 'interest', 'costs'])).toEqual([10n, 0n, 0n]);
    expect(writtenOff(200n, 10n)).toEqual([0n, 0n, 0n]);
    expect(pay([laden], 160n).allocated[0]?.writtenOff).toEqual({ costs: 0n, interest: 0n, principal: 0n });
    expect(pay([laden], 160n, { tolerance: eur(10n) }).left[0]).toMatchObject({ costs: 0n, interest: 0n, principal: 0n });
  });

  it('writes nothing off a claim that got nothing', () => {
    const onlyInterest: ClaimRow = ['b', 0n, 5n, 0n, '2026-09-01', '0'];
    const answer = pay([['a', 0n, 0n, 100n, '2026-01-01', '0'], onlyInterest], 50n, { tolerance: eur(100n) });
    expect(answer.left.map((left) => left.interest + left.principal)).toEqual([50n, 5n]);
  });

  it('costs after the term never exceed what was announced', () => {
    const one: ClaimRow = ['a', 0n, 0n, 200_000n, null, '0'];
    expect(pay([one], 100_000n, { withinNoticeTerm: { announcedCosts: eur(30_000n) } }).costsAfterTerm).toBe(15_000n);
    expect(pay([one], 100_000n, { withinNoticeTerm: { announcedCosts: eur(4_000n) } }).costsAfterTerm).toBe(4_000n);
    expect(pay([one], 200_000n, { withinNoticeTerm: { announcedCosts: eur(4_000n) } }).costsAfterTerm).toBe(0n);
    expect(
      pay([one, ['b', 0n, 0n, 50_000n, null, '0']], 200_000n, { withinNoticeTerm: { announcedCosts: eur(37_500n) } }).costsAfterTerm,
    ).toBe(7_500n);
  });

  it('a claim that is not due bears no costs of the letter (6:96 lid 6)', () => {
    const due: ClaimRow = ['a', 0n, 0n, 10_000n, '2026-08-01', '0'];
    const later: ClaimRow = ['b', 0n, 0n, 90_000n, '2026-12-31', '0'];
    const withinNoticeTerm = { announcedCosts: eur(4_000n) };
    const paid = (amount: bigint, on: string) => pay([due, later], amount, { on, withinNoticeTerm }).costsAfterTerm;
    expect(paid(10_000n, '2026-11-22')).toBe(0n);
    expect(paid(9_999n, '2026-11-22')).toBe(4_000n);
    expect(paid(10_000n, '2026-12-31')).toBe(0n);
    expect(paid(10_000n, '2027-01-01')).toBe(4_000n);
  });

  it('a claim that the letter does not name bears none of its costs', () => {
    const named: ClaimRow = ['a', 0n, 0n, 10_000n, '2026-08-01', '0'];
    const dueSince: ClaimRow = ['b', 0n, 0n, 90_000n, '2026-11-15', '0'];
    const withinNoticeTerm = { announcedCosts: eur(4_000n), claims: ['a'] };
    expect(pay([named, dueSince], 10_000n, { on: '2026-11-22', withinNoticeTerm }).costsAfterTerm).toBe(0n);
    expect(pay([named, dueSince], 9_000n, { on: '2026-11-22', withinNoticeTerm }).costsAfterTerm).toBe(4_000n);
  });
});

describe('refusals', () => {
  const a: ClaimRow = ['a', 1n, 1n, 1n, '2026-01-01', '4'];
  const usd = { amount: 1n, currency: 'USD' };
  const cases: [string, () => unknown, string, string][] = [
    ['nothing paid', () => pay([a], 0n), 'zero-amount', 'payment/amount/amount'],
    ['less than nothing', () => pay([a], -1n), 'negative-amount', 'payment/amount/amount'],
    ['no such day', () => pay([a], 1n, { on: '2026-02-30' }), 'invalid-date', 'payment/on'],
    ['one id twice', () => pay([a, a], 1n), 'duplicate-claim', 'claims/1/id'],
    ['negative costs', () => pay([['a', -1n, 1n, 1n, null, '0']], 1n), 'negative-amount', 'claims/0/costs'],
    ['negative interest', () => pay([['a', 1n, -1n, 1n, null, '0']], 1n), 'negative-amount', 'claims/0/interest'],
    ['negative principal', () => pay([['a', 1n, 1n, -1n, null, '0']], 1n), 'negative-amount', 'claims/0/principal'],
    ['no such due date', () => pay([a, ['b', 1n, 1n, 1n, '2026-1-1', '0']], 1n), 'invalid-date', 'claims/1/dueDate'],
    ['rate too high', () => pay([['a', 1n, 1n, 1n, null, '101']], 1n), 'rate-out-of-range', 'claims/0/interestRate'],
    ['another currency', () => allocate({ claims: [claim(a)], payment: { amount: usd } }), 'currency-mismatch', 'claims/0/currency'],
    ['unknown claim', () => pay([a], 1n, { designates: ['a', 'b'] }), 'unknown-claim', 'designates/1'],
    ['named twice', () => pay([a], 1n, { designates: ['a', 'a'] }), 'duplicate-designation', 'designates/1'],
    ['short order', () => pay([a], 1n, { order: ['costs', 'principal'] }), 'order-incomplete', 'order'],
    ['order with a double', () => pay([a], 1n, { order: ['costs', 'principal', 'costs'] }), 'order-incomplete', 'order'],
    [
      'order with a stranger',
      () => pay([a], 1n, { order: unchecked(['costs', 'interest', 'principal', 'tip']) }),
      'order-incomplete',
      'order',
    ],
    ['tolerance in dollars', () => pay([a], 1n, { tolerance: usd }), 'currency-mismatch', 'tolerance/currency'],
    ['negative tolerance', () => pay([a], 1n, { tolerance: eur(-1n) }), 'negative-amount', 'tolerance/amount'],
    [
      'announced in dollars',
      () => pay([a], 1n, { withinNoticeTerm: { announcedCosts: usd } }),
      'currency-mismatch',
      'withinNoticeTerm/announcedCosts/currency',
    ],
    [
      'a letter about an unknown claim',
      () => pay([a], 1n, { withinNoticeTerm: { announcedCosts: eur(1n), claims: ['b'] } }),
      'unknown-claim',
      'withinNoticeTerm/claims/0',
    ],
    [
      'negative announcement',
      () => pay([a], 1n, { withinNoticeTerm: { announcedCosts: eur(-1n) } }),
      'negative-amount',
      'withinNoticeTerm/announcedCosts/amount',
    ],
  ];
  it.each(cases)('%s', (_, act, code, argument) => {
    expect(act).toThrow(refusal(code, argument));
  });
});

describe('reversal by exact undo', () => {
  const claims = [claim(['a', 40n, 30n, 100n, '2026-01-01', '0']), claim(['b', 0n, 0n, 50n, '2026-02-01', '0'])];
  const allocation = allocate({ claims, payment: { amount: eur(300n) }, tolerance: eur(5n) });

  it('gives back each part, and takes back the credit', () => {
    expect(reverse({ claims: allocation.left, allocation })).toEqual({ claims, creditTakenBack: 80n });
  });

  it('gives back what was written off, part by part', () => {
    const part = { id: 'a', costs: 1n, interest: 2n, principal: 4n, writtenOff: { costs: 8n, interest: 16n, principal: 32n } };
    const [back] = reverse({
      claims: [claim(['a', 100n, 100n, 100n, null, '0'])],
      allocation: { currency: 'EUR', credit: 0n, allocated: [part] },
    }).claims;
    expect([back?.costs, back?.interest, back?.principal]).toEqual([109n, 118n, 136n]);
  });

  it('leaves claims alone that came later', () => {
    const later = claim(['c', 1n, 2n, 3n, null, '0']);
    expect(reverse({ claims: [later, ...allocation.left], allocation }).claims).toEqual([later, ...claims]);
  });

  it('refuses when a paid claim is missing, not when an unpaid one is', () => {
    const [first, second] = allocation.left;
    expect(() => reverse({ claims: first ? [first] : [], allocation })).toThrow(refusal('unknown-claim', 'allocation/allocated/1/id'));
    const small = allocate({ claims, payment: { amount: eur(10n) } });
    expect(reverse({ claims: small.left.slice(0, 1), allocation: small }).claims).toEqual(claims.slice(0, 1));
    expect(second?.principal).toBe(0n);
  });

  it('refuses when only a write-off would be lost', () => {
    const part = { id: 'z', costs: 0n, interest: 0n, principal: 0n, writtenOff: { costs: 0n, interest: 1n, principal: 0n } };
    expect(() => reverse({ claims: [], allocation: { currency: 'EUR', credit: 0n, allocated: [part] } })).toThrow(
      refusal('unknown-claim', 'allocation/allocated/0/id'),
    );
  });

  it('refuses another currency', () => {
    const dollars = claims.map((each) => ({ ...each, currency: 'USD' }));
    expect(() => reverse({ claims: dollars, allocation })).toThrow(refusal('currency-mismatch', 'claims/0/currency'));
  });
});

describe('properties', () => {
  const cents = fc.bigInt({ min: 0n, max: 10n ** 6n });
  const claims = fc
    .array(fc.tuple(cents, cents, cents, fc.constantFrom(null, '2026-01-01', '2026-02-01'), fc.constantFrom('4', '10.4')), {
      minLength: 1,
      maxLength: 6,
    })
    .map((rows) =>
      rows.map(([costs, interest, principal, due, rate], index) => claim([`c${index}`, costs, interest, principal, due, rate])),
    );
  const amount = fc.bigInt({ min: 1n, max: 2n * 10n ** 7n });
  const on = fc.constantFrom('2026-01-01', '2026-01-15', '2026-03-01');
  const openSum = (all: readonly OpenClaim[]) => all.reduce((sum, each) => sum + each.costs + each.interest + each.principal, 0n);

  test.prop([claims, amount, on])('no cent is lost or made, and credit only comes when all is paid', (all, paid, day) => {
    const answer = allocate({ claims: all, payment: { amount: eur(paid), on: day } });
    expect(openSum(all) - openSum(answer.left)).toBe(paid - answer.credit);
    expect(answer.credit > 0n && openSum(answer.left) > 0n).toBe(false);
    expect(answer.left.every((left) => left.costs >= 0n && left.interest >= 0n && left.principal >= 0n)).toBe(true);
  });

  test.prop([claims, amount, on])('6:44 in every claim: no principal while costs or interest are open', (all, paid, day) => {
    const answer = allocate({ claims: all, payment: { amount: eur(paid), on: day } });
    answer.allocated.forEach((part, index) => {
      const left = answer.left[index];
      expect(part.interest > 0n && (left?.costs ?? 0n) > 0n).toBe(false);
      expect(part.principal > 0n && (left?.costs ?? 0n) + (left?.interest ?? 0n) > 0n).toBe(false);
    });
  });

  test.prop([claims, amount, on])('reversal is the inverse', (all, paid, day) => {
    const allocation = allocate({ claims: all, payment: { amount: eur(paid), on: day }, tolerance: eur(1_000n) });
    expect(reverse({ claims: allocation.left, allocation })).toEqual({ claims: all, creditTakenBack: allocation.credit });
  });

  test.prop([claims, amount, amount, on])(
    'reversing the first of two payments leaves exactly what the second one did',
    (all, first, second, day) => {
      const one = allocate({ claims: all, payment: { amount: eur(first), on: day } });
      const two = allocate({ claims: one.left, payment: { amount: eur(second), on: day } });
      const withoutOne = reverse({ claims: two.left, allocation: one });
      expect(reverse({ claims: withoutOne.claims, allocation: two }).claims).toEqual(all);
    },
  );

  test.prop([claims, amount, amount, on])('paying more never leaves more open on any claim of a different rank', (all, paid, more, day) => {
    const less = allocate({ claims: all, payment: { amount: eur(paid), on: day } });
    const greater = allocate({ claims: all, payment: { amount: eur(paid + more), on: day } });
    expect(openSum(greater.left) <= openSum(less.left)).toBe(true);
    expect(greater.credit >= less.credit).toBe(true);
  });

  test.prop([claims, amount, on])('a designated claim is paid first', (all, paid, day) => {
    const [first] = all;
    const id = first?.id ?? '';
    const answer = allocate({ claims: all, payment: { amount: eur(paid), on: day }, designates: [id] });
    const open = first ? openSum([first]) : 0n;
    const got = open - openSum(answer.left.slice(0, 1));
    expect(got).toBe(paid < open ? paid : open);
  });

  test.prop([fc.array(cents, { maxLength: 8 }), cents])(
    'pro rata adds up, is fair to a cent, and never exceeds what is open',
    (weights, wanted) => {
      const sum = weights.reduce((total, weight) => total + weight, 0n);
      const given = wanted < sum ? wanted : sum;
      const shares = proRata(given, weights);
      expect(shares.reduce((total, share) => total + share, 0n)).toBe(given);
      shares.forEach((share, index) => {
        const weight = weights[index] ?? 0n;
        const off = share * sum - given * weight;
        expect(off < sum || sum === 0n).toBe(true);
        expect(-off < sum || sum === 0n).toBe(true);
        expect(share <= weight).toBe(true);
      });
    },
  );

  it.each([
    [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
    [11n, [1n, 1n, 1n], [4n, 4n, 3n]],
    [1n, [1n, 2n], [0n, 1n]],
    [5n, [0n, 0n], [0n, 0n]],
    [0n, [3n, 4n], [0n, 0n]],
    [7n, [2n, 0n, 5n], [2n, 0n, 5n]],
    [10n, [5n, 3n, 7n], [3n, 2n, 5n]],
    [4n, [5n, 3n, 2n], [2n, 1n, 1n]],
    [10n, [3n, 7n, 5n], [2n, 5n, 3n]],
    [9_007_199_254_740_993n, [1n, 1n], [4_503_599_627_370_497n, 4_503_599_627_370_496n]],
  ])('%s over %s: the largest remainder first, ties as listed', (given, weights, expected) => {
    expect(proRata(given, weights)).toEqual(expected);
  });
});
