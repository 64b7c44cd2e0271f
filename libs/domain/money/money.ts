/** Money as integer minor units with a currency. No floats: sums are `bigint`, rates are fractions of integers. */

/** Integer minor units (euro cents for EUR); may be negative for credits. */
export type Cents = bigint;

/** ISO 4217 code in capitals. */
export type Currency = string;

/** An amount in one currency. */
export interface Money {
  readonly amount: Cents;
  readonly currency: Currency;
}

/** A non-negative fraction of integers, such as a rate of 10.40 % = 1040/10000. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** numerator/denominator rounded half away from zero ("half-up" on amounts). @throws RangeError when the denominator is not positive */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('denominator: must be positive');
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return negative ? -rounded : rounded;
}

/** The smaller of two amounts. */
export const minCents = (a: Cents, b: Cents): Cents => (a < b ? a : b);
/** The larger of two amounts. */
export const maxCents = (a: Cents, b: Cents): Cents => (a > b ? a : b);
