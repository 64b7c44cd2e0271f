import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { unchecked } from '../../testing/unchecked.js';
import { exactDecimal } from '../money/percent.js';
import { type CollectionCostsInput, collectionCosts, generalVatRate } from './collection-costs.js';
import { costsFixtures, noticeFixtures } from './fixtures/collection-costs.fixtures.js';
import { costsOnScale, scaleSteps, thousandthsOnScale } from './scale.js';

const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const consumer = (principals: readonly bigint[], more: Partial<CollectionCostsInput> = {}) =>
  collectionCosts({ principals: principals.map(eur), debtorKind: 'consumer', ...more });
const refusal = (code: string, argument: string) =>
  expect.objectContaining({ name: 'DomainRefusal', code, argument, message: expect.stringMatching(/\w+ \w+/) });
const principals = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 10n });

/** Exact cents, or thousandths of them, as text in euro. */
const euro = (cents: { numerator: bigint; denominator: bigint }) =>
  exactDecimal({ numerator: cents.numerator, denominator: cents.denominator * 100n }, 2);

describe('the scale', () => {
  it.each(costsFixtures)('on %s cents', (principal, bands, exact, costs, vat, total) => {
    const answer = consumer([principal], { vat: { declared: true, rate: generalVatRate } });
    expect([answer.costs, answer.vat, answer.total]).toEqual([costs, vat, total]);
    expect(answer.steps.map((step) => euro(step.amount))).toEqual(bands);
    expect(euro(answer.exact)).toBe(exact);
    expect(answer.base).toBe(principal > 0n ? principal : 0n);
    expect(costsOnScale(principal)).toBe(costs);
  });

  it('prints the bands with their edges and rates', () => {
    expect(scaleSteps(30_000_000n).map((step) => [step.from, step.to, (step.rate.numerator * 1000n) / step.rate.denominator])).toEqual([
      [0n, 250_000n, 150n],
      [250_000n, 500_000n, 100n],
      [500_000n, 1_000_000n, 50n],
      [1_000_000n, 20_000_000n, 10n],
      [20_000_000n, null, 5n],
    ]);
    expect(scaleSteps(250_000n)).toHaveLength(1);
    expect(scaleSteps(250_001n)).toHaveLength(2);
    expect(scaleSteps(0n)).toEqual([]);
  });

  it('reaches its maximum at exactly one million euro', () => {
    expect(costsOnScale(99_999_899n)).toBe(677_499n);
    expect(costsOnScale(100_000_000n)).toBe(677_500n);
    expect(costsOnScale(100_000_200n)).toBe(677_500n);
  });

  test.prop([principals, principals])('never falls when the principal rises', (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    expect(costsOnScale(low) <= costsOnScale(high)).toBe(true);
  });

  test.prop([principals])('lies between minimum and maximum, and is nothing on nothing', (principal) => {
    const costs = costsOnScale(principal);
    expect(principal <= 0n ? costs === 0n : costs >= 4_000n && costs <= 677_500n).toBe(true);
  });

  test.prop([principals])('its bands add up to the exact sum', (principal) => {
    const sum = scaleSteps(principal).reduce((total, step) => total + (step.amount.numerator * 1000n) / step.amount.denominator, 0n);
    expect(sum).toBe(thousandthsOnScale(principal));
  });

  test.prop([fc.bigInt({ min: 1n, max: 10n ** 8n }), fc.bigInt({ min: 1n, max: 10n ** 8n })])(
    'is concave: one sum is never dearer than two',
    (a, b) => {
      expect(thousandthsOnScale(a + b) <= thousandthsOnScale(a) + thousandthsOnScale(b)).toBe(true);
    },
  );
});

describe('several claims in one notice (6:96 lid 7)', () => {
  it.each(noticeFixtures)('$name', (fixture) => {
    const input = { principals: fixture.open.map(eur), debtorKind: fixture.debtorKind, perInvoiceMinimum: fixture.perInvoiceMinimum };
    const answer = collectionCosts({ ...input, paidWithinTerm: eur(fixture.paidWithinTerm) });
    expect([answer.base, answer.costs]).toEqual([fixture.base, fixture.costs]);
    expect(collectionCosts(input).costs).toBe(fixture.announced);
    expect(answer.costs).not.toBe(fixture.not);
  });

  test.prop([fc.array(principals, { minLength: 1, maxLength: 8 })])('only the sum counts, in any order', (amounts) => {
    const sum = amounts.reduce((total, amount) => total + amount, 0n);
    expect(consumer(amounts).costs).toBe(costsOnScale(sum));
    expect(consumer(amounts.toReversed()).costs).toBe(consumer(amounts).costs);
  });

  test.prop([fc.bigInt({ min: 0n, max: 10n ** 8n }), fc.bigInt({ min: 0n, max: 10n ** 8n })])(
    'part payment inside the term leaves costs on the unpaid part',
    (principal, paid) => {
      expect(consumer([principal], { paidWithinTerm: eur(paid) }).costs).toBe(costsOnScale(principal > paid ? principal - paid : 0n));
    },
  );

  it('gives no costs without claims', () => {
    expect(consumer([])).toMatchObject({ base: 0n, costs: 0n, total: 0n, basis: 'none', steps: [] });
  });
});

