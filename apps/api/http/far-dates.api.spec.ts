/** Dates at the end of the calendar: what a chase could not count on from is refused by name, and the last one that is taken works. */
import { beforeAll, describe, expect, it } from 'vitest';
import { lastFactDate } from '#domain/calendar/iso-date.js';
import { apiForThisFile } from '../testing/api-under-test.js';

const { api, get, patch, post } = await apiForThisFile();

const cents = (amount: number) => ({ amount, currency: 'EUR' });
const order = { debtor: { name: 'Jansen', kind: 'consumer' }, issueDate: '2026-10-01', dueDate: '2026-10-31', total: cents(10_000) };
const clockless = (number: string, over: object = {}) => post('/v1/invoices', { ...order, number, ...over });

interface Target {
  readonly invoice: string;
  readonly debtor: string;
  readonly dispute: string;
  readonly payment: string;
  readonly clock: string;
}
/** Each date field of the API, with its pointer. */
const fields: readonly [string, (to: Target) => string, (date: string) => object][] = [
  ['/until', ({ invoice }) => `/v1/invoices/${invoice}/pause`, (until) => ({ reason: 'asked', until })],
  ['/until', ({ invoice }) => `/v1/invoices/${invoice}/steps/reminder/postpone`, (until) => ({ until })],
  ['/until', ({ debtor }) => `/v1/debtors/${debtor}/holds`, (until) => ({ reason: 'vacation', until })],
  ['/paidOn', ({ invoice }) => `/v1/invoices/${invoice}/payments`, (paidOn) => ({ amount: cents(1), paidOn })],
  ['/issuedOn', ({ invoice }) => `/v1/invoices/${invoice}/credit-notes`, (issuedOn) => ({ number: 'C', amount: cents(1), issuedOn })],
  ['/reversedOn', ({ payment }) => `/v1/payments/${payment}/reversals`, (reversedOn) => ({ reversedOn })],
  ['/newDueDate', ({ dispute }) => `/v1/disputes/${dispute}/resolution`, (newDueDate) => ({ outcome: 'rejected', newDueDate })],
  ['/date', ({ invoice }) => `/v1/invoices/${invoice}/promises`, (date) => ({ date })],
  ['/to', ({ clock }) => `/v1/test-clocks/${clock}/advance`, (to) => ({ to })],
];
const plans: readonly [string, (date: string) => object][] = [
  ['/instalments/0/dueDate', (dueDate) => ({ instalments: [{ dueDate, amount: cents(10_000) }] })],
  ['/firstDueDate', (firstDueDate) => ({ count: 60, firstDueDate, interval: 'month' })],
];

async function target(number: string): Promise<Target> {
  const { body } = await clockless(number).expect(201);
  const payment = await post(`/v1/invoices/${body.id}/payments`, { amount: cents(1), paidOn: '2026-11-01' }).expect(201);
  const dispute = await post(`/v1/invoices/${body.id}/disputes`, { reason: 'broken' }).expect(201);
  const clock = await post('/v1/test-clocks', { frozenTime: '2026-11-01' }).expect(201);
  return { invoice: body.id, debtor: body.debtor.id, payment: payment.body.id, dispute: dispute.body.id, clock: clock.body.id };
}

const codesOf = ({ body }: { body: { errors?: { pointer: string; code: string }[] } }) =>
  body.errors?.map(({ pointer, code }) => `${pointer} ${code}`);

describe.each(['2100-01-01', '2199-12-31'])('%s', (date) => {
  let to: Target;
  beforeAll(async () => {
    to = await target(`F-${date}`);
  });

  it.each(fields)('is refused as %s', async (pointer, path, body) => {
    const rows = await api.rowCount();
    const answer = await post(path(to), body(date)).expect(422);
    expect(codesOf(answer)).toEqual([`${pointer} ${pointer === '/to' ? 'out-of-calendar' : 'too-far-ahead'}`]);
    expect(await api.rowCount()).toBe(rows);
  });

  it.each(plans)('is refused as %s of a payment plan', async (pointer, terms) => {
    const answer = await post('/v1/payment-plans', { invoices: [to.invoice], ...terms(date) }).expect(422);
    expect(codesOf(answer)).toContain(`${pointer} too-far-ahead`);
  });

  it('is refused in an invoice, new or known, and for a clock', async () => {
    const late = await clockless('F-late', { issueDate: date, dueDate: date, adopt: { lastStep: null, at: date } }).expect(422);
    expect(codesOf(late)).toEqual(['/issueDate too-far-ahead', '/dueDate too-far-ahead', '/adopt/at too-far-ahead']);
    const { headers } = await get(`/v1/invoices/${to.invoice}`);
    const known = await patch(`/v1/invoices/${to.invoice}`, { dueDate: date }).set('If-Match', String(headers['etag']));
    expect([known.status, codesOf(known)]).toEqual([422, ['/dueDate too-far-ahead']]);
    expect(codesOf(await post('/v1/test-clocks', { frozenTime: date }).expect(422))).toEqual(['/frozenTime out-of-calendar']);
  });
});

describe('the last date of a case', () => {
  // A walk of the clock, days of money, due dates and promises have nearer limits of their own.
  it.each(fields.filter(([pointer]) => pointer === '/until'))('is taken as %s', async (_pointer, path, body) => {
    const to = await target(`L-${path({ invoice: 'i', debtor: 'd', dispute: 'x', payment: 'p', clock: 'c' }).replaceAll('/', '.')}`);
    const answer = await post(path(to), body(lastFactDate));
    expect(answer.body.errors).toBeUndefined();
    expect(answer.status).toBeLessThan(300);
  });

  it.each(plans)('is taken as %s of a payment plan', async (pointer, terms) => {
    const { body } = await clockless(`L${pointer.replaceAll('/', '.')}`).expect(201);
    await post('/v1/payment-plans', { invoices: [body.id], ...terms(lastFactDate) }).expect(201);
  });

  it('is taken as the issue date of an invoice, whose term of thirty days ends after it', async () => {
    const answer = await clockless('L-1', { issueDate: lastFactDate, dueDate: undefined }).expect(201);
    expect(answer.body.dueDate).toBe('2100-01-30');
  });
});

it('a test clock is not set before the calendar, nor walked out of it', async () => {
  expect(codesOf(await post('/v1/test-clocks', { frozenTime: '1900-01-01' }).expect(422))).toEqual(['/frozenTime out-of-calendar']);
  const { body } = await post('/v1/test-clocks', { frozenTime: '2090-01-01' }).expect(201);
  for (const by of ['P99Y', 'P999M', 'P9999D', 'P9Y12M'])
    expect(codesOf(await post(`/v1/test-clocks/${body.id}/advance`, { by }).expect(422))).toEqual(['/by out-of-calendar']);
});
