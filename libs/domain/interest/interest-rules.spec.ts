import { describe, expect, it } from 'vitest';
import { unchecked } from '../../testing/unchecked.js';
import { percent } from '../money/percent.js';
import type { InterestInput } from './interest-input.js';
import { RateNotConfirmed, createRateTable } from './rate-table.js';
import { statutoryInterest } from './statutory-interest.js';

const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const rate = (text: string) => percent(text, 'rate');
const agreed = (...rows: [string, string][]) => rows.map(([from, text]) => ({ from, rate: rate(text) }));
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });

/** EUR 1,000 at 10 % from 1 January 2025, ten cents under 28 cents a day. */
const tenPercent: InterestInput = {
  principal: eur(100_000n),
  kind: 'agreed',
  agreedRates: agreed(['2000-01-01', '10']),
  firstInterestDay: '2025-01-01',
  until: '2025-12-31',
};
const run = (more: Partial<InterestInput>) => statutoryInterest({ ...tenPercent, ...more });
const lines = (answer: ReturnType<typeof run>) =>
  answer.segments.map((line) => [line.from, line.to, line.percent, line.base, line.interest]);

describe('agreed and statutory rates together', () => {
  const start = { principal: eur(365_000n), firstInterestDay: '2026-01-01', until: '2026-01-10' };

  it.each([
    ['consumer', '3', '4'],
    ['consumer', '9', '9'],
    ['commercial', '3', '3'],
    ['commercial', '12', '12'],
    ['government', '3', '10.15'],
    ['government', '12', '12'],
    ['agreed', '3', '3'],
  ] as const)('%s with %s agreed pays %s', (kind, agreedRate, expected) => {
    const answer = statutoryInterest({ ...start, kind, agreedRates: agreed(['2020-01-01', agreedRate]) });
    expect(answer.segments.map((line) => line.percent)).toEqual([expected]);
  });

  it('the statutory rate runs until an agreement begins', () => {
    const answer = statutoryInterest({ ...start, kind: 'commercial', agreedRates: agreed(['2026-01-06', '5'], ['2026-01-09', '6']) });
    expect(answer.segments.map((line) => [line.from, line.to, line.percent])).toEqual([
      ['2026-01-01', '2026-01-05', '10.15'],
      ['2026-01-06', '2026-01-08', '5'],
      ['2026-01-09', '2026-01-10', '6'],
    ]);
  });

  it('a consumer pays the higher of the two, day by day', () => {
    const answer = statutoryInterest({
      ...start,
      kind: 'consumer',
      firstInterestDay: '2025-12-30',
      until: '2026-01-03',
      agreedRates: agreed(['2020-01-01', '5'], ['2026-01-02', '3']),
    });
    expect(answer.segments.map((line) => [line.from, line.to, line.percent])).toEqual([
      ['2025-12-30', '2025-12-31', '6'],
      ['2026-01-01', '2026-01-01', '5'],
      ['2026-01-02', '2026-01-03', '4'],
    ]);
  });

  it('a row that changes nothing starts no segment', () => {
    const answer = run({ agreedRates: agreed(['2000-01-01', '10'], ['2025-03-01', '10.00'], ['2025-06-01', '10.0']) });
    expect(lines(answer)).toEqual([['2025-01-01', '2025-12-31', '10', 100_000n, 10_000n]]);
  });

  it('an agreed rate may hold for a single day', () => {
    const answer = run({ agreedRates: agreed(['2000-01-01', '10'], ['2025-01-02', '20'], ['2025-01-03', '10']), until: '2025-01-03' });
    expect(answer.segments.map((line) => [line.from, line.percent])).toEqual([
      ['2025-01-01', '10'],
      ['2025-01-02', '20'],
      ['2025-01-03', '10'],
    ]);
  });

  it('only agreed rates: no table is asked, and no day before them is covered', () => {
    expect(run({ firstInterestDay: '2190-01-01', until: '2190-01-01' }).total).toBe(27n);
    expect(() => run({ agreedRates: agreed(['2025-01-02', '10']) })).toThrow(refusal('rate-not-confirmed', 'firstInterestDay'));
  });

  it('a businesss agreement makes the table unnecessary, a consumers does not', () => {
    const late = { ...start, firstInterestDay: '2027-01-01', until: '2027-01-01', agreedRates: agreed(['2020-01-01', '50']) };
    expect(statutoryInterest({ ...late, kind: 'commercial' }).total).toBe(500n);
    expect(() => statutoryInterest({ ...late, kind: 'consumer' })).toThrow(RateNotConfirmed);
  });
});

