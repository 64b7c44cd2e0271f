import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '../../testing/conformity-vectors.js';
import { ageing, ageingBucket } from './ageing.js';

const schema = z.object({
  boundaries: z.array(z.object({ due_date: z.string(), as_of: z.string(), bucket: z.string() })),
  portfolios: z.array(
    z.object({
      as_of: z.string(),
      invoices: z.array(z.object({ due_date: z.string(), open_cents: z.int() })),
      buckets: z.record(z.string(), z.object({ count: z.int(), open_cents: z.int() })),
      total_cents: z.int(),
    }),
  ),
});
/** Their names of the first and the last bucket. */
const theirs: Readonly<Record<string, string>> = { 'not-due': 'not_due', '90+': '>90' };
const nameOf = (key: string): string => theirs[key] ?? key;

describe(conformityTitle('ageing.json'), () => {
  it.skipIf(conformityVectors('ageing.json') === null)('every vector', () => {
    const vectors = schema.parse(conformityVectors('ageing.json'));
    for (const { due_date, as_of, bucket } of vectors.boundaries) expect(nameOf(ageingBucket(due_date, as_of))).toBe(bucket);
    for (const portfolio of vectors.portfolios) {
      const items = portfolio.invoices.map((each) => ({
        dueDate: each.due_date,
        open: { amount: BigInt(each.open_cents), currency: 'EUR' },
      }));
      const answer = ageing({ asOf: portfolio.as_of, currency: 'EUR', items });
      const buckets = Object.fromEntries(
        answer.buckets.map((each) => [nameOf(each.key), { count: each.count, open_cents: Number(each.open) }]),
      );
      expect([buckets, Number(answer.total)]).toEqual([portfolio.buckets, portfolio.total_cents]);
    }
  });
});
