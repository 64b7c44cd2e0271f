/** Calculator: statutory and agreed interest (6:119, 6:119a, 6:119b, 6:120 BW). */
import { z } from 'zod';
import type { InterestInput } from '#domain/interest/interest-input.js';
import { statutoryInterest } from '#domain/interest/statutory-interest.js';
import { percent } from '#domain/money/percent.js';
import { dateOut, isoDate } from '../edge/time.schema.js';
import { amount, amountOut, answerAmount, articlesOut, percentText } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** Payments and agreed rates of one debt: more is another question. */
const mostRows = 500;

/** `POST /v1/calculators/statutory-interest`. */
export const statutoryInterestBody = z
  .strictObject({
    principal: amount,
    kind: z.enum(['consumer', 'commercial', 'government', 'agreed']),
    dueDate: isoDate.optional().meta({ description: 'Agreed last day for payment: interest from the next day.' }),
    invoiceReceivedOn: isoDate.optional().meta({ description: 'No agreed day: interest from receipt + 31 days; not for consumers.' }),
    firstInterestDay: isoDate.optional(),
    until: isoDate.meta({ description: 'Last day counted.' }),
    payments: z
      .array(z.strictObject({ on: isoDate, amount }))
      .max(mostRows)
      .optional(),
    agreedRates: z
      .array(z.strictObject({ from: isoDate, rate: percentText }))
      .max(mostRows)
      .optional(),
    pauses: z
      .array(z.strictObject({ from: isoDate, to: isoDate }))
      .max(mostRows)
      .optional(),
    dayCount: z.enum(['act/365f', 'act/act']).optional(),
    rounding: z.enum(['per-segment', 'at-end']).optional(),
    compounding: z.boolean().optional(),
  })
  .meta({ id: 'StatutoryInterestRequest' });

const segmentOut = z.strictObject({ from: dateOut, to: dateOut, days: z.int(), rate: z.string(), base: amountOut, interest: amountOut });
const effectOut = z.strictObject({
  on: dateOut,
  toInterest: amountOut,
  toPrincipal: amountOut,
  openPrincipal: amountOut,
  openInterest: amountOut,
});

/** Its answer. */
export const statutoryInterestOut = z
  .strictObject({
    interest: amountOut,
    perDay: amountOut,
    firstInterestDay: dateOut,
    segments: z.array(segmentOut),
    afterPayments: z.array(effectOut),
    openInterest: amountOut,
    openPrincipal: amountOut,
    excess: amountOut,
    articles: articlesOut,
  })
  .meta({ id: 'StatutoryInterest' });

type Body = z.output<typeof statutoryInterestBody>;

function inputOf({ dueDate, invoiceReceivedOn, firstInterestDay, ...body }: Body): InterestInput {
  return {
    principal: body.principal,
    kind: body.kind,
    until: body.until,
    payments: body.payments ?? [],
    pauses: body.pauses ?? [],
    agreedRates: (body.agreedRates ?? []).map(({ from, rate }, index) => ({ from, rate: percent(rate, `agreedRates/${index}/rate`) })),
    dayCount: body.dayCount === 'act/act' ? 'act-act' : 'act-365f',
    rounding: body.rounding ?? 'per-segment',
    compounding: body.compounding === false ? 'none' : 'yearly',
    ...(dueDate !== undefined && { dueDate }),
    ...(invoiceReceivedOn !== undefined && { invoiceReceivedOn }),
    ...(firstInterestDay !== undefined && { firstInterestDay }),
  };
}

const fields = [
  'principal',
  'kind',
  'dueDate',
  'invoiceReceivedOn',
  'firstInterestDay',
  'until',
  'payments',
  'agreedRates',
  'pauses',
] as const;

/** Reckons. */
export const calculateStatutoryInterest = (body: Body): z.output<typeof statutoryInterestOut> =>
  calculate({ fields }, () => {
    const found = statutoryInterest(inputOf(body));
    const money = (cents: bigint) => answerAmount(cents, found.currency);
    return {
      interest: money(found.total),
      perDay: money(found.perDay),
      firstInterestDay: found.firstInterestDay,
      segments: found.segments.map(({ from, to, days, percent: rate, base, interest }) => ({
        from,
        to,
        days,
        rate,
        base: money(base),
        interest: money(interest),
      })),
      afterPayments: found.afterPayments.map((effect) => ({
        on: effect.on,
        toInterest: money(effect.toInterest),
        toPrincipal: money(effect.toPrincipal),
        openPrincipal: money(effect.openPrincipal),
        openInterest: money(effect.openInterest),
      })),
      openInterest: money(found.openInterest),
      openPrincipal: money(found.openPrincipal),
      excess: money(found.excess),
      articles: [...found.articles],
    };
  });
