/** What every command asks of the API, and that it passes the answer on unchanged with -o json. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(() => api.close());

const run = (...args: string[]) => runCli(url, ...args);
const one = { object: 'thing', id: 'x_1', nested: { deep: { deeper: [1, { a: null }] } }, amount: { amount: 12550, currency: 'EUR' } };
const emptyPage = { object: 'list', data: [], hasMore: false, nextCursor: null };

interface Asked {
  readonly line: string;
  readonly request: string;
  readonly body?: unknown;
}

const lists: readonly Asked[] = [
  {
    line: 'invoice list --status open --debtor ext:D1 --due-before 2026-02-01 --overdue --sort open --desc --limit 20',
    request: 'GET /v1/invoices?status=open&debtor=ext%3AD1&dueBefore=2026-02-01&overdue=true&sort=-open&limit=20',
  },
  { line: 'invoice list --after abc', request: 'GET /v1/invoices?after=abc' },
  { line: 'invoice timeline ext:F/1', request: 'GET /v1/invoices/ext%3AF%2F1/timeline' },
  { line: 'debtor list --kind government', request: 'GET /v1/debtors?kind=government' },
  { line: 'task list', request: 'GET /v1/tasks?status=open' },
  { line: 'task list --status done --due 2026-02-01', request: 'GET /v1/tasks?status=done&due=2026-02-01' },
  { line: 'task list --why-unpaid refuses', request: 'GET /v1/tasks?status=open&whyUnpaid=refuses' },
  { line: 'task list --assignee sanne', request: 'GET /v1/tasks?status=claimed&assignee=sanne' },
  { line: 'task list --status done --assignee sanne', request: 'GET /v1/tasks?status=done&assignee=sanne' },
  { line: 'clock list', request: 'GET /v1/test-clocks' },
  { line: 'policy list', request: 'GET /v1/policies' },
  {
    line: 'message list --invoice inv_01kf2q6w3v8rjtn5s7d9x4m2bc --status unknown',
    request: 'GET /v1/messages?invoice=inv_01kf2q6w3v8rjtn5s7d9x4m2bc&status=unknown',
  },
  { line: 'events list --limit 5', request: 'GET /v1/events?limit=5' },
];

const ones: readonly Asked[] = [
  { line: 'invoice get inv_01kf2q6w3v8rjtn5s7d9x4m2bc', request: 'GET /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc' },
  {
    line: 'invoice create --debtor ext:D1 --number F1 --issue-date 2026-01-05 --total 125,5 --clock clk_1',
    request: 'POST /v1/invoices',
    body: {
      debtor: { id: 'ext:D1' },
      number: 'F1',
      issueDate: '2026-01-05',
      total: { amount: 12550, currency: 'EUR' },
      testClock: 'clk_1',
    },
  },
  {
    line: 'invoice create --debtor-name Jansen --email a@example.org --number F1 --issue-date 2026-01-05 --due-date 2026-01-19 --total 99',
    request: 'POST /v1/invoices',
    body: {
      debtor: { name: 'Jansen', email: 'a@example.org' },
      number: 'F1',
      issueDate: '2026-01-05',
      dueDate: '2026-01-19',
      total: { amount: 9900, currency: 'EUR' },
    },
  },
  {
    line: 'invoice pay inv_01kf2q6w3v8rjtn5s7d9x4m2bc 145.20 --on 2026-01-28 --reference R1',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/payments',
    body: { amount: { amount: 14520, currency: 'EUR' }, paidOn: '2026-01-28', reference: 'R1' },
  },
  {
    line: 'invoice pay inv_01kf2q6w3v8rjtn5s7d9x4m2bc 1250 --on 2026-01-28 --currency JPY',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/payments',
    body: { amount: { amount: 1250, currency: 'JPY' }, paidOn: '2026-01-28' },
  },
  {
    line: 'invoice create --debtor ext:D1 --number F1 --issue-date 2026-01-05 --total 12.5 --currency KWD',
    request: 'POST /v1/invoices',
    body: { debtor: { id: 'ext:D1' }, number: 'F1', issueDate: '2026-01-05', total: { amount: 12500, currency: 'KWD' } },
  },
  {
    line: 'invoice pause inv_01kf2q6w3v8rjtn5s7d9x4m2bc --reason question --until 2026-02-01',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/pause',
    body: { reason: 'question', until: '2026-02-01' },
  },
  { line: 'invoice resume inv_01kf2q6w3v8rjtn5s7d9x4m2bc', request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/resume', body: {} },
  {
    line: 'invoice close inv_01kf2q6w3v8rjtn5s7d9x4m2bc --reason settled',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/close',
    body: { reason: 'settled' },
  },
  {
    line: 'invoice skip inv_01kf2q6w3v8rjtn5s7d9x4m2bc call',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/steps/call/skip',
    body: {},
  },
  {
    line: 'invoice run-now inv_01kf2q6w3v8rjtn5s7d9x4m2bc reminder --reason now',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/steps/reminder/run-now',
    body: { reason: 'now' },
  },
  {
    line: 'invoice postpone inv_01kf2q6w3v8rjtn5s7d9x4m2bc notice --until 2026-03-02',
    request: 'POST /v1/invoices/inv_01kf2q6w3v8rjtn5s7d9x4m2bc/steps/notice/postpone',
    body: { until: '2026-03-02' },
  },
  { line: 'debtor get ext:D1', request: 'GET /v1/debtors/ext%3AD1' },
  {
    line: 'debtor create --name Smit --kind company --external-id D7 --clock clk_1',
    request: 'POST /v1/debtors',
    body: { name: 'Smit', kind: 'company', externalId: 'D7', testClock: 'clk_1' },
  },
  { line: 'debtor hold deb_1 --reason illness', request: 'POST /v1/debtors/deb_1/holds', body: { reason: 'illness' } },
  { line: 'debtor release deb_1 hld_1', request: 'DELETE /v1/debtors/deb_1/holds/hld_1' },
  { line: 'task claim tsk_1 --assignee sanne', request: 'POST /v1/tasks/tsk_1/claim', body: { assignee: 'sanne' } },
  { line: 'task outcome tsk_1 no-answer', request: 'POST /v1/tasks/tsk_1/outcome', body: { code: 'no-answer' } },
  {
    line: 'task outcome tsk_1 reached-promise --promise 2026-02-13 --amount 50',
    request: 'POST /v1/tasks/tsk_1/outcome',
    body: { code: 'reached-promise', promise: { date: '2026-02-13', amount: { amount: 5000, currency: 'EUR' } } },
  },
  {
    line: 'task outcome tsk_1 reached-paid --why already-paid --note ja',
    request: 'POST /v1/tasks/tsk_1/outcome',
    body: { code: 'reached-paid', note: 'ja', whyUnpaid: 'already-paid' },
  },
  {
    line: 'clock create --at 2026-01-05 --name demo',
    request: 'POST /v1/test-clocks',
    body: { frozenTime: '2026-01-05', name: 'demo' },
  },
  { line: 'clock advance clk_1 --by 45d', request: 'POST /v1/test-clocks/clk_1/advance', body: { by: 'P45D' } },
  { line: 'clock advance clk_1 --by P30D', request: 'POST /v1/test-clocks/clk_1/advance', body: { by: 'P30D' } },
  {
    line: 'clock advance clk_1 --to 2026-02-20T09:00:00Z',
    request: 'POST /v1/test-clocks/clk_1/advance',
    body: { to: '2026-02-20T09:00:00.000Z' },
  },
  {
    line: 'task outcome tsk_1 call-back --at 2026-02-13T13:30:00Z',
    request: 'POST /v1/tasks/tsk_1/outcome',
    body: { code: 'call-back', at: '2026-02-13T13:30:00.000Z' },
  },
  { line: 'clock delete clk_1', request: 'DELETE /v1/test-clocks/clk_1' },
  { line: 'message get msg_1', request: 'GET /v1/messages/msg_1' },
  {
    line: 'message resolve msg_1 --arrived --received-on 2026-04-21',
    request: 'POST /v1/messages/msg_1/resolution',
    body: { arrived: true, receivedOn: '2026-04-21' },
  },
  { line: 'notice get ntc_1', request: 'GET /v1/notices/ntc_1' },
  {
    line: 'notice returned ntc_1 --on 2026-04-20 --reason moved',
    request: 'POST /v1/notices/ntc_1/returned',
    body: { on: '2026-04-20', reason: 'moved' },
  },
  {
    line: 'notice received ntc_1 --on 2026-04-14 --proof signature',
    request: 'POST /v1/notices/ntc_1/received',
    body: { on: '2026-04-14', proof: 'signature' },
  },
  { line: 'message resolve msg_1 --lost', request: 'POST /v1/messages/msg_1/resolution', body: { arrived: false } },
  {
    line: 'calc costs 250 1250.50 --kind company --vat 21',
    request: 'POST /v1/calculators/collection-costs',
    body: {
      principals: [
        { amount: 25000, currency: 'EUR' },
        { amount: 125050, currency: 'EUR' },
      ],
      debtorKind: 'company',
      vat: { declared: true, rate: '21' },
    },
  },
  {
    line: 'calc interest 1000 --kind commercial --due 2025-06-15 --until 2025-08-14',
    request: 'POST /v1/calculators/statutory-interest',
    body: { principal: { amount: 100000, currency: 'EUR' }, kind: 'commercial', dueDate: '2025-06-15', until: '2025-08-14' },
  },
  {
    line: 'calc notice-term --sent 2026-11-23',
    request: 'POST /v1/calculators/notice-term',
    body: { sentOn: '2026-11-23', channel: 'post' },
  },
  {
    line: 'calc working-day 2026-04-27',
    request: 'POST /v1/calculators/working-day',
    body: { date: '2026-04-27', calendar: 'nl-legal' },
  },
  { line: 'calc reference RF18 --check', request: 'POST /v1/calculators/payment-reference', body: { check: 'RF18' } },
];

describe.each([
  { answer: emptyPage, cases: lists },
  { answer: one, cases: ones },
])('commands', ({ answer, cases }) => {
  test.each(cases)('$line', async ({ line, request, body }) => {
    api.answer(() => ({ body: answer }));
    const { code, stdout, stderr } = await run(...line.split(' '), '-o', 'json');
    expect(stderr.replace(/The (?:hold|clock) \S+ is \w+\.\n/, '')).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(answer);
    const [seen, ...more] = api.seen;
    expect(more).toEqual([]);
    expect(`${seen?.method} ${seen?.url}`).toBe(request);
    expect(seen?.headers.authorization).toBe('Bearer mw_test_spec');
    expect(seen?.body ? JSON.parse(seen.body) : undefined).toEqual(body);
  });
});

describe('what was typed is checked before anything is sent', () => {
  test.each([
    ['invoice pay inv_01kf2q6w3v8rjtn5s7d9x4m2bc 1.250,50 --on today', 'without separators of thousands'],
    ['invoice pay inv_01kf2q6w3v8rjtn5s7d9x4m2bc -5 --on today', 'Write an amount like 125.50'],
    ['invoice pay inv_01kf2q6w3v8rjtn5s7d9x4m2bc 12.50 --on today --currency JPY', 'Write an amount like 125, without'],
    ['invoice pay inv_01kf2q6w3v8rjtn5s7d9x4m2bc 5', "'--on <date>' not specified"],
    ['invoice pause inv_01kf2q6w3v8rjtn5s7d9x4m2bc', "'--reason <text>' not specified"],
    ['invoice list --due-before 2026-02-30', 'Write a date that exists'],
    ['invoice list --limit 101', 'from 1 to 100'],
    ['invoice create --number F1', 'An invoice needs --issue-date, --total'],
    ['invoice create --number F1 --issue-date today --total 5', '--debtor or --debtor-name'],
    ['invoice create --json does-not-exist.json', 'does not hold a JSON object'],
    ['debtor hold deb_1 --reason tired', 'Allowed choices are vacation'],
    ['clock advance clk_1', 'Say how far'],
    ['clock advance clk_1 --by soon', 'Write a duration like 45d'],
    ['clock advance clk_1 --by 1d --to 2026-02-01', 'cannot be used with'],
    ['invoice lsit', 'Did you mean list?'],
    ['invioce list', 'Did you mean invoice?'],
    ['invoice list --overdu', 'Did you mean --overdue?'],
    ['message resolve msg_1', 'say --arrived or --lost'],
    ['message resolve msg_1 --arrived --lost', 'cannot be used with'],
  ])('%s', async (line, message) => {
    api.answer(() => ({ body: one }));
    const { code, stdout, stderr } = await run(...line.split(' '));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(api.seen).toEqual([]);
  });

  test.each([
    'invoice list',
    'invoice create',
    'debtor hold',
    'task outcome',
    'clock advance',
    'import ubl',
    'events tail',
    'calc interest',
  ])('the help of "%s" has examples', async (line) => {
    const { code, stdout } = await run(...line.split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`$ maanwerk ${line}`);
  });
});
