/** Calculators of time and references over HTTP: worked cases of the rules, and what each refuses, by pointer. */
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

describe('notice-term', () => {
  it.each([
    ['2026-11-23', '2026-11-25', '2026-12-09', '2026-12-10'],
    ['2026-11-27', '2026-12-01', '2026-12-15', '2026-12-16'],
    ['2027-05-04', '2027-05-08', '2027-05-24', '2027-05-25'],
    ['2026-04-02', '2026-04-07', '2026-04-21', '2026-04-22'],
    ['2026-09-13', '2026-09-16', '2026-09-30', '2026-10-01'],
    ['2026-04-29', '2026-05-01', '2026-05-18', '2026-05-19'],
  ])('posted %s: received %s, last day %s, costs from %s', async (sentOn, receipt, lastDay, costsFrom) =>
    expect(await ask('notice-term', { sentOn, channel: 'post', marginDays: 0 })).toMatchObject({
      receipt,
      receiptBasis: 'presumed',
      lastDay,
      costsFrom,
      articles: expect.arrayContaining(['6:96 lid 6 BW']),
    }),
  );

  it('counts from proven receipt, and waits for slow post by itself', async () => {
    expect(await ask('notice-term', { sentOn: '2026-10-05', channel: 'post', receivedOn: '2026-10-12', marginDays: 0 })).toMatchObject({
      receiptBasis: 'proven',
      costsFrom: '2026-10-27',
    });
    expect(await ask('notice-term', { sentOn: '2026-10-06', channel: 'post' })).toMatchObject({ costsFrom: '2026-10-26' });
    expect(await ask('notice-term', { sentOn: '2027-09-07', channel: 'post' })).toMatchObject({ costsFrom: '2027-09-28' });
    expect(await ask('notice-term', { sentOn: '2026-10-08', channel: 'email', receivedOn: '2026-10-08', marginDays: 0 })).toMatchObject({
      costsFrom: '2026-10-23',
    });
  });

  it.each<[string, object, Wanted]>([
    ['an e-mail nobody proved', { channel: 'email' }, { pointer: '/receivedOn', code: 'receipt-not-proven' }],
    ['receipt before sending', { receivedOn: '2026-11-22' }, { pointer: '/receivedOn', code: 'receipt-before-sending' }],
    ['a negative margin', { marginDays: -1 }, { pointer: '/marginDays', code: 'invalid-count' }],
    ['a year of unknown holidays', { sentOn: '2150-01-01' }, { pointer: '/sentOn', code: 'calendar-unknown' }],
    ['a pigeon', { channel: 'pigeon' }, { pointer: '/channel' }],
    ['half a day', { marginDays: '1' }, { status: 400, pointer: '/marginDays' }],
  ])('refuses %s', (_name, more, wanted) => refuses('notice-term', { sentOn: '2026-11-23', channel: 'post', ...more }, wanted));
});

