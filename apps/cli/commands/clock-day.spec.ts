/** `today` is the day of whom the command is about: on a test clock it is not this machine's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(() => api.close());

const inv = 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc';
const money = { amount: 5000, currency: 'EUR' };
/** In Amsterdam it is the next day already. */
const clock = { id: 'clk_1', object: 'test-clock', frozenTime: '2031-03-31T22:30:00.000Z' };
const today = '2031-04-01';

/** A debtor on a test clock, with everything of his. Nothing else is answered. */
const world: Readonly<Record<string, unknown>> = {
  [`/v1/invoices/${inv}/plan`]: { now: clock.frozenTime, past: [], coming: [], blockers: [] },
  [`/v1/invoices/${inv}`]: { id: inv, number: 'F1', total: money },
  '/v1/invoices/ext%3AF1/plan': { now: clock.frozenTime, past: [], coming: [], blockers: [] },
  '/v1/debtors/ext%3AD1': { id: 'deb_1', testClock: 'clk_1' },
  '/v1/debtors/deb_1': { id: 'deb_1', testClock: 'clk_1' },
  '/v1/test-clocks/clk_1': clock,
  '/v1/payments/pay_1': { id: 'pay_1', invoice: inv },
  '/v1/disputes/dsp_01kf2q6w3v8rjtn5s7d9x4m2bc': { id: 'dsp_1', invoice: inv, debtor: 'deb_1' },
  '/v1/notices/ntc_1': { id: 'ntc_1', debtor: 'deb_1' },
  '/v1/messages/msg_1': { id: 'msg_1', debtor: 'deb_1' },
  '/v1/tasks/tsk_1': { id: 'tsk_1', invoice: { id: inv, number: 'F1' }, debtor: { id: 'deb_1', name: 'Jansen' } },
};

async function told(line: string, zone = 'Europe/Amsterdam'): Promise<unknown> {
  const headers = { 'Maanwerk-Time-Zone': zone };
  api.answer(
    ({ method, url: asked }) =>
      (method === 'GET' ? asked in world && { body: world[asked], headers } : { body: { id: 'x_1' }, headers }) || undefined,
  );
  const { code, stderr } = await runCli(url, ...line.split(' '));
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(api.seen.find(({ method }) => method !== 'GET')?.body ?? 'null');
}

describe('today, on the clock of whom it is about', () => {
  test.each<[string, object]>([
    [`invoice pay ${inv} 50 --on today -o json`, { paidOn: today }],
    ['invoice pay ext:F1 50 --on today -o json', { paidOn: today }],
    [`invoice credit-note ${inv} 50 --number C1 --issued-on today -o json`, { issuedOn: today }],
    [`invoice promise ${inv} --on today -o json`, { date: today }],
    [`invoice pause ${inv} --reason asked --until today -o json`, { until: today }],
    [`invoice postpone ${inv} notice --until today -o json`, { until: today }],
    [`invoice change ${inv} --due-date today --interrupted today=acknowledgement -o json`, { dueDate: today }],
    [`invoice change ${inv} --interrupted today=acknowledgement -o json`, { contract: { interruptions: [{ on: today }] } }],
    ['invoice resolve-dispute dsp_01kf2q6w3v8rjtn5s7d9x4m2bc --outcome rejected --due-date today -o json', { newDueDate: today }],
    ['payment reverse pay_1 --on today -o json', { reversedOn: today }],
    [`plan create ${inv} --count 2 --first today -o json`, { firstDueDate: today }],
    [
      `plan create ${inv} --instalment today=20 --instalment 2031-05-01=30 -o json`,
      { instalments: [{ dueDate: today }, { dueDate: '2031-05-01' }] },
    ],
    ['debtor hold ext:D1 --reason illness --until today -o json', { until: today }],
    ['notice returned ntc_1 --on today --reason moved -o json', { on: today, reason: 'moved' }],
    ['notice posted ntc_1 --on today -o json', { on: today }],
    ['notice received ntc_1 --on today --proof signature -o json', { on: today, proof: 'signature' }],
    ['message resolve msg_1 --arrived --received-on today -o json', { receivedOn: today }],
    ['task outcome tsk_1 reached-promise --promise today -o json', { promise: { date: today } }],
    ['invoice create --debtor ext:D1 --number F1 --issue-date today --total 99 -o json', { issueDate: today }],
    [
      'invoice create --debtor-name Jansen --clock clk_1 --number F1 --issue-date today --due-date today --total 99 -o json',
      { issueDate: today, dueDate: today },
    ],
  ])('%s', async (line, body) => {
    expect(await told(line)).toMatchObject(body);
  });

  test('in what is asked for, too', async () => {
    api.answer(() => ({ body: world[`/v1/invoices/${inv}/plan`] }));
    await runCli(url, 'invoice', 'plan', inv, '--until', 'today', '-o', 'json');
    expect(api.seen.map(({ url: asked }) => asked)).toEqual([`/v1/invoices/${inv}/plan`, `/v1/invoices/${inv}/plan?until=${today}`]);
  });

  test.each([
    ['America/Curacao', '2031-03-31'],
    ['Europe/Berlin', today],
    ['Mars/Base', today],
  ])('in the zone of the creditor: %s', async (timeZone, day) => {
    expect(await told(`invoice pay ${inv} 50 --on today -o json`, timeZone)).toMatchObject({ paidOn: day });
  });

  test.each([
    ['America/Curacao', '2031-04-03T04:00:00.000Z'],
    ['Europe/Amsterdam', '2031-04-02T22:00:00.000Z'],
  ])('a date where an instant is asked for is its beginning there: %s', async (timeZone, at) => {
    expect(await told('task outcome tsk_1 call-back --at 2031-04-03 -o json', timeZone)).toEqual({ code: 'call-back', at });
  });

  test('a date that is written out asks nobody', async () => {
    expect(await told(`invoice pay ${inv} 50 --on 2031-03-31 -o json`)).toMatchObject({ paidOn: '2031-03-31' });
    expect(api.seen).toHaveLength(1);
  });
});
