/** Percentages and exact amounts as text: `10.40` in, 1040/10000 kept, `10.4` out. Never through a binary fraction. */
import type { Fraction } from './money.js';
import { DomainRefusal } from './refusals.js';

const shape = /^(\d{1,3})(?:\.(\d{1,6}))?$/;
/** Decimals after which a fraction is taken not to end; the rules here need at most five. */
const mostDecimals = 60;

/**
 * Reads a percentage such as `21`, `10.40` or `8.05` (up to 999, six decimals) as a fraction of one.
 * @throws DomainRefusal `rate-invalid` naming `argument`
 */
export function percent(text: string, argument: string): Fraction {
  const match = shape.exec(text);
  if (!match) throw new DomainRefusal('rate-invalid', argument, `${argument}: "${text}" is not a percentage such as 10.40`);
  const [, whole = '', decimals = ''] = match;
  return { numerator: BigInt(whole + decimals), denominator: 100n * 10n ** BigInt(decimals.length) };
}

/** The shortest percentage text of a fraction: 1040/10000 is `10.4`. @throws DomainRefusal `not-a-decimal` for the like of 1/3 */
export const percentText = (rate: Fraction): string => exactDecimal({ numerator: rate.numerator * 100n, denominator: rate.denominator }, 0);

/**
 * A fraction as exact decimal text with at least `decimals` decimals: 399990/10000 is `39.999`.
 * @throws DomainRefusal `not-a-decimal` when it has no end
 */
export function exactDecimal(value: Fraction, decimals: number): string {
  const negative = value.numerator < 0n;
  const magnitude = negative ? -value.numerator : value.numerator;
  let rest = magnitude % value.denominator;
  let digits = '';
  while (rest !== 0n && digits.length < mostDecimals) {
    rest *= 10n;
    digits += String(rest / value.denominator);
    rest %= value.denominator;
  }
  if (rest !== 0n) throw new DomainRefusal('not-a-decimal', 'value', `${value.numerator}/${value.denominator} has no end as a decimal`);
  const tail = digits.padEnd(decimals, '0');
  return `${negative ? '-' : ''}${magnitude / value.denominator}${tail === '' ? '' : `.${tail}`}`;
}

/** -1, 0 or 1 as the left rate is lower than, equal to or higher than the right one. */
export function compareRates(left: Fraction, right: Fraction): -1 | 0 | 1 {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}