describe('working-day', () => {
  it.each([
    ['2026-04-27', 'nl-legal', false, 'Koningsdag', '2026-04-28'],
    ['2026-12-25', 'nl-legal', false, 'Eerste Kerstdag', '2026-12-28'],
    ['2026-05-15', 'nl-legal', false, 'Gelijkgestelde dag', '2026-05-18'],
    ['2026-11-21', 'nl-legal', false, null, '2026-11-23'],
    ['2026-11-24', 'nl-legal', true, null, '2026-11-24'],
    ['2026-05-01', 'target', false, 'Labour Day', '2026-05-04'],
    ['2026-04-27', 'target', true, null, '2026-04-27'],
  ])('%s by %s', async (date, calendar, isWorkingDay, holiday, next) =>
    expect(await ask('working-day', { date, calendar })).toMatchObject({ isWorkingDay, holiday, next }),
  );

  it('counts terms: moved by statute, long ones not, bank days by their own calendar', async () => {
    const term = (date: string, termDays: number, calendar = 'nl-legal') => ask('working-day', { date, calendar, termDays });
    expect(await term('2026-05-01', 14)).toMatchObject({ termEnds: '2026-05-18', articles: expect.arrayContaining(['ATW 1 lid 1']) });
    expect(await term('2026-01-01', 91)).toMatchObject({ termEnds: '2026-04-02', articles: ['ATW 3', 'ATW 4'] });
    expect(await term('2026-04-17', 14, 'target')).toMatchObject({ termEnds: '2026-05-04' });
  });

  it.each<[string, object, Wanted]>([
    ['a year of unknown holidays', { date: '2101-01-01' }, { pointer: '/date', code: 'calendar-unknown' }],
    ['a year before them', { date: '1989-12-31' }, { pointer: '/date', code: 'calendar-unknown' }],
    ['no such day', { date: '2026-02-29' }, { pointer: '/date' }],
    ['a term of nothing', { termDays: 0 }, { pointer: '/termDays', code: 'invalid-count' }],
    ['a term without end', { termDays: 2 ** 53 }, { pointer: '/termDays' }],
    ['a term past the calendar', { date: '2100-12-01', termDays: 80 }, { pointer: '/date', code: 'calendar-unknown' }],
    ['another calendar', { calendar: 'be' }, { pointer: '/calendar' }],
    ['no calendar', { calendar: undefined }, { status: 400, pointer: '/calendar' }],
  ])('refuses %s', (_name, more, wanted) => refuses('working-day', { date: '2026-01-05', calendar: 'nl-legal', ...more }, wanted));
});

describe('limitation', () => {
  const interrupt = (...days: readonly string[]) => days.map((on) => ({ on, kind: 'written-demand' }));

  it.each([
    ['consumer-purchase', '2025-03-31', [], '2025-04-01', '2027-03-31', [], ['2026-09-30', '2026-12-31', '2027-02-28']],
    ['contract', '2021-12-15', ['2026-11-20'], '2021-12-16', '2031-11-20', [], ['2031-05-20', '2031-08-20', '2031-10-20']],
    ['contract', '2023-02-28', [], '2023-03-01', '2028-02-29', [], ['2027-08-29', '2027-11-29', '2028-01-29']],
    [
      'consumer-purchase',
      '2024-02-29',
      ['2025-06-30', '2027-06-30'],
      '2024-03-01',
      '2029-06-30',
      [],
      ['2028-12-30', '2029-03-30', '2029-05-30'],
    ],
    ['contract', '2020-05-31', ['2025-06-01'], '2020-06-01', '2025-05-31', ['2025-06-01'], ['2024-11-30', '2025-02-28', '2025-04-30']],
    ['judgment', '2006-09-01', ['2024-03-04'], '2006-09-02', '2029-03-04', [], ['2028-09-04', '2028-12-04', '2029-02-04']],
  ] as const)('%s due %s', async (kind, dueDate, acts, runsFrom, lastDay, ignored, alerts) =>
    expect(await ask('limitation', { dueDate, claim: kind, interruptions: interrupt(...acts) })).toMatchObject({
      runsFrom,
      lastDay,
      ignored,
      alerts,
    }),
  );

  it('says what each act did', async () => {
    const interruptions = [
      { on: '2024-01-01', kind: 'friendly-reminder' },
      { on: '2023-01-01', kind: 'acknowledgement' },
      { on: '2025-01-01', received: false },
    ];
    expect(await ask('limitation', { dueDate: '2021-12-15', claim: 'contract', interruptions })).toMatchObject({
      lastDay: '2028-01-01',
      interruptions: [
        { on: '2023-01-01', counted: true, reason: null },
        { on: '2024-01-01', counted: false, reason: 'not-an-interruption' },
        { on: '2025-01-01', kind: 'written-demand', counted: false, reason: 'not-received' },
      ],
      articles: ['3:307 lid 1 BW', '3:318 BW', '3:319 BW'],
    });
  });

  it('takes for a judgment only what interrupts a judgment', async () => {
    const interruptions = [
      { on: '2024-03-04', kind: 'judgment-served' },
      { on: '2025-03-04', kind: 'execution' },
      { on: '2026-06-01', kind: 'written-reservation' },
    ];
    expect(await ask('limitation', { dueDate: '2006-09-01', claim: 'judgment', interruptions })).toMatchObject({
      lastDay: '2030-03-04',
      ignored: ['2026-06-01'],
      interruptions: [{ counted: true }, { counted: true }, { counted: false, reason: 'not-an-interruption' }],
      articles: ['3:324 lid 1 BW', '3:325 lid 2 sub a BW', '3:325 lid 2 sub c BW', '3:325 lid 1 BW', '3:319 BW'],
    });
  });

  it.each<[string, object, Wanted]>([
    ['an unknown claim', { claim: 'tort' }, { pointer: '/claim' }],
    ['an unknown act', { interruptions: [{ on: '2024-01-01', kind: 'thought' }] }, { pointer: '/interruptions/0/kind' }],
    ['no such day', { interruptions: [{ on: '2023-02-29' }] }, { pointer: '/interruptions/0/on' }],
    ['an end past all dates', { dueDate: '2198-01-01' }, { pointer: '/dueDate', code: 'invalid-date' }],
    ['a list for an act', { interruptions: ['2024-01-01'] }, { status: 400, pointer: '/interruptions/0' }],
  ])('refuses %s', (_name, more, wanted) => refuses('limitation', { dueDate: '2021-12-15', claim: 'contract', ...more }, wanted));
});

