/** Calculators of money over HTTP: worked cases of the rules, and what each refuses, by pointer. */
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

describe('collection-costs', () => {
  it.each([
    [900, 4_000, 840],
    [26_666, 4_000, 840],
    [26_667, 4_000, 840],
    [26_700, 4_005, 841],
    [30_030, 4_505, 946],
    [40_000, 6_000, 1_260],
    [60_000, 9_000, 1_890],
    [250_000, 37_500, 7_875],
    [250_001, 37_500, 7_875],
    [400_000, 52_500, 11_025],
    [840_000, 79_500, 16_695],
    [1_000_000, 87_500, 18_375],
    [20_000_000, 277_500, 58_275],
    [200_000_000, 677_500, 142_275],
    [Number.MAX_SAFE_INTEGER, 677_500, 142_275],
    [0, 0, 0],
    [-3_000, 0, 0],
  ])('%d cents cost %d, VAT %d', async (principal, costs, vat) => {
    const body = { principals: [c(principal)], debtorKind: 'consumer' };
    expect(await ask('collection-costs', body)).toMatchObject({
      base: c(Math.max(0, principal)),
      costs: c(costs),
      vat: c(0),
      total: c(costs),
    });
    const declared = await ask('collection-costs', { ...body, vat: { declared: true, rate: '21' } });
    expect(declared).toMatchObject({ costs: c(costs), vat: c(vat), total: c(costs + vat) });
    expect(await ask('collection-costs', { ...body, vatDeclared: true })).toEqual(declared);
    expect(await ask('collection-costs', { ...body, vat: { declared: false, rate: '21' } })).toMatchObject({ vat: c(0) });
  });

  it('prints the steps of the sum and the articles', async () => {
    const answer = await ask('collection-costs', { principals: [c(840_000)], debtorKind: 'company' });
    const step = (from: number, to: number, rate: string, amount: number) => ({ from: c(from), to: c(to), rate, amount: c(amount) });
    expect(answer['steps']).toMatchObject([
      step(0, 250_000, '15', 37_500),
      step(250_000, 500_000, '10', 25_000),
      step(500_000, 1_000_000, '5', 17_000),
    ]);
    expect(answer).toMatchObject({ exact: '795.00', basis: 'scale', articles: ['6:96 lid 4 BW', 'BIK art. 2 lid 1'] });
    const odd = await ask('collection-costs', { principals: [c(26_666)], debtorKind: 'consumer' });
    expect(odd['steps']).toMatchObject([{ amount: c(4_000), exact: '39.999' }]);
    expect(odd).toMatchObject({ basis: 'minimum', articles: expect.arrayContaining(['BIK art. 2 lid 2']) });
  });

  it('adds up claims, takes credit notes and timely payments off, and applies the EUR 40 setting to businesses only', async () => {
    const three = [c(10_000), c(20_000), c(30_000)];
    expect(await ask('collection-costs', { principals: three, debtorKind: 'consumer' })).toMatchObject({
      base: c(60_000),
      costs: c(9_000),
    });
    expect(await ask('collection-costs', { principals: [c(10_000), c(-3_000)], debtorKind: 'consumer' })).toMatchObject({
      costs: c(4_000),
    });
    expect(await ask('collection-costs', { principals: [c(200_000)], debtorKind: 'consumer', paidWithinTerm: c(150_000) })).toMatchObject({
      base: c(50_000),
      costs: c(7_500),
    });
    const small = { principals: [c(1_000), c(1_000), c(1_000)], perInvoiceMinimum: true };
    expect(await ask('collection-costs', { ...small, debtorKind: 'company' })).toMatchObject({ costs: c(12_000), basis: 'per-invoice' });
    expect(await ask('collection-costs', { ...small, debtorKind: 'consumer' })).toMatchObject({ costs: c(4_000) });
  });

  it('limits small recurring instalments and says what it withheld', async () => {
    const recurring = { contract: 'C1', on: '2026-06-01', charged: [{ contract: 'C1', on: '2026-03-01', amount: c(4_000) }] };
    expect(await ask('collection-costs', { principals: [c(5_000)], debtorKind: 'consumer', recurring })).toMatchObject({
      costs: c(0),
      limit: { rule: 'once-per-contract', withheld: c(4_000), withApproval: c(4_000) },
    });
    const mixed = [c(26_667), c(10_000), c(10_000)];
    expect(await ask('collection-costs', { principals: mixed, debtorKind: 'consumer', recurring })).toMatchObject({
      costs: c(4_000),
      limit: { rule: 'one-letter', withheld: c(3_000), withApproval: c(4_000) },
    });
  });

  it('takes the rules of the day', async () => {
    const declared = { principals: [c(20_000)], debtorKind: 'consumer', vatDeclared: true };
    expect(await ask('collection-costs', { ...declared, asOf: '2012-08-01' })).toMatchObject({ costs: c(4_000), vat: c(760) });
    expect(await ask('collection-costs', { ...declared, asOf: '2012-10-01' })).toMatchObject({ vat: c(840) });
    const charge = { contract: 'C1', on: '2023-12-01', amount: c(4_000) };
    const two = (on: string) => ({
      principals: [c(20_000), c(20_000)],
      debtorKind: 'consumer',
      asOf: on,
      recurring: { contract: 'C1', on, charged: [charge] },
    });
    const before = await ask('collection-costs', two('2024-03-01'));
    expect(before).toMatchObject({ costs: c(6_000), limit: null });
    expect(before['articles']).not.toContain('BIK art. 2a');
  });

  it('takes the day of the charge for the VAT when no other is given', async () => {
    const recurring = { contract: 'C1', on: '2012-08-01', charged: [] };
    const body = { principals: [c(20_000)], debtorKind: 'consumer', vat: { declared: true }, recurring };
    expect(await ask('collection-costs', body)).toMatchObject({ vat: c(760) });
    expect(await ask('collection-costs', { ...body, vat: { declared: true, rate: '21' } })).toMatchObject({ vat: c(840) });
  });

  it.each<[string, object, Wanted]>([
    ['another currency', { principals: [c(1, 'USD')] }, { pointer: '/principals/0/currency', code: 'currency-mismatch' }],
    ['a currency that is none', { principals: [c(1), c(1, 'XXX')] }, { pointer: '/principals/1/currency' }],
    ['no principal', { principals: [] }, { pointer: '/principals' }],
    ['2^53 cents', { principals: [c(2 ** 53)] }, { pointer: '/principals/0/amount', code: 'too-big' }],
    ['2^53 cents in two', { principals: [c(2 ** 52), c(2 ** 52)] }, { pointer: '/principals', code: 'too-big' }],
    ['an unknown kind', { debtorKind: 'martian' }, { pointer: '/debtorKind' }],
    ['a negative payment', { paidWithinTerm: c(-1) }, { pointer: '/paidWithinTerm/amount', code: 'negative-amount' }],
    ['VAT that is no number', { vat: { declared: true, rate: 'x' } }, { pointer: '/vat/rate', code: 'rate-invalid' }],
    ['VAT above all', { vat: { declared: true, rate: '101' } }, { pointer: '/vat/rate', code: 'rate-out-of-range' }],
    ['VAT said twice', { vat: { declared: true, rate: '21' }, vatDeclared: true }, { pointer: '/vatDeclared', code: 'given-twice' }],
    [
      'a charge before the decree',
      { recurring: { contract: 'a', on: '2012-06-30', charged: [] } },
      { pointer: '/recurring/on', code: 'before-the-decree' },
    ],
    ['a day before the decree', { asOf: '2012-06-30' }, { pointer: '/asOf', code: 'before-the-decree' }],
    [
      'a charge of tomorrow',
      { principals: [c(1)], recurring: { contract: 'a', on: '2026-01-01', charged: [{ contract: 'a', on: '2026-01-02', amount: c(1) }] } },
      { pointer: '/recurring/charged/0/on', code: 'date-order' },
    ],
    ['a text for an amount', { principals: [{ amount: '100', currency: 'EUR' }] }, { status: 400, pointer: '/principals/0/amount' }],
    ['an unknown field', { colour: 'red' }, { status: 400, pointer: '/colour' }],
  ])('refuses %s', (_name, more, wanted) =>
    refuses('collection-costs', { principals: [c(60_000)], debtorKind: 'consumer', ...more }, wanted),
  );
});

