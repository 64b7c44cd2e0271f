/** Calculator: open items by age. */
import { z } from 'zod';
import { ageing, ageingBuckets } from '#domain/receivables/ageing.js';
import { dateOut, isoDate } from '../edge/time.schema.js';
import { amount, amountOut, answerAmount, articlesOut } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** About what fits into a body. */
const mostItems = 5_000;

/** `POST /v1/calculators/ageing`. */
export const ageingBody = z
  .strictObject({ asOf: isoDate, items: z.array(z.strictObject({ dueDate: isoDate, amount })).max(mostItems) })
  .meta({ id: 'AgeingRequest' });

/** Its answer: all buckets in order, also the empty ones. */
export const ageingOut = z
  .strictObject({
    asOf: dateOut,
    buckets: z.array(z.strictObject({ key: z.enum(ageingBuckets), amount: amountOut, count: z.int() })),
    total: amountOut,
    articles: articlesOut,
  })
  .meta({ id: 'Ageing' });

/** Reckons, in the currency of the first item. No article: ageing is bookkeeping, not law. */
export const calculateAgeing = ({ asOf, items }: z.output<typeof ageingBody>): z.output<typeof ageingOut> =>
  calculate({ fields: ['items', 'asOf'], renamed: [[/^(items\/\d+)\/open\/(.*)$/, '$1/amount/$2']] }, () => {
    const currency = items[0]?.amount.currency ?? 'EUR';
    const found = ageing({ asOf, currency, items: items.map((item) => ({ dueDate: item.dueDate, open: item.amount })) });
    return {
      asOf,
      buckets: found.buckets.map(({ key, open, count }) => ({ key, amount: answerAmount(open, currency), count })),
      total: answerAmount(found.total, currency),
      articles: [],
    };
  });