describe('consumer and business', () => {
  it.each(['consumer', 'unknown'] as const)('%s: EUR 40 for each invoice is never charged', (debtorKind) => {
    const answer = collectionCosts({ principals: [eur(6_000n), eur(6_000n)], debtorKind, perInvoiceMinimum: true });
    expect(answer).toMatchObject({ costs: 4_000n, basis: 'minimum' });
    expect(answer.articles).toEqual(['6:96 lid 5 BW', '6:96 lid 6 BW', '6:96 lid 7 BW', 'BIK art. 2 lid 1', 'BIK art. 2 lid 2']);
  });

  it.each(['natural_business', 'company', 'government'] as const)('%s: EUR 40 for each late invoice as a setting', (debtorKind) => {
    const claims = { principals: [eur(6_000n), eur(6_000n), eur(-1_000n), eur(0n)], debtorKind };
    expect(collectionCosts({ ...claims, perInvoiceMinimum: true })).toMatchObject({ costs: 8_000n, basis: 'per-invoice' });
    expect(collectionCosts({ ...claims, perInvoiceMinimum: true }).articles).toEqual([
      '6:96 lid 4 BW',
      'BIK art. 2 lid 1',
      'HvJ EU C-585/20',
    ]);
    expect(collectionCosts({ ...claims, perInvoiceMinimum: false })).toMatchObject({ costs: 4_000n, basis: 'minimum' });
    expect(collectionCosts(claims).costs).toBe(4_000n);
  });

  it('EUR 40 each is not above a scale that gives the same', () => {
    expect(collectionCosts({ principals: [eur(10_000n)], debtorKind: 'company', perInvoiceMinimum: true }).basis).toBe('minimum');
  });

  it('gives no EUR 40 for invoices that are credited or paid whole', () => {
    expect(collectionCosts({ principals: [eur(100n), eur(-100n)], debtorKind: 'company', perInvoiceMinimum: true }).costs).toBe(0n);
  });

  it.each([
    [26_600n, 'minimum'],
    [26_667n, 'scale'],
    [100_000_000n, 'scale'],
    [100_000_001n, 'maximum'],
    [-1n, 'none'],
  ])('names the rule that decided: %s cents, %s', (principal, basis) => {
    expect(consumer([principal]).basis).toBe(basis);
  });

  it('names the articles for one claim on the scale', () => {
    expect(consumer([50_000n]).articles).toEqual(['6:96 lid 5 BW', '6:96 lid 6 BW', 'BIK art. 2 lid 1']);
    expect(consumer([50_000n], { paidWithinTerm: eur(0n) }).articles).not.toContain('ECLI:NL:HR:2016:2704');
    expect(consumer([50_000n], { paidWithinTerm: eur(1n) }).articles).toContain('ECLI:NL:HR:2016:2704');
  });
});

describe('VAT (BIK art. 2 lid 3)', () => {
  it('is charged with the declaration only', () => {
    const rate = generalVatRate;
    expect(consumer([26_700n], { vat: { declared: true, rate } })).toMatchObject({ costs: 4_005n, vat: 841n, total: 4_846n });
    expect(consumer([26_700n], { vat: { declared: true, rate } }).articles).toContain('BIK art. 2 lid 3');
    expect(consumer([26_700n], { vat: { declared: false, rate } })).toMatchObject({ costs: 4_005n, vat: 0n, total: 4_005n });
    expect(consumer([26_700n])).toMatchObject({ vat: 0n, total: 4_005n });
    expect(consumer([26_700n]).articles).not.toContain('BIK art. 2 lid 3');
  });

  it('refuses a rate beyond 100 percent, declared or not', () => {
    const rate = { numerator: 210n, denominator: 100n };
    expect(() => consumer([1n], { vat: { declared: false, rate } })).toThrow(refusal('rate-out-of-range', 'vat/rate'));
  });
});

describe('refusals', () => {
  it('another currency', () => {
    const usd = { amount: 1n, currency: 'USD' };
    expect(() => collectionCosts({ principals: [eur(1n), usd], debtorKind: 'consumer' })).toThrow(
      refusal('currency-mismatch', 'principals/1/currency'),
    );
    expect(() => consumer([1n], { paidWithinTerm: usd })).toThrow(refusal('currency-mismatch', 'paidWithinTerm/currency'));
  });

  it('a negative payment', () => {
    expect(() => consumer([1n], { paidWithinTerm: eur(-1n) })).toThrow(refusal('negative-amount', 'paidWithinTerm/amount'));
  });

  it('an unknown kind of debtor', () => {
    const kind = unchecked<CollectionCostsInput['debtorKind']>('martian');
    expect(() => consumer([1n], { debtorKind: kind })).toThrow(refusal('unknown-debtor-kind', 'debtorKind'));
  });
});