describe('payment-reference', () => {
  it.each([
    [{ kind: 'rf', base: '539007547034' }, 'RF18539007547034', 'RF18 5390 0754 7034'],
    [{ kind: 'rf', base: 'INV20260042' }, 'RF73INV20260042', 'RF73 INV2 0260 042'],
    [{ kind: 'betalingskenmerk', base: '56789012345' }, '5000056789012345', '5000 0567 8901 2345'],
    [{ kind: 'betalingskenmerk', base: '234534622567', length: 14 }, '12234534622567', '1223 4534 6225 67'],
    [{ kind: 'betalingskenmerk', base: '6' }, '1000000000000006', '1000 0000 0000 0006'],
  ])('makes %j', async (body, reference, printed) => expect(await ask('payment-reference', body)).toMatchObject({ reference, printed }));

  it.each([
    ['RF18 5390 0754 7034', 'rf', true, undefined],
    ['rf73inv20260042', 'rf', true, undefined],
    ['RF18539007547035', 'rf', false, 'check-digits'],
    ['5000056789012345', 'betalingskenmerk', true, undefined],
    ['5000056789012346', 'betalingskenmerk', false, 'check-digits'],
    ['12345678', 'betalingskenmerk', false, 'length'],
    ['factuur 12', 'unknown', false, 'shape'],
  ])('checks %s', async (check, kind, valid, reason) => {
    const { articles: _articles, ...verdict } = await ask('payment-reference', { check });
    expect(verdict).toEqual({ kind, valid, ...(reason && { reason }) });
  });

  it.each<[string, object, Wanted]>([
    ['letters in a betalingskenmerk', { kind: 'betalingskenmerk', base: 'A1' }, { pointer: '/base', code: 'reference-invalid' }],
    ['too long a number', { kind: 'rf', base: '1'.repeat(22) }, { pointer: '/base', code: 'reference-invalid' }],
    ['a length that does not exist', { kind: 'betalingskenmerk', base: '1', length: 15 }, { pointer: '/length', code: 'unknown-length' }],
    ['a length for RF', { kind: 'rf', base: '1', length: 20 }, { pointer: '/length', code: 'not-for-rf' }],
    ['another kind', { kind: 'kid', base: '1' }, { pointer: '/kind' }],
    ['nothing', {}, { status: 400, pointer: '/check' }],
    ['both', { kind: 'rf', base: '1', check: 'RF18' }, { status: 400, pointer: '/check' }],
  ])('refuses %s', (_name, body, wanted) => refuses('payment-reference', body, wanted));
});