describe('a rate that is not confirmed', () => {
  const principal = eur(100_000n);

  it('is an error naming the first day without one', () => {
    const ask = () => statutoryInterest({ principal, kind: 'commercial', dueDate: '2026-11-30', until: '2027-01-15' });
    expect(ask).toThrow(expect.objectContaining({ code: 'rate-not-confirmed', argument: 'until', kind: 'commercial', date: '2027-01-01' }));
  });

  it('points at the start when that is too early', () => {
    const ask = () => statutoryInterest({ principal, kind: 'consumer', dueDate: '2012-05-01', until: '2026-01-15' });
    expect(ask).toThrow(expect.objectContaining({ argument: 'dueDate', date: '2012-05-02' }));
  });

  it('does not matter when nothing runs on that day', () => {
    const paid = { payments: [{ on: '2026-12-01', amount: eur(200_000n) }], pauses: [{ from: '2027-01-01', to: '2027-01-31' }] };
    const debt = { principal, kind: 'commercial', dueDate: '2026-11-30' } as const;
    expect(statutoryInterest({ ...debt, until: '2027-01-15', payments: paid.payments }).excess).toBe(99_972n);
    expect(statutoryInterest({ ...debt, until: '2027-01-31', pauses: paid.pauses }).total).toBe(883n);
    expect(() => statutoryInterest({ ...debt, until: '2027-02-01', pauses: paid.pauses })).toThrow(
      expect.objectContaining({ date: '2027-02-01' }),
    );
  });

  it('is taken from another table when one is given', () => {
    const rates = createRateTable([{ kind: 'commercial', from: '2027-01-01', percent: '10', source: 'a test', checkedOn: '2027-01-01' }]);
    expect(statutoryInterest({ principal, kind: 'government', dueDate: '2026-12-31', until: '2027-01-10', rates }).total).toBe(274n);
  });
});

