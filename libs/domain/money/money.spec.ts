import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { requireCurrency, requireNotNegative, requireOneOf, requirePositive, requireRate } from './checks.js';
import { divideHalfUp, maxCents, minCents } from './money.js';
import { compareRates, exactDecimal, percent, percentText } from './percent.js';

const refusal = (code: string, argument: string) =>
  expect.objectContaining({ name: 'DomainRefusal', code, argument, message: expect.stringMatching(/\w+ \w+/) });

describe('rounding half-up', () => {
  it.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [9_007_199_254_740_993n, 2n, 4_503_599_627_370_497n],
  ])('%s / %s is %s', (numerator, denominator, expected) => {
    expect(divideHalfUp(numerator, denominator)).toBe(expected);
  });

  it('refuses a denominator that is not positive', () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow('denominator: must be positive');
    expect(() => divideHalfUp(1n, -1n)).toThrow(RangeError);
  });

  test.prop([fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 12n })])(
    'is never more than half away, and mirrors around zero',
    (numerator, denominator) => {
      const twice = 2n * (numerator - divideHalfUp(numerator, denominator) * denominator);
      expect(twice <= denominator && -twice <= denominator).toBe(true);
      expect(divideHalfUp(-numerator, denominator)).toBe(-divideHalfUp(numerator, denominator));
    },
  );

  test.prop([fc.bigInt(), fc.bigInt()])('the smaller and the larger are the two', (a, b) => {
    expect([minCents(a, b), maxCents(a, b)]).toEqual(a <= b ? [a, b] : [b, a]);
  });
});

describe('percentages', () => {
  it.each([
    ['21', 21n, 100n, '21'],
    ['10.40', 1040n, 10_000n, '10.4'],
    ['8.05', 805n, 10_000n, '8.05'],
    ['0', 0n, 100n, '0'],
    ['999.123456', 999_123_456n, 100_000_000n, '999.123456'],
  ])('%s', (text, numerator, denominator, printed) => {
    expect(percent(text, 'rate')).toEqual({ numerator, denominator });
    expect(percentText(percent(text, 'rate'))).toBe(printed);
  });

  it.each(['', '-1', '1,5', '1.', '.5', '1.1234567', '1000', '1e2', ' 1', '1 ', '٣'])('refuses "%s"', (text) => {
    expect(() => percent(text, 'vat/rate')).toThrow(refusal('rate-invalid', 'vat/rate'));
  });

  test.prop([fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 6 })])(
    'are read and printed back without loss',
    (value, decimals) => {
      const text = exactDecimal({ numerator: BigInt(value), denominator: 10n ** 6n }, decimals);
      const rate = percent(text, 'rate');
      expect(rate.numerator * 10n ** 8n).toBe(BigInt(value) * rate.denominator);
      expect(exactDecimal({ numerator: rate.numerator * 100n, denominator: rate.denominator }, decimals)).toBe(text);
    },
  );

  it('compares rates by value, not by how they are written', () => {
    expect(compareRates(percent('4', 'r'), percent('4.00', 'r'))).toBe(0);
    expect(compareRates(percent('4', 'r'), percent('10.4', 'r'))).toBe(-1);
    expect(compareRates(percent('10.4', 'r'), percent('4', 'r'))).toBe(1);
  });
});

describe('exact decimals', () => {
  it.each([
    [399_990n, 10_000n, 0, '39.999'],
    [100n, 100n, 2, '1.00'],
    [-1n, 4n, 0, '-0.25'],
    [-300n, 100n, 2, '-3.00'],
    [0n, 7n, 0, '0'],
    [1n, 1n << 60n, 0, (5n ** 60n).toString().padStart(60, '0').replace(/^/, '0.')],
  ])('%s / %s', (numerator, denominator, decimals, expected) => {
    expect(exactDecimal({ numerator, denominator }, decimals)).toBe(expected);
  });

  it('refuses what has no end', () => {
    expect(() => exactDecimal({ numerator: 1n, denominator: 3n }, 2)).toThrow(refusal('not-a-decimal', 'value'));
    expect(() => exactDecimal({ numerator: 1n, denominator: 1n << 61n }, 2)).toThrow('no end');
  });
});

describe('refusals name the argument', () => {
  it('amounts', () => {
    expect(() => requireNotNegative(-1n, 'a/b')).toThrow(refusal('negative-amount', 'a/b'));
    expect(() => requirePositive(-1n, 'a/b')).toThrow(refusal('negative-amount', 'a/b'));
    expect(() => requirePositive(0n, 'a/b')).toThrow(refusal('zero-amount', 'a/b'));
    expect([requireNotNegative(0n, 'a'), requirePositive(1n, 'a')]).toEqual([undefined, undefined]);
  });

  it('currencies', () => {
    expect(() => requireCurrency({ amount: 1n, currency: 'USD' }, 'EUR', 'principal')).toThrow(
      refusal('currency-mismatch', 'principal/currency'),
    );
    expect(() => requireCurrency({ amount: 1n, currency: 'EUR' }, 'EUR', 'principal')).not.toThrow();
  });

  it.each([
    [-1n, 100n],
    [101n, 100n],
    [1n, 0n],
    [0n, 0n],
    [0n, -1n],
  ])('a rate of %s/%s', (numerator, denominator) => {
    expect(() => requireRate({ numerator, denominator }, 'rate')).toThrow(refusal('rate-out-of-range', 'rate'));
  });

  it('rates of 0 and 100 percent are rates', () => {
    expect(() => requireRate({ numerator: 0n, denominator: 1n }, 'rate')).not.toThrow();
    expect(() => requireRate({ numerator: 1n, denominator: 1n }, 'rate')).not.toThrow();
  });

  it('unknown words', () => {
    expect(requireOneOf('b', ['a', 'b'], { code: 'unknown-x', argument: 'x' })).toBe('b');
    expect(() => requireOneOf('c', ['a', 'b'], { code: 'unknown-x', argument: 'x' })).toThrow('x: "c" is not one of a, b');
    expect(() => requireOneOf('c', ['a', 'b'], { code: 'unknown-x', argument: 'x' })).toThrow(refusal('unknown-x', 'x'));
  });
});
