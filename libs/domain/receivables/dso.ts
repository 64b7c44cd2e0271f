/** Days sales outstanding. */
import { requireCurrency, requireNotNegative, requirePositive } from '../money/checks.js';
import type { Fraction, Money } from '../money/money.js';
import { divideHalfUp } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';

/** What is open at the end of a period, the revenue of that period (VAT in both or in neither) and its length in days. */
export interface DsoInput {
  readonly open: Money;
  readonly revenue: Money;
  readonly days: number;
}

/** `exact` in days; `tenths` the same in tenths of a day, half-up, for a figure with one decimal. */
export interface Dso {
  readonly exact: Fraction;
  readonly tenths: bigint;
}

/**
 * Open receivables / revenue of the period x days of the period.
 * @throws DomainRefusal `negative-amount`, `zero-amount` (no revenue, no DSO), `currency-mismatch`, `days-out-of-range`
 */
export function dso({ open, revenue, days }: DsoInput): Dso {
  requireCurrency(open, revenue.currency, 'open');
  requireNotNegative(open.amount, 'open/amount');
  requirePositive(revenue.amount, 'revenue/amount');
  if (!Number.isSafeInteger(days) || days < 1)
    throw new DomainRefusal('days-out-of-range', 'days', 'days: a whole number of days, at least 1');
  const exact = { numerator: open.amount * BigInt(days), denominator: revenue.amount };
  return { exact, tenths: divideHalfUp(exact.numerator * 10n, exact.denominator) };
}
