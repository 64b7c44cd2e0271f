/** Calculators of open items over HTTP: allocation and ageing. */
import { afterAll, describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { c, CalculatorDesk, type Wanted } from '../testing/calculator-desk.js';

const { api, tenant } = await apiForThisFile();
const desk = new CalculatorDesk(api, tenant);
const rows = await api.rowCount();
afterAll(async () => {
  // A hundred questions later nothing was stored.
  expect(await api.rowCount()).toBe(rows);
});

const ask = (calculator: string, body: object) => desk.ask(calculator, body);
const refuses = async (calculator: string, body: object, wanted: Wanted): Promise<void> =>
  expect(await desk.misrefused(calculator, body, wanted)).toBe('');

const claim = (id: string, [costs, interest, principal]: readonly [number, number, number], more: object = {}) => ({
  id,
  costs: c(costs),
  interest: c(interest),
  principal: c(principal),
  ...more,
});

describe('allocation', () => {
  it.each([
    [50_000, [15_000, 1_234, 33_766], [0, 0, 66_234]],
    [10_000, [10_000, 0, 0], [5_000, 1_234, 100_000]],
    [16_234, [15_000, 1_234, 0], [0, 0, 100_000]],
  ] as const)('%d inside one claim', async (paid, got, left) => {
    const answer = await ask('allocation', { claims: [claim('A', [15_000, 1_234, 100_000])], payment: { amount: c(paid) } });
    expect(answer).toMatchObject({ allocated: [claim('A', got)], left: [claim('A', left)], credit: c(0) });
    expect(answer['articles']).toContain('6:44 lid 1 BW');
  });

  it('pays what is due first, then the more onerous, shares pro rata, and leaves credit', async () => {
    const due = claim('A', [0, 0, 30_000], { dueDate: '2026-09-15', interestRate: '4' });
    const later = claim('B', [0, 0, 10_000], { dueDate: '2026-11-15', interestRate: '10.40' });
    const on = '2026-10-01';
    expect(await ask('allocation', { claims: [due, later], payment: { amount: c(25_000), on } })).toMatchObject({
      allocated: [claim('A', [0, 0, 25_000]), claim('B', [0, 0, 0])],
    });
    const peers = [claim('A', [0, 0, 10_000]), claim('B', [0, 0, 20_000])];
    expect(await ask('allocation', { claims: peers, payment: { amount: c(10_000), on } })).toMatchObject({
      allocated: [claim('A', [0, 0, 3_333]), claim('B', [0, 0, 6_667])],
    });
    expect(await ask('allocation', { claims: peers, payment: { amount: c(35_000), designates: 'B' } })).toMatchObject({
      allocated: [claim('A', [0, 0, 10_000]), claim('B', [0, 0, 20_000])],
      credit: c(5_000),
      articles: expect.arrayContaining(['6:43 lid 1 BW']),
    });
  });

  it('calculates the costs after the term, another order and the trifle', async () => {
    const inTerm = {
      claims: [claim('A', [0, 0, 200_000])],
      payment: { amount: c(150_000) },
      withinNoticeTerm: { announcedCosts: c(30_000) },
    };
    expect(await ask('allocation', inTerm)).toMatchObject({ left: [claim('A', [0, 0, 50_000])], costsAfterTerm: c(7_500) });
    const later = { ...claim('B', [0, 0, 90_000]), dueDate: '2026-12-31' };
    const partlyDue = {
      claims: [{ ...claim('A', [0, 0, 10_000]), dueDate: '2026-08-01' }, later],
      payment: { amount: c(10_000), on: '2026-11-22' },
      withinNoticeTerm: { announcedCosts: c(4_000), claims: ['A'] },
    };
    expect(await ask('allocation', partlyDue)).toMatchObject({ costsAfterTerm: c(0) });
    const one = [claim('A', [100, 50, 1_000])];
    expect(
      await ask('allocation', { claims: one, payment: { amount: c(1_000) }, order: ['principal', 'interest', 'costs'] }),
    ).toMatchObject({ allocated: [claim('A', [0, 0, 1_000])] });
    expect(
      await ask('allocation', { claims: [claim('A', [0, 50, 1_000])], payment: { amount: c(1_000) }, tolerance: c(100) }),
    ).toMatchObject({
      left: [claim('A', [0, 0, 0])],
      writtenOff: [claim('A', [0, 0, 50])],
    });
  });

  it.each<[string, object, Wanted]>([
    ['a payment of nothing', { payment: { amount: c(0) } }, { pointer: '/payment/amount/amount', code: 'zero-amount' }],
    ['a negative payment', { payment: { amount: c(-5) } }, { pointer: '/payment/amount/amount', code: 'negative-amount' }],
    ['a negative claim', { claims: [claim('A', [0, -1, 0])] }, { pointer: '/claims/0/interest/amount', code: 'negative-amount' }],
    ['dollars for euros', { payment: { amount: c(1, 'USD') } }, { pointer: '/claims/0/principal/currency', code: 'currency-mismatch' }],
    [
      'a claim in two currencies',
      { claims: [claim('A', [0, 0, 1], { costs: c(0, 'USD') })] },
      { pointer: '/claims/0/costs/currency', code: 'currency-mismatch' },
    ],
    ['a claim twice', { claims: [claim('A', [0, 0, 1]), claim('A', [0, 0, 1])] }, { pointer: '/claims/1/id', code: 'duplicate-claim' }],
    [
      'a claim that is not there',
      { payment: { amount: c(1), designates: 'Z' } },
      { pointer: '/payment/designates', code: 'unknown-claim' },
    ],
    ['half an order', { order: ['costs'] }, { pointer: '/order', code: 'order-incomplete' }],
    ['a part that is none', { order: ['costs', 'interest', 'tip'] }, { pointer: '/order/2' }],
    [
      'a rate above 100',
      { claims: [claim('A', [0, 0, 1], { interestRate: '101' })] },
      { pointer: '/claims/0/interestRate', code: 'rate-out-of-range' },
    ],
    [
      'negative costs announced',
      { withinNoticeTerm: { announcedCosts: c(-1) } },
      { pointer: '/withinNoticeTerm/announcedCosts/amount', code: 'negative-amount' },
    ],
    ['2^53 cents', { payment: { amount: c(2 ** 53) } }, { pointer: '/payment/amount/amount' }],
    ['a missing part', { claims: [{ id: 'A', costs: c(0), interest: c(0) }] }, { status: 400, pointer: '/claims/0/principal' }],
  ])('refuses %s', (_name, more, wanted) =>
    refuses('allocation', { claims: [claim('A', [0, 0, 1_000])], payment: { amount: c(10) }, ...more }, wanted),
  );
});

describe('ageing', () => {
  it('puts items into buckets, credits where they fell due', async () => {
    const items = [
      ['2026-10-23', 275_836],
      ['2026-11-22', 198_041],
      ['2026-08-24', 263_722],
      ['2026-08-23', 351_322],
      ['2026-08-23', -87_582],
    ].map(([dueDate, open]) => ({ dueDate, amount: c(Number(open)) }));
    expect(await ask('ageing', { asOf: '2026-11-22', items })).toEqual({
      asOf: '2026-11-22',
      buckets: [
        { key: 'not-due', amount: c(198_041), count: 1 },
        { key: '1-30', amount: c(275_836), count: 1 },
        { key: '31-60', amount: c(0), count: 0 },
        { key: '61-90', amount: c(263_722), count: 1 },
        { key: '90+', amount: c(263_740), count: 2 },
      ],
      total: c(1_001_339),
      articles: [],
    });
    expect(await ask('ageing', { asOf: '2026-11-22', items: [] })).toMatchObject({ total: c(0) });
  });

  it.each<[string, object, Wanted]>([
    [
      'two currencies',
      {
        items: [
          { dueDate: '2026-01-01', amount: c(1) },
          { dueDate: '2026-01-01', amount: c(1, 'USD') },
        ],
      },
      { pointer: '/items/1/amount/currency', code: 'currency-mismatch' },
    ],
    ['no such day', { asOf: '2026-02-30' }, { pointer: '/asOf' }],
    ['2^53 cents', { items: [{ dueDate: '2026-01-01', amount: c(2 ** 53) }] }, { pointer: '/items/0/amount/amount' }],
    [
      '2^53 cents together',
      { items: [2 ** 52, 2 ** 52].map((open) => ({ dueDate: '2026-01-01', amount: c(open) })) },
      { pointer: '/items', code: 'too-big' },
    ],
    ['no list', { items: {} }, { status: 400, pointer: '/items' }],
  ])('refuses %s', (_name, more, wanted) => refuses('ageing', { asOf: '2026-11-22', items: [], ...more }, wanted));
});
