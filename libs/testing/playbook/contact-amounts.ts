/**
 * What a contact asks: the open amount, a fixed fee and simple interest, in the currency the policy states amounts in: what other
 * products' rules print, for the scenarios of the playbook. Our texts ask what is open.
 */
import type { Cents, Currency, Fraction, Money } from '#domain/money/money.js';
import { divideHalfUp } from '#domain/money/money.js';
import { percent } from '#domain/money/percent.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import type { PlannedCharges } from '#domain/policy/language/plan.js';

/** One unit of `from` is `rate` units of `to`. */
export interface ExchangeRate {
  readonly from: Currency;
  readonly to: Currency;
  readonly rate: Fraction;
}

/** What the amounts depend on. `daysOverdue` may be negative: then there is no interest. */
export interface ContactAmountsRequest {
  readonly open: Money;
  readonly charges: PlannedCharges;
  readonly daysOverdue: number;
  /** The policy's own currency; the open amount's when absent. */
  readonly currency?: Currency | undefined;
  readonly rates: readonly ExchangeRate[];
}

/** Every part in one currency, each rounded half-up by itself. */
export interface ContactAmounts {
  readonly currency: Currency;
  readonly amount: Cents;
  readonly fee: Cents;
  readonly interest: Cents;
  readonly total: Cents;
}

/** An amount in another currency, rounded half-up. Nothing stays nothing, also without a rate. @throws DomainRefusal `rate-missing` */
export function convert({ amount, currency }: Money, to: Currency, rates: readonly ExchangeRate[]): Cents {
  if (currency === to || amount === 0n) return amount;
  const found = rates.find((rate) => rate.from === currency && rate.to === to);
  if (!found) throw new DomainRefusal('rate-missing', 'rates', `rates: none from ${currency} to ${to}`);
  return divideHalfUp(amount * found.rate.numerator, found.rate.denominator);
}

/** Simple interest for whole days over a year of `yearDays`. Statutory interest is computed elsewhere, for it compounds. */
function simpleInterest(amount: Cents, { interest, yearDays }: PlannedCharges, days: number): Cents {
  if (interest === 'none' || interest === 'statutory' || days <= 0) return 0n;
  const rate = percent(interest, 'interest');
  return divideHalfUp(amount * rate.numerator * BigInt(days), rate.denominator * BigInt(yearDays));
}

/** The amounts of a contact. @throws DomainRefusal `rate-missing` */
export function contactAmounts({ open, charges, daysOverdue, currency, rates }: ContactAmountsRequest): ContactAmounts {
  const stated = currency ?? open.currency;
  const amount = convert(open, stated, rates);
  const fee = convert({ amount: charges.fixedFee, currency: charges.feeCurrency ?? open.currency }, stated, rates);
  const interest = simpleInterest(amount, charges, daysOverdue);
  return { currency: stated, amount, fee, interest, total: amount + fee + interest };
}