describe('payments', () => {
  const pay = (on: string, amount: bigint) => ({ on, amount: eur(amount) });

  it('before the first interest day lower the principal', () => {
    const answer = run({ payments: [pay('2024-12-31', 40_000n)] });
    expect(lines(answer)).toEqual([['2025-01-01', '2025-12-31', '10', 60_000n, 6_000n]]);
    expect(answer.afterPayments).toEqual([
      { on: '2024-12-31', toInterest: 0n, toPrincipal: 40_000n, excess: 0n, openPrincipal: 60_000n, openInterest: 0n },
    ]);
  });

  it('count on their own day, in order of their days', () => {
    const answer = run({ payments: [pay('2025-03-15', 50_000n), pay('2025-03-14', 1_000n)], until: '2025-03-31' });
    expect(lines(answer)).toEqual([
      ['2025-01-01', '2025-03-14', '10', 100_000n, 2_000n],
      ['2025-03-15', '2025-03-15', '10', 100_000n, 27n],
      ['2025-03-16', '2025-03-31', '10', 51_027n, 224n],
    ]);
    expect(
      answer.afterPayments.map((effect) => [effect.toInterest, effect.toPrincipal, effect.openPrincipal, effect.openInterest]),
    ).toEqual([
      [1_000n, 0n, 100_000n, 1_000n],
      [1_027n, 48_973n, 51_027n, 0n],
    ]);
    expect([answer.total, answer.openInterest, answer.openPrincipal]).toEqual([2_251n, 224n, 51_027n]);
  });

  it('of one day are set off one after the other', () => {
    const answer = run({ payments: [pay('2025-03-14', 1_500n), pay('2025-03-14', 1_500n)], until: '2025-03-14' });
    expect(answer.afterPayments.map((effect) => [effect.toInterest, effect.toPrincipal])).toEqual([
      [1_500n, 0n],
      [500n, 1_000n],
    ]);
    expect(answer.segments).toHaveLength(1);
  });

  it('after the last day counted have no effect', () => {
    expect(run({ payments: [pay('2026-01-01', 5n)] })).toMatchObject({ afterPayments: [], total: 10_000n, openPrincipal: 100_000n });
    expect(run({ until: '2024-11-30', payments: [pay('2024-12-01', 5n)] }).afterPayments).toEqual([]);
    expect(run({ until: '2024-12-01', payments: [pay('2024-12-01', 5n)] })).toMatchObject({
      openPrincipal: 99_995n,
      segments: [],
      perDay: 0n,
    });
  });

  it('of everything end the interest; more is excess', () => {
    const answer = run({ payments: [pay('2025-03-14', 102_000n), pay('2025-05-01', 7n)] });
    expect(answer).toMatchObject({ total: 2_000n, openInterest: 0n, openPrincipal: 0n, excess: 7n, perDay: 0n });
    expect(answer.segments).toHaveLength(1);
    expect(answer.afterPayments.map((effect) => [effect.toInterest, effect.toPrincipal, effect.excess])).toEqual([
      [2_000n, 100_000n, 0n],
      [0n, 0n, 7n],
    ]);
    const generous = run({ payments: [pay('2025-03-14', 102_009n)] });
    expect(generous.afterPayments[0]).toMatchObject({ toInterest: 2_000n, toPrincipal: 100_000n, excess: 9n });
  });

  it('before the anniversary leave only the unpaid interest to be capitalised, and do not move it', () => {
    const answer = run({ payments: [pay('2025-12-31', 4_000n)], until: '2026-12-31' });
    expect(lines(answer)).toEqual([
      ['2025-01-01', '2025-12-31', '10', 100_000n, 10_000n],
      ['2026-01-01', '2026-12-31', '10', 106_000n, 10_600n],
    ]);
  });

  it('after the anniversary go first to the interest that bears interest, then to that of the year, then to the principal', () => {
    const answer = run({ payments: [pay('2026-03-14', 10_200n), pay('2026-03-14', 5_000n)], until: '2026-03-15' });
    expect(lines(answer)).toEqual([
      ['2025-01-01', '2025-12-31', '10', 100_000n, 10_000n],
      ['2026-01-01', '2026-03-14', '10', 110_000n, 2_200n],
      ['2026-03-15', '2026-03-15', '10', 97_000n, 27n],
    ]);
    expect(answer.afterPayments.map((effect) => [effect.toInterest, effect.toPrincipal])).toEqual([
      [10_200n, 0n],
      [2_000n, 3_000n],
    ]);
  });

  it('rounded at the end: what was set off adds up to what was paid', () => {
    const answer = run({ rounding: 'at-end', payments: [pay('2025-02-01', 50_000n)], until: '2025-02-10' });
    const [effect] = answer.afterPayments;
    expect([effect?.toInterest, effect?.toPrincipal, effect?.excess]).toEqual([877n, 49_123n, 0n]);
    expect([answer.total, answer.openPrincipal, answer.openInterest]).toEqual([1_002n, 50_877n, 125n]);
    expect(run({ rounding: 'at-end', payments: [pay('2025-02-01', 100_877n)] })).toMatchObject({
      openPrincipal: 0n,
      excess: 0n,
      total: 877n,
    });
  });
});