describe('statutory-interest', () => {
  it('gives the segments of the worked example', async () => {
    const body = { principal: c(100_000), kind: 'commercial', dueDate: '2025-06-15', until: '2025-08-14' };
    const answer = await ask('statutory-interest', body);
    expect(answer['segments']).toEqual([
      { from: '2025-06-16', to: '2025-06-30', days: 15, rate: '11.15', base: c(100_000), interest: c(458) },
      { from: '2025-07-01', to: '2025-08-14', days: 45, rate: '10.15', base: c(100_000), interest: c(1_251) },
    ]);
    expect(answer).toMatchObject({ interest: c(1_709), perDay: c(28), articles: expect.arrayContaining(['6:119a lid 1 BW', '6:120 BW']) });
    expect(await ask('statutory-interest', { ...body, rounding: 'at-end' })).toMatchObject({ interest: c(1_710) });
  });

  it.each([
    ['commercial', 840_000, '2026-06-14', '2026-07-21', 8_763],
    ['consumer', 82_000, '2025-11-30', '2026-02-28', 948],
    ['commercial', 500_000, '2026-06-30', '2026-07-01', 142],
    ['commercial', 500_000, '2026-09-30', '2026-09-30', 0],
    ['commercial', 100, '2026-09-30', '2026-10-01', 0],
    ['consumer', 75_000, '2020-02-28', '2024-03-31', 9_750],
    ['commercial', 250_000, '2024-05-31', '2026-08-31', 66_156],
    ['consumer', 500_000, '2024-03-14', '2026-02-16', 62_382],
  ])('%s, %d cents from %s to %s: %d', async (kind, principal, dueDate, until, interest) =>
    expect(await ask('statutory-interest', { principal: c(principal), kind, dueDate, until })).toMatchObject({ interest: c(interest) }),
  );

  it.each([
    ['government', 1_210_000, '2026-03-02', '2026-05-15', 14_805, '2026-04-02'],
    ['commercial', 300_000, '2026-01-10', '2026-04-30', 6_674, '2026-02-10'],
  ])('%s without an agreed day', async (kind, principal, invoiceReceivedOn, until, interest, firstInterestDay) =>
    expect(await ask('statutory-interest', { principal: c(principal), kind, invoiceReceivedOn, until })).toMatchObject({
      interest: c(interest),
      firstInterestDay,
    }),
  );

  it('takes agreed rates, payments, no compounding and the other day count', async () => {
    const agreed = { principal: c(500_000), kind: 'agreed', dueDate: '2024-06-14', until: '2026-06-14' };
    const six = [{ from: '2000-01-01', rate: '6' }];
    expect(await ask('statutory-interest', { ...agreed, agreedRates: six })).toMatchObject({ interest: c(61_800) });
    expect(await ask('statutory-interest', { ...agreed, agreedRates: six, compounding: false })).toMatchObject({ interest: c(60_000) });
    const leap = { principal: c(1_000_000), kind: 'agreed', dueDate: '2023-12-31', until: '2024-12-31', agreedRates: six };
    expect(await ask('statutory-interest', { ...leap, dayCount: 'act/act' })).toMatchObject({ interest: c(60_000) });
    expect(await ask('statutory-interest', { ...leap, compounding: false })).toMatchObject({ interest: c(60_164) });
    const paid = { principal: c(200_000), kind: 'commercial', dueDate: '2025-10-31', until: '2026-09-30' };
    expect(await ask('statutory-interest', { ...paid, payments: [{ on: '2026-03-31', amount: c(120_000) }] })).toMatchObject({
      interest: c(12_952),
      openInterest: c(4_554),
      openPrincipal: c(88_398),
      afterPayments: [{ on: '2026-03-31', toInterest: c(8_398), toPrincipal: c(111_602), openPrincipal: c(88_398) }],
    });
  });

  it.each<[string, object, Wanted]>([
    ['zero', { principal: c(0) }, { pointer: '/principal/amount', code: 'zero-amount' }],
    ['less than zero', { principal: c(-1) }, { pointer: '/principal/amount', code: 'negative-amount' }],
    ['2^53 cents', { principal: c(2 ** 53) }, { pointer: '/principal/amount', code: 'too-big' }],
    [
      'an outcome beyond 2^53',
      { principal: c(Number.MAX_SAFE_INTEGER), dueDate: '2020-01-01' },
      { pointer: '/principal', code: 'too-big' },
    ],
    ['a day without a rate', { until: '2027-01-15' }, { pointer: '/until', code: 'rate-not-confirmed' }],
    ['a start without a rate', { dueDate: '2012-06-15' }, { pointer: '/dueDate', code: 'rate-not-confirmed' }],
    ['two starts', { invoiceReceivedOn: '2025-06-01' }, { pointer: '/invoiceReceivedOn', code: 'one-start-needed' }],
    ['no start', { dueDate: undefined }, { pointer: '/dueDate', code: 'one-start-needed' }],
    [
      'receipt for a consumer',
      { kind: 'consumer', dueDate: undefined, invoiceReceivedOn: '2025-06-01' },
      { pointer: '/invoiceReceivedOn', code: 'not-for-consumers' },
    ],
    ['an unknown kind', { kind: 'usurious' }, { pointer: '/kind' }],
    ['no such day', { until: '2025-02-30' }, { pointer: '/until' }],
    ['a year out of range', { until: '2200-01-01' }, { pointer: '/until' }],
    [
      'the last day there is',
      { dueDate: '2199-12-31', until: '2199-12-31', kind: 'agreed', agreedRates: [{ from: '2000-01-01', rate: '6' }] },
      { pointer: '/principal', code: 'invalid-date' },
    ],
    [
      'a payment in dollars',
      { payments: [{ on: '2025-07-01', amount: c(1, 'USD') }] },
      { pointer: '/payments/0/amount/currency', code: 'currency-mismatch' },
    ],
    [
      'a payment of nothing',
      { payments: [{ on: '2025-07-01', amount: c(0) }] },
      { pointer: '/payments/0/amount/amount', code: 'zero-amount' },
    ],
    [
      'rates in disorder',
      {
        agreedRates: [
          { from: '2025-07-01', rate: '5' },
          { from: '2025-06-01', rate: '6' },
        ],
      },
      { pointer: '/agreedRates/1/from', code: 'date-order' },
    ],
    [
      'a rate above 100',
      { agreedRates: [{ from: '2025-07-01', rate: '100.01' }] },
      { pointer: '/agreedRates/0/rate', code: 'rate-out-of-range' },
    ],
    [
      'a rate with a comma',
      { agreedRates: [{ from: '2025-07-01', rate: '5,5' }] },
      { pointer: '/agreedRates/0/rate', code: 'rate-invalid' },
    ],
    ['agreed without rates', { kind: 'agreed' }, { pointer: '/agreedRates', code: 'agreed-rates-missing' }],
    ['a pause backwards', { pauses: [{ from: '2025-07-02', to: '2025-07-01' }] }, { pointer: '/pauses/0/to', code: 'date-order' }],
    ['another day count', { dayCount: '30/360' }, { pointer: '/dayCount' }],
    ['a number for a date', { until: 20250814 }, { status: 400, pointer: '/until' }],
    ['an unknown field inside', { principal: { ...c(1), vat: 1 } }, { status: 400, pointer: '/principal/vat' }],
  ])('refuses %s', (_name, more, wanted) =>
    refuses(
      'statutory-interest',
      { principal: c(100_000), kind: 'commercial', dueDate: '2025-06-15', until: '2025-08-14', ...more },
      wanted,
    ),
  );
});
