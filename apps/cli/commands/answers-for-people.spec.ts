/** Answers for people: an invoice in a summary, its timeline in sentences, a payment with what each invoice got; all in 80 characters. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { events } from '#contracts/events/catalogue.js';
import { FakeApi } from '#testing/fake-api.js';
import { runCliWith } from '../testing/run-cli.js';

const id = 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc';
const api = new FakeApi();
let baseUrl = '';
beforeAll(async () => {
  baseUrl = await api.start();
});
afterAll(() => api.close());
const run = (...args: string[]) => runCliWith({ baseUrl, key: 'mw_test_spec' }, args);
const onTerminal = (...args: string[]) => runCliWith({ baseUrl, key: 'mw_test_spec', columns: 80 }, args);
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const field = (record: string, name: string): string | undefined => new RegExp(`^${name} +(.+)$`, 'm').exec(record)?.[1];

const invoice = {
  object: 'invoice',
  id,
  number: '2026-0103',
  externalId: null,
  dueDate: '2026-01-19',
  description: null,
  total: eur(14520),
  debtor: { id: 'deb_1', name: 'Mevr. S. Bakker', kind: 'consumer' },
  policy: { key: 'standaard', version: 1 },
  amounts: { total: eur(14520), open: eur(14520), paid: eur(0), credited: eur(0), writtenOff: eur(0) },
  status: 'open',
  disputed: false,
  stage: 'reminder',
  overdueDays: 12,
  nextAction: { step: 'call', at: '2026-02-02T08:12:00.000Z', channel: 'call', reason: 'due-by-policy' },
  waitsFor: 'time',
  blockers: [],
  task: null,
  notice: null,
  pause: null,
  closeReason: null,
  chase: { workflowId: `chase/${id}`, cycle: 1 },
  testClock: null,
  disputes: [],
  payments: [],
  promise: null,
  paymentPlan: null,
  handover: null,
  holds: [],
};
const get = async (changes: object) => {
  api.answer(() => ({ body: { ...invoice, ...changes } }));
  return (await run('invoice', 'get', id)).stdout;
};

describe('an invoice', () => {
  test('is a summary: who, what is open, where it stands, what comes next; what is empty is left out', async () => {
    const shown = await get({});
    expect(shown.trimEnd().split('\n')).toEqual([
      'number    2026-0103',
      'debtor    Mevr. S. Bakker (consumer, deb_1)',
      'open      EUR 145.20',
      'due       2026-01-19 (12 days late)',
      'status    open',
      'stage     reminder',
      'next      call on 2026-02-02 09:12',
      'policy    standaard, version 1',
      `workflow  chase/${id}`,
      `id        ${id}`,
    ]);
  });

  test('that waits for a person says why, and what would mend it', async () => {
    const task = { id: 'tsk_1', kind: 'attention', reason: 'no-channel', remedies: ['address', 'telephone'] };
    const shown = await get({ nextAction: null, waitsFor: 'person', blockers: ['no-channel'], task });
    expect(field(shown, 'waits')).toBe('for a person, there is no way to reach the debtor');
    expect(field(shown, 'task')).toBe('attention tsk_1; needs address or telephone');
    expect(field(shown, 'next')).toBeUndefined();
  });

  test('that was stopped says by what, until when', async () => {
    const pause = { reason: 'asked for a copy', until: '2026-02-20' };
    const nextAction = { step: null, at: '2026-02-21T08:00:00.000Z', channel: null, reason: 'paused' };
    const shown = await get({ status: 'paused', pause, nextAction, waitsFor: 'news', blockers: ['paused'] });
    expect(field(shown, 'status')).toBe('paused, asked for a copy until 2026-02-20');
    expect(field(shown, 'next')).toBe('looked at again on 2026-02-21 09:00');
    expect(field(shown, 'waits')).toBe('for what ends the stop, a person has paused it');
  });

  test('partly paid, partly disputed, with a notice and a promise', async () => {
    const notice = {
      kind: 'fourteen-day-letter',
      state: 'sent',
      runOut: true,
      sentOn: '2026-02-06',
      lastDay: '2026-02-23',
      costsFrom: '2026-02-24',
    };
    const shown = await get({
      amounts: { total: eur(14520), open: eur(10000), paid: eur(4520), credited: eur(0), writtenOff: eur(0) },
      disputed: true,
      notice: { ...notice, announcedCosts: eur(4000) },
      promise: { id: 'prm_1', status: 'open', amount: null, date: '2026-03-01' },
      payments: [{ id: 'pay_1', status: 'assigned', amount: eur(4520), date: '2026-01-20' }],
    });
    expect(field(shown, 'open')).toBe('EUR 100.00 of EUR 145.20 (paid EUR 45.20)');
    expect(field(shown, 'status')).toBe('open, a part is disputed');
    expect(field(shown, 'notice')).toBe(
      'fourteen-day-letter run out, sent 2026-02-06, last day 2026-02-23, EUR 40.00 of costs from 2026-02-24',
    );
    expect(field(shown, 'promise')).toBe('open, all of it, 2026-03-01 (prm_1)');
    expect(field(shown, 'payment')).toBe('assigned, EUR 45.20, 2026-01-20 (pay_1)');
  });

  test('that is over says so', async () => {
    const shown = await get({ status: 'closed', closeReason: 'settled in person', nextAction: null, waitsFor: null, overdueDays: 0 });
    expect(field(shown, 'status')).toBe('closed, settled in person');
    expect(field(shown, 'next')).toBe('nothing: it is over');
    expect(field(shown, 'due')).toBe('2026-01-19');
  });
});

const key = 'key:key_01kf2q6w3v8rjtn5s7d9x4m2bc';
const happened: readonly [type: string, data: object, told: string, more?: object][] = [
  [
    'invoice.registered',
    { total: 14520, dueDate: '2026-01-19', policy: 'standaard' },
    'registered: EUR 145.20 due 2026-01-19, policy standaard',
  ],
  ['message.claimed', { step: 'reminder', channel: 'email', amount: 14520 }, 'reminder by email made ready, asks EUR 145.20'],
  ['message.sent', { channel: 'email' }, 'message sent by email', { message: { channel: 'email', subject: 'x', status: 'bounced' } }],
  [
    'call.opened',
    { step: 'call', deadline: '2026-02-05T08:00:00.000Z' },
    'call task opened until 2026-02-05',
    { task: { status: 'done', outcome: 'no-answer' } },
  ],
  [
    'call.outcome-recorded',
    { code: 'reached-promise', whyUnpaid: 'cash-flow' },
    'call: promises to pay (cash-flow); note: after the 13th',
    { task: { note: 'after the 13th' } },
  ],
  ['promise.made', { date: '2026-02-13', amount: null }, 'promises to pay all that is open on 2026-02-13: the chase waits'],
  ['promise.broken', { date: '2026-02-13' }, 'promise for 2026-02-13 broken: the chase goes on'],
  [
    'payment.received',
    { amount: 4520, paidOn: '2026-02-14', open: 10000, credit: 0 },
    'EUR 45.20 received on 2026-02-14; EUR 100.00 is open',
  ],
  ['payment.allocated', { principal: 10000, open: 0 }, 'EUR 100.00 of a payment on another invoice set off; nothing is open'],
  ['payment.reversed', { amount: 4520, reason: 'storno', open: 14520 }, 'payment of EUR 45.20 taken back: storno; EUR 145.20 is open'],
  ['dispute.raised', { reason: 'two hours too many', amount: 5000 }, 'contested, EUR 50.00: two hours too many'],
  ['dispute.resolved', { outcome: 'partly', creditAmount: 3000, newDueDate: null }, 'dispute settled: partly, EUR 30.00 credited'],
  ['chase.paused', { reason: 'asked for a copy', until: '2026-02-20' }, 'paused: asked for a copy until 2026-02-20'],
  [
    'chase.needs_person',
    { reason: 'no-channel', remedies: ['address'] },
    'cannot go on alone: there is no way to reach the debtor; needs address',
  ],
  ['step.postponed', { step: 'notice', until: '2026-03-02', reason: null }, 'step notice not before 2026-03-02'],
  ['invoice.closed', { outcome: 'paid', reason: null }, 'chase over: paid'],
  ['credit.released', { amount: 480, currency: 'EUR' }, 'EUR 4.80 of credit may be set off: a person said so'],
  ['confirmation.lapsed', { step: 'confirm-promise', reason: 'disputed' }, 'not confirmed in writing any more: it is disputed'],
  ['step.noted', { step: 'crm' }, 'step crm noted; it stays in the house'],
  [
    'message.rejected',
    { channel: 'email', detail: 'domain not verified' },
    'the provider refused the message by email: domain not verified',
  ],
  ['message.complained', { channel: 'email' }, 'the debtor reported the message by email as unwanted: the channel is not used any more'],
  ['note.added', {}, 'note: asks for the timesheets', { note: { id: 'nte_1', text: 'asks for the timesheets' } }],
  ['something.new', { a: 1 }, 'something.new'],
];
const entry = ([type, data, , more]: (typeof happened)[number]) => ({
  type,
  at: '2026-02-02T08:12:00.000Z',
  actor: 'workflow',
  data,
  ...more,
});
const timeline = (currency = 'EUR', entries: object[] = happened.map(entry)) =>
  api.answer(({ url }) => {
    if (!url.includes('/timeline')) return { body: { ...invoice, total: { amount: 14520, currency } } };
    return { body: { object: 'list', data: entries, hasMore: false, nextCursor: null } };
  });

describe('a timeline', () => {
  test.each(happened)('%s is told as it stood then', async (type, data, told, more = {}) => {
    timeline('EUR', [entry([type, data, told, more])]);
    const [, line = ''] = (await run('invoice', 'timeline', id)).stdout.split('\n');
    expect(line).toBe(`2026-02-02 09:12  ${told}  the chase`);
  });

  test('has a sentence for every type of event, whatever its data', async () => {
    const types = Object.keys(events);
    timeline(
      'EUR',
      types.map((type) => entry([type, {}, ''])),
    );
    const lines = (await run('invoice', 'timeline', id)).stdout.trimEnd().split('\n').slice(1);
    expect(lines).toHaveLength(types.length);
    expect(lines.filter((line) => /[a-z-]+\.[a-z-_]+ |undefined|null/.test(line))).toEqual([]);
  });

  test('says how the invoice stood after each line, and says it once', async () => {
    const after = (amount: number, status: string) => ({ after: { open: eur(amount), status } });
    timeline('EUR', [
      { ...entry(['promise.made', { date: '2026-02-13', amount: null }, '']), ...after(14520, 'promised') },
      { ...entry(['payment.received', { amount: 4520, open: 10000 }, '']), ...after(10000, 'open') },
      { ...entry(['invoice.closed', { outcome: 'paid' }, '']), ...after(0, 'paid') },
    ]);
    const [head, ...lines] = (await run('invoice', 'timeline', id)).stdout.trimEnd().split('\n');
    expect(head).toMatch(/^At +What happened +Then open +By$/);
    expect(lines).toEqual([
      expect.stringMatching(/: the chase waits +EUR 145\.20, promised +the chase$/),
      expect.stringMatching(/ EUR 45\.20 received +EUR 100\.00 +the chase$/),
      expect.stringMatching(/chase over: paid +paid +the chase$/),
    ]);
  });

  test('names who did it: the person with his key, else the key', async () => {
    const row = { type: 'chase.resumed', at: '2026-02-02T08:12:00.000Z', actor: key, data: {} };
    timeline('EUR', [
      { ...row, actorName: 'Kantoor', by: null },
      { ...row, actorName: 'Kantoor', by: 'Sanne' },
      { ...row, actorName: null, by: null },
    ]);
    const lines = (await run('invoice', 'timeline', id)).stdout.trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.slice(line.indexOf('again') + 5).trim())).toEqual(['Kantoor', 'Sanne (Kantoor)', 'key ...x4m2bc']);
  });

  test('its amounts are in the currency of the invoice', async () => {
    timeline('JPY', [entry(['payment.received', { amount: 4520, open: 0 }, ''])]);
    expect((await run('invoice', 'timeline', id)).stdout).toContain('JPY 4520 received; nothing is open');
  });

  test.each([
    ['workflow', 'the chase'],
    ['provider:resend', 'Resend'],
    [key, 'key ...x4m2bc'],
    ['clock', 'clock'],
  ])('%s is named %s', async (actor, name) => {
    timeline('EUR', [{ type: 'chase.replanned', at: '2026-02-02T08:12:00.000Z', actor, data: {} }]);
    expect((await run('invoice', 'timeline', id)).stdout.split('\n')[1]).toBe(`2026-02-02 09:12  planned anew   ${name}`);
  });

  test('fits a terminal of 80 characters, sentences broken over lines', async () => {
    const after = { open: eur(14520), status: 'payment-plan' };
    timeline(
      'EUR',
      happened.map((one) => ({ ...entry(one), after, actorName: null })),
    );
    const lines = (await onTerminal('invoice', 'timeline', id)).stdout.split('\n');
    expect(lines[1]).toMatch(/^│ At +│ What happened +│ +Then open │ By +│$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('-o json is the answer as it came, and asks for nothing else', async () => {
    timeline();
    const { stdout } = await run('invoice', 'timeline', id, '-o', 'json');
    expect(JSON.parse(stdout).data).toEqual(happened.map(entry));
    expect(api.seen).toHaveLength(1);
  });
});

describe('a payment', () => {
  const answer = {
    object: 'payment',
    id: 'pay_1',
    amount: eur(20000),
    paidOn: '2026-02-14',
    status: 'paid',
    allocation: { credit: eur(480) },
    allocations: [
      { invoice: id, number: '2026-0103', amount: eur(14520), open: eur(0), basis: 'named' },
      { invoice: 'inv_2', number: '2026-0104', amount: eur(5000), open: eur(9520), basis: 'asked' },
    ],
    hint: { code: 'paid-twice', detail: 'The same amount came in before: paid twice?' },
    balance: { open: eur(0) },
    inFlight: [],
  };

  test('shows what each invoice got, what was too much, and the hint', async () => {
    api.answer(() => ({ status: 201, body: answer }));
    const { stdout, stderr } = await run('invoice', 'pay', id, '200', '--on', '2026-02-14');
    expect(stdout).toMatch(/^invoice is +paid$/m);
    expect(stdout).toMatch(/^too much +EUR 4\.80$/m);
    expect(stdout).toMatch(/^2026-0103 +EUR 145\.20 +EUR 0\.00 +the payment names it$/m);
    expect(stdout).toMatch(/^2026-0104 +EUR 50\.00 +EUR 95\.20 +the last message asked for it$/m);
    expect(stderr).toBe('Note: The same amount came in before: paid twice?\n');
  });

  test('-o json is the answer as it came, and the hint is still said', async () => {
    api.answer(() => ({ status: 201, body: answer }));
    const { stdout, stderr } = await run('invoice', 'pay', id, '200', '--on', '2026-02-14', '-o', 'json');
    expect(JSON.parse(stdout)).toEqual(answer);
    expect(stderr).toContain('paid twice?');
  });
});