describe('pauses', () => {
  it('give no interest from their first day up to and including their last', () => {
    const answer = run({ pauses: [{ from: '2025-03-01', to: '2025-03-31' }], until: '2025-04-10' });
    expect(answer.segments.map((line) => [line.from, line.to, line.days])).toEqual([
      ['2025-01-01', '2025-02-28', 59],
      ['2025-04-01', '2025-04-10', 10],
    ]);
  });

  it.each([
    ['consumer', ['6:119 lid 1 BW', '6:120 BW', '6:61 BW', '6:81 BW']],
    ['commercial', ['6:119a lid 1 BW', '6:120 BW', '6:119a lid 6-7 BW']],
    ['government', ['6:119b lid 1 BW', '6:120 BW', '6:119b BW']],
  ] as const)('rest on the law of that kind of interest: %s', (kind, articles) => {
    const debt = { principal: eur(100_000n), kind, dueDate: '2025-01-31', until: '2025-04-10' };
    expect(statutoryInterest({ ...debt, pauses: [{ from: '2025-03-01', to: '2025-03-31' }] }).articles).toEqual(articles);
  });

  it('may overlap, touch, come in any order and start before the interest does', () => {
    const pauses = [
      { from: '2025-03-10', to: '2025-03-20' },
      { from: '2024-12-01', to: '2025-01-31' },
      { from: '2025-03-01', to: '2025-03-15' },
      { from: '2025-03-21', to: '2025-03-31' },
    ];
    const answer = run({ pauses, until: '2025-04-10' });
    expect(answer.segments.map((line) => [line.from, line.to])).toEqual([
      ['2025-02-01', '2025-02-28'],
      ['2025-04-01', '2025-04-10'],
    ]);
  });

  it('do not move the anniversary, and payments in them count', () => {
    const answer = run({
      pauses: [{ from: '2025-12-01', to: '2026-01-31' }],
      payments: [{ on: '2026-01-15', amount: eur(9_151n) }],
      until: '2026-02-10',
    });
    expect(lines(answer)).toEqual([
      ['2025-01-01', '2025-11-30', '10', 100_000n, 9_151n],
      ['2026-02-01', '2026-02-10', '10', 100_000n, 274n],
    ]);
  });

  it('may be a single day', () => {
    const answer = run({ pauses: [{ from: '2025-01-03', to: '2025-01-03' }], until: '2025-01-04' });
    expect(answer.segments.map((line) => [line.from, line.to])).toEqual([
      ['2025-01-01', '2025-01-02'],
      ['2025-01-04', '2025-01-04'],
    ]);
  });

  it('leave nothing per day while they last', () => {
    expect(run({ pauses: [{ from: '2025-06-01', to: '2025-06-30' }], until: '2025-06-30' }).perDay).toBe(0n);
    expect(run({ pauses: [{ from: '2025-06-01', to: '2025-06-30' }], until: '2025-07-01' }).perDay).toBe(27n);
  });
});

describe('conventions', () => {
  it('ACT/ACT splits at New Year and counts a leap year as 366 days', () => {
    const answer = run({ firstInterestDay: '2023-12-31', until: '2024-01-01', dayCount: 'act-act', principal: eur(36_600_000n) });
    expect(lines(answer)).toEqual([
      ['2023-12-31', '2023-12-31', '10', 36_600_000n, 10_027n],
      ['2024-01-01', '2024-01-01', '10', 36_600_000n, 10_000n],
    ]);
    expect(answer.perDay).toBe(10_000n);
    expect(run({ firstInterestDay: '2024-01-01', until: '2024-01-01', principal: eur(36_600_000n) }).perDay).toBe(10_027n);
  });

  it('per day follows the base at the end of the last day', () => {
    expect(run({ until: '2025-12-30' }).perDay).toBe(27n);
    expect(run({ until: '2025-12-31' }).perDay).toBe(30n);
    expect(run({ until: '2025-12-31', compounding: 'none' }).perDay).toBe(27n);
    expect(run({ until: '2024-12-31' }).perDay).toBe(0n);
  });

  it('without compounding the base stays', () => {
    const answer = run({ until: '2026-12-31', compounding: 'none' });
    expect(lines(answer).map((line) => line[3])).toEqual([100_000n, 100_000n]);
    expect(answer.articles).not.toContain('6:119a lid 3 BW');
  });

  it('names the articles', () => {
    const debt = { principal: eur(1n), until: '2026-06-30' };
    expect(statutoryInterest({ ...debt, kind: 'consumer', dueDate: '2025-01-31' }).articles).toEqual([
      '6:119 lid 1 BW',
      '6:119 lid 2 BW',
      '6:120 BW',
    ]);
    expect(statutoryInterest({ ...debt, kind: 'government', invoiceReceivedOn: '2026-05-01' }).articles).toEqual([
      '6:119b lid 2 BW',
      '6:120 BW',
    ]);
    expect(run({ payments: [{ on: '2025-02-01', amount: eur(1n) }], pauses: [] }).articles).toEqual([
      '6:119a lid 1 BW',
      '6:119a lid 3 BW',
      '6:119a lid 8 BW',
      '6:44 lid 1 BW',
    ]);
  });
});

