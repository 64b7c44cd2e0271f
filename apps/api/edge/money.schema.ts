/** Money at the edge: `{ "amount": 12550, "currency": "EUR" }`, integer minor units; `bigint` inside. */
import { z } from 'zod';
import type { Money } from '#domain/money/money.js';

/** Currencies a European creditor invoices in. A code that is missing here is refused rather than chased with a wrong number of decimals. */
export const currencies = [
  'EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'ISK', 'PLN', 'CZK', 'HUF', 'RON', 'BGN', 'TRY', 'UAH',
  'CAD', 'AUD', 'NZD', 'JPY', 'CNY', 'HKD', 'SGD', 'INR', 'ZAR', 'AED', 'SAR', 'ILS', 'BRL', 'MXN', 'KWD',
] as const; // prettier-ignore

/** Ten thousand million euros: above it an amount is a mistake, and sums of many stay far below 2^53. */
const maxAmount = 1_000_000_000_000;

const wholeAmount = z.number().int('must be a whole number of minor units').max(maxAmount, `must be at most ${maxAmount}`);
const currency = z.enum(currencies, 'must be the ISO 4217 code of a currency in use, in capitals');
const toMoney = (money: { amount: number; currency: string }): Money => ({ amount: BigInt(money.amount), currency: money.currency });

/** An amount above zero. */
export const money = z
  .strictObject({ amount: wholeAmount.min(1, 'must be above zero'), currency })
  .transform(toMoney)
  .meta({ id: 'Money', description: 'An amount in minor units (cents for EUR).' });

/** An amount in an answer; may be zero or negative. */
export const moneyOut = z.strictObject({ amount: z.int(), currency: z.string() }).meta({ id: 'MoneyAnswer' });

/** An amount for an answer. Exact: nothing stored exceeds {@link maxAmount}. */
export const presentMoney = (amount: bigint, currency_: string): { amount: number; currency: string } => ({
  amount: Number(amount),
  currency: currency_,
});
