import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar/iso-date.js';
import { collectionCosts } from './collection-costs.js';
import type { EarlierCharge, RecurringInstalments } from './recurring.js';

const instalments = (
  amounts: readonly bigint[],
  recurring: Partial<RecurringInstalments> = {},
  debtorKind: 'consumer' | 'company' = 'consumer',
) =>
  collectionCosts({
    principals: amounts.map((amount) => ({ amount, currency: 'EUR' })),
    debtorKind,
    recurring: { contract: 'gym', on: '2026-07-01', charged: [], ...recurring },
  });
const charge = (on: string, amount = 4_000n, contract = 'gym'): EarlierCharge => ({ contract, on, amount });
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });

describe('small recurring instalments (BIK art. 2a)', () => {
  it('one letter for all costs what one instalment would cost', () => {
    const answer = instalments([20_000n, 20_000n, 20_000n]);
    expect(answer).toMatchObject({ base: 60_000n, costs: 4_000n, basis: 'recurring' });
    expect(answer.limit).toEqual({ rule: 'one-letter', withheld: 5_000n, withApproval: 4_000n });
    expect(answer.articles).toContain('BIK art. 2a');
  });

  it('withholds nothing from a single first instalment', () => {
    expect(instalments([5_000n])).toMatchObject({ costs: 4_000n, basis: 'minimum', limit: null });
    expect(instalments([5_000n]).articles).not.toContain('BIK art. 2a');
  });

  it('is not for instalments of EUR 266.67 and more', () => {
    expect(instalments([26_666n, 26_666n]).costs).toBe(4_000n);
    expect(instalments([26_667n, 26_667n], { charged: [charge('2026-06-01')] })).toMatchObject({ costs: 8_000n, limit: null });
  });

  it.each([
    ['charged before', [charge('2026-06-01')]],
    ['not charged before', []],
  ])('a larger instalment does not take the limit off the small ones beside it: %s', (_, charged) => {
    const small = Array.from({ length: 9 }, () => 10_000n);
    const answer = instalments([26_667n, ...small], { charged });
    expect(answer).toMatchObject({ base: 116_667n, costs: 4_000n, basis: 'recurring' });
    expect(answer.limit).toEqual({ rule: 'one-letter', withheld: 13_500n, withApproval: 4_000n });
    expect(answer.articles).toContain('BIK art. 2a');
  });

  it('no cent decides: one letter gives what its largest instalment would give', () => {
    expect(instalments([26_666n, 10_000n, 10_000n]).costs).toBe(4_000n);
    expect(instalments([26_667n, 10_000n, 10_000n]).costs).toBe(4_000n);
    expect(instalments([100_000n, 10_000n]).costs).toBe(15_000n);
  });

  it('takes credit notes and timely payments off the larger ones first', () => {
    expect(instalments([40_000n, 20_000n, -5_000n]).costs).toBe(5_250n);
    const paid = (amount: bigint, charged: EarlierCharge[]) =>
      collectionCosts({
        principals: [40_000n, 20_000n].map((each) => ({ amount: each, currency: 'EUR' })),
        debtorKind: 'consumer',
        recurring: { contract: 'gym', on: '2026-07-01', charged },
        paidWithinTerm: { amount, currency: 'EUR' },
      }).costs;
    expect(paid(5_000n, [charge('2026-06-01')])).toBe(5_250n);
    expect(paid(40_000n, [charge('2026-06-01')])).toBe(0n);
    expect(paid(40_000n, [])).toBe(4_000n);
  });

  it('is law since 2024-10-01: a charge of the day before is not limited', () => {
    const charged = [charge('2024-08-01')];
    expect(instalments([20_000n, 20_000n], { on: '2024-09-30', charged })).toMatchObject({ costs: 6_000n, basis: 'scale', limit: null });
    expect(instalments([20_000n, 20_000n], { on: '2024-09-30', charged }).articles).not.toContain('BIK art. 2a');
    expect(instalments([20_000n, 20_000n], { on: '2024-10-01', charged }).costs).toBe(0n);
  });

  it('is not for businesses, whose EUR 40 is a floor', () => {
    expect(instalments([20_000n, 20_000n], { charged: [charge('2026-06-30')] }, 'company')).toMatchObject({ costs: 6_000n, limit: null });
  });

  it('charges a contract once in six months', () => {
    const answer = instalments([5_000n], { charged: [charge('2026-01-02')] });
    expect(answer).toMatchObject({ costs: 0n, vat: 0n, total: 0n, basis: 'recurring' });
    expect(answer.limit).toEqual({ rule: 'once-per-contract', withheld: 4_000n, withApproval: 4_000n });
  });

  it('looks back six months and not a day more', () => {
    expect(instalments([5_000n], { charged: [charge('2026-01-01')] }).costs).toBe(4_000n);
    expect(instalments([5_000n], { on: '2026-08-31', charged: [charge('2026-02-28')] }).costs).toBe(4_000n);
    expect(instalments([5_000n], { charged: [charge('2026-07-01')] }).costs).toBe(0n);
  });

  it('does not count a charge of nothing, nor one for another contract', () => {
    expect(instalments([5_000n], { charged: [charge('2026-06-01', 0n)] }).costs).toBe(4_000n);
    expect(instalments([5_000n], { charged: [charge('2026-06-01', 4_000n, 'phone')] }).costs).toBe(4_000n);
  });

  it('a person may approve a second charge, up to the cap', () => {
    expect(instalments([5_000n], { charged: [charge('2026-06-01')], approved: true })).toMatchObject({ costs: 4_000n, limit: null });
    const three = [charge('2026-03-01'), charge('2026-04-01'), charge('2026-05-01')];
    expect(instalments([5_000n], { charged: three, approved: true })).toMatchObject({
      costs: 2_000n,
      limit: { rule: 'six-month-cap', withheld: 2_000n, withApproval: 2_000n },
    });
    expect(instalments([5_000n], { charged: [...three, charge('2026-06-01', 2_000n)], approved: true }).costs).toBe(0n);
  });

  it('the cap runs over all contracts of the debtor, and is told when approval would not help', () => {
    const others = ['a', 'b', 'c', 'd'].map((contract) => charge('2026-06-01', 4_000n, contract));
    expect(instalments([5_000n], { charged: others })).toMatchObject({ costs: 0n, limit: { rule: 'six-month-cap', withApproval: 0n } });
  });

  it('leaves nothing to withhold when nothing is due', () => {
    expect(instalments([5_000n, -5_000n], { charged: [charge('2026-06-01')] })).toMatchObject({ costs: 0n, basis: 'none', limit: null });
  });

  it('refuses charges of the future, negative ones and dates that do not exist', () => {
    expect(() => instalments([1n], { charged: [charge('2026-01-01'), charge('2026-07-02')] })).toThrow(
      refusal('date-order', 'recurring/charged/1/on'),
    );
    expect(() => instalments([1n], { charged: [charge('2026-01-01', -1n)] })).toThrow(
      refusal('negative-amount', 'recurring/charged/0/amount'),
    );
    expect(() => instalments([1n], { charged: [charge('2026-02-30')] })).toThrow(refusal('invalid-date', 'recurring/charged/0/on'));
    expect(() => instalments([1n], { on: '2026-02-30' })).toThrow(refusal('invalid-date', 'recurring/on'));
  });

  test.prop([fc.array(fc.tuple(fc.nat(60), fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 40 })])(
    'whatever is asked, approved or not, six months never cost more than EUR 140',
    (letters) => {
      const charged: EarlierCharge[] = [];
      let on = '2025-01-01';
      for (const [days, contract, approved] of letters) {
        on = addDays(on, days);
        const { costs } = instalments([20_000n, 15_000n], { contract, on, charged, approved });
        charged.push(charge(on, costs, contract));
        const window = charged.filter((each) => each.on > addDays(on, -181));
        expect(window.reduce((sum, each) => sum + each.amount, 0n) <= 14_000n).toBe(true);
      }
    },
  );

  test.prop([fc.array(fc.bigInt({ min: -30_000n, max: 60_000n }), { minLength: 1, maxLength: 8 }), fc.boolean()])(
    'a letter never costs more than the scale, nor than its larger instalments or one small one give',
    (amounts, chargedBefore) => {
      const answer = instalments(amounts, { charged: chargedBefore ? [charge('2026-06-01')] : [] });
      const large = amounts.filter((amount) => amount >= 26_667n);
      const ofLarge = collectionCosts({ principals: large.map((amount) => ({ amount, currency: 'EUR' })), debtorKind: 'consumer' }).costs;
      const ofSmall = chargedBefore ? 0n : 4_000n;
      const full = collectionCosts({ principals: amounts.map((amount) => ({ amount, currency: 'EUR' })), debtorKind: 'consumer' }).costs;
      expect(answer.costs <= full).toBe(true);
      expect(answer.costs <= (ofLarge > ofSmall ? ofLarge : ofSmall)).toBe(true);
      expect(answer.costs + (answer.limit?.withheld ?? 0n)).toBe(full);
    },
  );
});