describe('refusals', () => {
  const cases: [string, Partial<InterestInput>, string, string][] = [
    ['negative principal', { principal: eur(-1n) }, 'negative-amount', 'principal/amount'],
    ['no principal', { principal: eur(0n) }, 'zero-amount', 'principal/amount'],
    ['unknown kind', { kind: unchecked('lunar') }, 'unknown-interest-kind', 'kind'],
    ['no day of that name', { until: '2025-02-29' }, 'invalid-date', 'until'],
    ['a day out of range', { firstInterestDay: '1899-12-31' }, 'invalid-date', 'firstInterestDay'],
    ['two starts', { dueDate: '2025-01-01' }, 'one-start-needed', 'firstInterestDay'],
    [
      'payment in dollars',
      { payments: [{ on: '2025-01-01', amount: { amount: 1n, currency: 'USD' } }] },
      'currency-mismatch',
      'payments/0/amount/currency',
    ],
    ['payment of nothing', { payments: [{ on: '2025-01-01', amount: eur(0n) }] }, 'zero-amount', 'payments/0/amount/amount'],
    [
      'payment on no day',
      {
        payments: [
          { on: '2025-01-01', amount: eur(1n) },
          { on: 'x', amount: eur(1n) },
        ],
      },
      'invalid-date',
      'payments/1/on',
    ],
    ['pause backwards', { pauses: [{ from: '2025-02-02', to: '2025-02-01' }] }, 'date-order', 'pauses/0/to'],
    ['pause from no day', { pauses: [{ from: '', to: '2025-02-01' }] }, 'invalid-date', 'pauses/0/from'],
    ['pause to no day', { pauses: [{ from: '2025-02-01', to: '' }] }, 'invalid-date', 'pauses/0/to'],
    ['no agreed rate', { agreedRates: [] }, 'agreed-rates-missing', 'agreedRates'],
    ['agreed rates out of order', { agreedRates: agreed(['2025-01-01', '1'], ['2025-01-01', '2']) }, 'date-order', 'agreedRates/1/from'],
    ['agreed from no day', { agreedRates: agreed(['2025-01-01', '1'], ['2025-02-30', '2']) }, 'invalid-date', 'agreedRates/1/from'],
    ['agreed rate too high', { agreedRates: agreed(['2025-01-01', '101']) }, 'rate-out-of-range', 'agreedRates/0/rate'],
    ['unknown day count', { dayCount: unchecked('30/360') }, 'unknown-choice', 'dayCount'],
    ['unknown rounding', { rounding: unchecked('up') }, 'unknown-choice', 'rounding'],
    ['unknown compounding', { compounding: unchecked('daily') }, 'unknown-choice', 'compounding'],
  ];
  it.each(cases)('%s', (_, more, code, argument) => {
    expect(() => run(more)).toThrow(refusal(code, argument));
  });

  it('no start at all', () => {
    const ask = () => statutoryInterest({ principal: eur(1n), kind: 'consumer', until: '2025-01-01' });
    expect(ask).toThrow(refusal('one-start-needed', 'dueDate'));
    expect(ask).toThrow('given: none');
  });

  it('receipt of the invoice as the start for a consumer', () => {
    const debt = { principal: eur(1n), invoiceReceivedOn: '2025-01-01', until: '2025-01-01' };
    expect(() => statutoryInterest({ ...debt, kind: 'consumer' })).toThrow(refusal('not-for-consumers', 'invoiceReceivedOn'));
    expect(statutoryInterest({ ...debt, kind: 'commercial' }).firstInterestDay).toBe('2025-02-01');
  });
});
