/** The questions every calculator asks of an amount before it counts; each refusal names the argument as a path (`payments/0/amount`). */
import type { Cents, Currency, Fraction, Money } from './money.js';
import { DomainRefusal } from './refusals.js';

/** @throws DomainRefusal `negative-amount` when the amount is below zero */
export function requireNotNegative(amount: Cents, argument: string): void {
  if (amount < 0n) throw new DomainRefusal('negative-amount', argument, `${argument}: ${amount} is below zero`);
}

/** @throws DomainRefusal `negative-amount` or `zero-amount` */
export function requirePositive(amount: Cents, argument: string): void {
  requireNotNegative(amount, argument);
  if (amount === 0n) throw new DomainRefusal('zero-amount', argument, `${argument}: zero is nothing to calculate with`);
}

/**
 * @throws DomainRefusal `currency-mismatch` when the amount is in another currency than the rest of the sum; argument `<argument>/currency`
 */
export function requireCurrency(money: Money, expected: Currency, argument: string): void {
  if (money.currency === expected) return;
  throw new DomainRefusal(
    'currency-mismatch',
    `${argument}/currency`,
    `${argument}: ${money.currency} cannot be calculated with ${expected}`,
  );
}

/** @throws DomainRefusal `rate-out-of-range` unless 0 <= rate <= 100 percent */
export function requireRate(rate: Fraction, argument: string): void {
  if (rate.denominator > 0n && rate.numerator >= 0n && rate.numerator <= rate.denominator) return;
  throw new DomainRefusal('rate-out-of-range', argument, `${argument}: a rate lies between 0 and 100 percent`);
}

/**
 * The value when it is one of a closed set, which types cannot promise for values from outside.
 * @throws DomainRefusal `code` when it is not
 */
export function requireOneOf<T extends string>(value: string, known: readonly T[], refusal: { code: string; argument: string }): T {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new DomainRefusal(refusal.code, refusal.argument, `${refusal.argument}: "${value}" is not one of ${known.join(', ')}`);
}