describe('epc-qr', () => {
  const transfer = { name: 'Voorbeeld Installatie B.V.', iban: 'NL91 ABNA 0417 1643 00', amount: c(96_800) };

  it('gives the payload and a drawing that holds the same', async () => {
    const answer = await ask('epc-qr', { ...transfer, reference: 'RF73INV20260042' });
    expect(answer['payload']).toBe('BCD\n002\n1\nSCT\n\nVoorbeeld Installatie B.V.\nNL91ABNA0417164300\nEUR968.00\n\nRF73INV20260042');
    expect(answer['bytes']).toBe(87);
    expect(answer['svg']).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*viewBox="0 0 \d+ \d+"[^>]*>.*<\/svg>\s*$/s);
    const accents = await ask('epc-qr', { name: 'Café Zeezicht', iban: 'NL20INGB0001234567', amount: c(1), text: 'Factuur 2026-0042' });
    expect(accents).toMatchObject({ bytes: 76, payload: expect.stringContaining('EUR0.01\n\n\nFactuur 2026-0042') });
    expect(accents['svg']).not.toBe(answer['svg']);
  });

  it('draws the longest payload within version 13: 69 modules and the margin', async () => {
    const text = 'é'.repeat(90);
    const { svg, bytes } = await ask('epc-qr', { ...transfer, name: 'N'.repeat(70), text });
    expect(bytes).toBeGreaterThan(290);
    expect(Number(/viewBox="0 0 (\d+)/.exec(String(svg))?.[1])).toBeLessThanOrEqual(69 + 8);
  });

  it.each<[string, object, Wanted]>([
    ['a reference and a text', { reference: 'RF18539007547034', text: 'x' }, { pointer: '/text', code: 'reference-or-text' }],
    ['nothing to pay', { amount: c(0) }, { pointer: '/amount/amount', code: 'zero-amount' }],
    ['less than nothing', { amount: c(-1) }, { pointer: '/amount/amount', code: 'negative-amount' }],
    ['a thousand million', { amount: c(100_000_000_000) }, { pointer: '/amount/amount', code: 'amount-too-high' }],
    ['2^53 cents', { amount: c(2 ** 53) }, { pointer: '/amount/amount' }],
    ['dollars', { amount: c(1, 'USD') }, { pointer: '/amount/currency', code: 'currency-mismatch' }],
    ['a mistyped IBAN', { iban: 'NL91ABNA0417164301' }, { pointer: '/iban', code: 'iban-invalid' }],
    ['a mistyped reference', { reference: 'RF19539007547034' }, { pointer: '/reference', code: 'reference-invalid' }],
    ['a BIC that is none', { bic: 'X' }, { pointer: '/bic', code: 'bic-invalid' }],
    ['no name', { name: ' ' }, { pointer: '/name', code: 'text-missing' }],
    ['a line break', { text: 'a\nb' }, { pointer: '/text', code: 'text-unprintable' }],
    ['too much text', { text: 'x'.repeat(141) }, { pointer: '/text', code: 'text-too-long' }],
    ['a number for a name', { name: 1 }, { status: 400, pointer: '/name' }],
  ])('refuses %s', (_name, more, wanted) => refuses('epc-qr', { ...transfer, ...more }, wanted));
});

it('needs the scope, and answers the same again', async () => {
  const key = await api.key(tenant.tenantId, ['invoices:read']);
  const body = { date: '2026-04-27', calendar: 'nl-legal' };
  const refused = await api.as(key).post('/v1/calculators/working-day', body);
  expect(refused.body).toMatchObject({ status: 403, requiredScope: 'policies:read' });
  expect(await ask('working-day', body)).toEqual(await ask('working-day', body));
});
