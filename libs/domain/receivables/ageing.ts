/** Ageing: how long what is open has been overdue. */
import { type Day, type IsoDate, asIsoDate, toDay } from '../calendar/iso-date.js';
import { requireCurrency } from '../money/checks.js';
import type { Cents, Currency, Money } from '../money/money.js';

/** Buckets by `asOf - dueDate` in days: not due (0 or less), 1-30, 31-60, 61-90, more. */
export const ageingBuckets = ['not-due', '1-30', '31-60', '61-90', '90+'] as const;
/** One of {@link ageingBuckets}. */
export type AgeingBucket = (typeof ageingBuckets)[number];

/** An open item; a credit balance is negative and stays in the bucket of its own due date. */
export interface AgeingItem {
  readonly dueDate: IsoDate;
  readonly open: Money;
}

/** What a bucket holds, in minor units. */
export interface AgeingTotal {
  readonly key: AgeingBucket;
  readonly count: number;
  readonly open: Cents;
}

/** All buckets in order, also the empty ones. */
export interface Ageing {
  readonly currency: Currency;
  readonly buckets: readonly AgeingTotal[];
  readonly total: Cents;
}

/** The bucket of a number of days overdue. */
export function bucketOfDays(daysOverdue: number): AgeingBucket {
  if (daysOverdue <= 0) return 'not-due';
  if (daysOverdue <= 30) return '1-30';
  if (daysOverdue <= 60) return '31-60';
  return daysOverdue <= 90 ? '61-90' : '90+';
}

/** The bucket of one due date. @throws DomainRefusal `invalid-date` */
export const ageingBucket = (dueDate: IsoDate, asOf: IsoDate): AgeingBucket =>
  bucketOfDays(toDay(asIsoDate(asOf, 'asOf')) - toDay(asIsoDate(dueDate, 'dueDate')));

/**
 * Adds up a portfolio in one currency.
 * @throws DomainRefusal `currency-mismatch`, `invalid-date` with `items/<index>/...`
 */
export function ageing(input: { readonly asOf: IsoDate; readonly currency: Currency; readonly items: readonly AgeingItem[] }): Ageing {
  const asOf: Day = toDay(asIsoDate(input.asOf, 'asOf'));
  const sums = new Map(ageingBuckets.map((key) => [key, { count: 0, open: 0n }]));
  let total = 0n;
  for (const [index, item] of input.items.entries()) {
    requireCurrency(item.open, input.currency, `items/${index}/open`);
    const sum = sums.get(bucketOfDays(asOf - toDay(asIsoDate(item.dueDate, `items/${index}/dueDate`))));
    if (!sum) continue;
    sum.count += 1;
    sum.open += item.open.amount;
    total += item.open.amount;
  }
  return { currency: input.currency, buckets: [...sums].map(([key, sum]) => ({ key, ...sum })), total };
}
