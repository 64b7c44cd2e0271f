import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar/iso-date.js';
import { ageing, ageingBucket, ageingBuckets, bucketOfDays } from './ageing.js';
import { dso } from './dso.js';
import { bucketFixtures, portfolioFixtures } from './fixtures/ageing.fixtures.js';

const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const usd = (amount: bigint) => ({ amount, currency: 'USD' });
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });

describe('ageing', () => {
  it.each(bucketFixtures)('due %s, as of %s: %s', (dueDate, asOf, bucket) => {
    expect(ageingBucket(dueDate, asOf)).toBe(bucket);
  });

  it.each([
    [0, 'not-due'],
    [1, '1-30'],
    [30, '1-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, '90+'],
  ])('%s days overdue: %s', (days, bucket) => {
    expect(bucketOfDays(days)).toBe(bucket);
  });

  it.each(portfolioFixtures)('a portfolio as of $asOf', ({ asOf, items, buckets, total }) => {
    const answer = ageing({ asOf, currency: 'EUR', items: items.map(([dueDate, open]) => ({ dueDate, open: eur(open) })) });
    expect(answer.buckets.map((bucket) => [bucket.key, bucket.count, bucket.open])).toEqual(buckets);
    expect([answer.total, answer.currency]).toEqual([total, 'EUR']);
  });

  it('of nothing has all buckets, empty', () => {
    expect(ageing({ asOf: '2026-01-01', currency: 'EUR', items: [] })).toEqual({
      currency: 'EUR',
      buckets: ageingBuckets.map((key) => ({ key, count: 0, open: 0n })),
      total: 0n,
    });
  });

  it('refuses another currency and days that do not exist', () => {
    const item = { dueDate: '2026-01-01', open: eur(1n) };
    const of = (items: Parameters<typeof ageing>[0]['items'], asOf = '2026-01-01') => ageing({ asOf, currency: 'EUR', items });
    expect(() => of([item, { ...item, open: usd(1n) }])).toThrow(refusal('currency-mismatch', 'items/1/open/currency'));
    expect(() => of([{ ...item, dueDate: '2026-02-30' }])).toThrow(refusal('invalid-date', 'items/0/dueDate'));
    expect(() => of([], '2026-02-30')).toThrow(refusal('invalid-date', 'asOf'));
    expect(() => ageingBucket('2026-02-30', '2026-01-01')).toThrow(refusal('invalid-date', 'dueDate'));
    expect(() => ageingBucket('2026-01-01', '2026-02-30')).toThrow(refusal('invalid-date', 'asOf'));
  });

  const items = fc.array(
    fc.record({
      dueDate: fc.integer({ min: -200, max: 50 }).map((days) => addDays('2026-06-15', days)),
      open: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 17n }).map(eur),
    }),
    { maxLength: 20 },
  );
  test.prop([items])('no cent and no item is lost', (all) => {
    const answer = ageing({ asOf: '2026-06-15', currency: 'EUR', items: all });
    expect(answer.buckets.reduce((sum, bucket) => sum + bucket.open, 0n)).toBe(answer.total);
    expect(answer.total).toBe(all.reduce((sum, item) => sum + item.open.amount, 0n));
    expect(answer.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(all.length);
  });

  test.prop([fc.integer({ min: -400, max: 400 })])('a day later is never a younger bucket', (days) => {
    expect(ageingBuckets.indexOf(bucketOfDays(days + 1))).toBeGreaterThanOrEqual(ageingBuckets.indexOf(bucketOfDays(days)));
  });
});

describe('DSO', () => {
  it.each([
    [100_000n, 400_000n, 90, 225n],
    [1n, 3n, 1, 3n],
    [1n, 20n, 1, 1n],
    [1n, 21n, 1, 0n],
    [0n, 5n, 365, 0n],
    [9_007_199_254_740_993n, 9_007_199_254_740_993n, 30, 300n],
  ])('%s open of %s in %s days: %s tenths', (open, revenue, days, tenths) => {
    const answer = dso({ open: eur(open), revenue: eur(revenue), days });
    expect(answer.tenths).toBe(tenths);
    expect(answer.exact).toEqual({ numerator: open * BigInt(days), denominator: revenue });
  });

  it('refuses what cannot be answered', () => {
    const ask = (more: Partial<Parameters<typeof dso>[0]>) => () => dso({ open: eur(1n), revenue: eur(1n), days: 30, ...more });
    expect(ask({ revenue: eur(0n) })).toThrow(refusal('zero-amount', 'revenue/amount'));
    expect(ask({ revenue: eur(-1n) })).toThrow(refusal('negative-amount', 'revenue/amount'));
    expect(ask({ open: eur(-1n) })).toThrow(refusal('negative-amount', 'open/amount'));
    expect(ask({ open: usd(1n) })).toThrow(refusal('currency-mismatch', 'open/currency'));
    for (const days of [0, -1, 1.5, NaN, Infinity]) expect(ask({ days })).toThrow(refusal('days-out-of-range', 'days'));
    expect(ask({ days: 1 })).not.toThrow();
  });
});
