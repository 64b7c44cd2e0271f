/** Parts of the calculators' bodies and answers: amounts that may be zero or negative, percentages as text, articles. */
import { z } from 'zod';
import type { Money } from '#domain/money/money.js';
import { currencies } from '../edge/money.schema.js';
import { invalidValue } from '../http/problems.js';

/** An amount as it comes in: any whole number JSON can hold exactly. What a rule cannot take it refuses by itself, with its reason. */
export const amount = z
  .strictObject({
    amount: z.int('must be a whole number of minor units'),
    currency: z.enum(currencies, 'must be the ISO 4217 code of a currency in use, in capitals'),
  })
  .transform((money): Money => ({ amount: BigInt(money.amount), currency: money.currency }))
  .meta({ id: 'SignedMoney', description: 'An amount in minor units (cents for EUR); what a rule cannot take is refused by the rule.' });

/** An amount in an answer. */
export const amountOut = z.strictObject({ amount: z.int(), currency: z.string() }).meta({ id: 'MoneyAnswer' });
/** See {@link amountOut}. */
export type AmountAnswer = z.output<typeof amountOut>;

/** A percentage a year, or of VAT, as decimal text: `10.40`. */
export const percentText = z.string().max(20).meta({ description: 'Decimal text, such as 10.40.' });

/** The rules that were used. */
export const articlesOut = z.array(z.string()).meta({ description: 'Articles the answer rests on; see docs/explanation/law.md.' });

/** An amount for an answer. @throws Problem 422 when inputs were so large that the outcome does not fit a JSON number exactly */
export function answerAmount(value: bigint, currency: string): AmountAnswer {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw invalidValue('', 'too-big', 'The outcome has more minor units than a JSON number holds exactly (2^53 - 1).');
  return { amount: number, currency };
}

/** The same in EUR. */
export const answerEuro = (cents: bigint): AmountAnswer => answerAmount(cents, 'EUR');
