/** What is agreed, contested, corrected and taken back: what each command asks of the API, and what it says when it cannot. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const inv = 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc';
const dsp = 'dsp_01kf2q6w3v8rjtn5s7d9x4m2bc';
const pay = 'pay_01kf2q6w3v8rjtn5s7d9x4m2bc';
const ppl = 'ppl_01kf2q6w3v8rjtn5s7d9x4m2bc';
const ntc = 'ntc_01kf2q6w3v8rjtn5s7d9x4m2bc';
const api = new FakeApi();
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(() => api.close());
const run = (...args: string[]) => runCli(url, ...args);
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const page = (...data: unknown[]) => ({ object: 'list', data, hasMore: false, nextCursor: null });
const one = { object: 'thing', id: 'x_1', nested: { deep: [1] } };

interface Asked {
  readonly line: string;
  readonly request: string;
  readonly body?: unknown;
}

const acts: readonly Asked[] = [
  {
    line: `invoice dispute ${inv} --reason damaged --amount 50,00 --note photo`,
    request: `POST /v1/invoices/${inv}/disputes`,
    body: { reason: 'damaged', amount: eur(5000), note: 'photo' },
  },
  { line: `invoice dispute ${inv} --reason all`, request: `POST /v1/invoices/${inv}/disputes`, body: { reason: 'all' } },
  {
    line: `invoice resolve-dispute ${dsp} --outcome partly --credit 50 --due-date 2026-03-01`,
    request: `POST /v1/disputes/${dsp}/resolution`,
    body: { outcome: 'partly', creditAmount: eur(5000), newDueDate: '2026-03-01' },
  },
  {
    line: `invoice promise ${inv} --on 2026-02-13 --amount 50 --note ja --no-confirm`,
    request: `POST /v1/invoices/${inv}/promises`,
    body: { date: '2026-02-13', amount: eur(5000), note: 'ja', confirm: false },
  },
  { line: `invoice promise ${inv} --on 2026-02-13`, request: `POST /v1/invoices/${inv}/promises`, body: { date: '2026-02-13' } },
  {
    line: `invoice credit-note ${inv} 12.50 --number C1 --issued-on 2026-02-01`,
    request: `POST /v1/invoices/${inv}/credit-notes`,
    body: { number: 'C1', amount: eur(1250), issuedOn: '2026-02-01' },
  },
  { line: `invoice write-off ${inv} --reason small`, request: `POST /v1/invoices/${inv}/write-off`, body: { reason: 'small' } },
  {
    line: `invoice reverse ${pay} --on 2026-02-02 --reason storno`,
    request: `POST /v1/payments/${pay}/reversals`,
    body: { reversedOn: '2026-02-02', reason: 'storno' },
  },
  { line: `payment reverse ${pay}`, request: `POST /v1/payments/${pay}/reversals`, body: {} },
  { line: `payment set-off ${pay}`, request: `POST /v1/payments/${pay}/set-off` },
  { line: `payment get ${pay}`, request: `GET /v1/payments/${pay}` },
  {
    line: `plan create ${inv} ext:F2 --count 3 --first 2026-03-01 --every two-weeks`,
    request: 'POST /v1/payment-plans',
    body: { invoices: [inv, 'ext:F2'], count: 3, firstDueDate: '2026-03-01', interval: 'two-weeks' },
  },
  {
    line: `plan create ${inv} --instalment 2026-03-01=50.00 --instalment 2026-04-01=45,20 --no-confirm`,
    request: 'POST /v1/payment-plans',
    body: {
      invoices: [inv],
      instalments: [
        { dueDate: '2026-03-01', amount: eur(5000) },
        { dueDate: '2026-04-01', amount: eur(4520) },
      ],
      confirm: false,
    },
  },
  { line: `plan show ${ppl}`, request: `GET /v1/payment-plans/${ppl}` },
  { line: `dispute get ${dsp}`, request: `GET /v1/disputes/${dsp}` },
  { line: 'promise get prm_1', request: 'GET /v1/promises/prm_1' },
  { line: 'hold get hld_1', request: 'GET /v1/holds/hld_1' },
  { line: 'handover get hnd_1', request: 'GET /v1/handovers/hnd_1' },
  { line: 'task get tsk_1', request: 'GET /v1/tasks/tsk_1' },
  { line: `notice get ${ntc}`, request: `GET /v1/notices/${ntc}` },
  {
    line: `notice returned ${ntc} --on 2026-04-20 --reason moved`,
    request: `POST /v1/notices/${ntc}/returned`,
    body: { on: '2026-04-20', reason: 'moved' },
  },
  { line: `notice posted ${ntc} --on 2026-04-13`, request: `POST /v1/notices/${ntc}/posted`, body: { on: '2026-04-13' } },
  {
    line: `notice received ${ntc} --on 2026-04-14 --proof signature`,
    request: `POST /v1/notices/${ntc}/received`,
    body: { on: '2026-04-14', proof: 'signature' },
  },
  { line: `invoice note ${inv} called`, request: `POST /v1/invoices/${inv}/notes`, body: { text: 'called' } },
  { line: `invoice note ext:F1 called --by Sanne`, request: 'POST /v1/invoices/ext%3AF1/notes', body: { text: 'called', by: 'Sanne' } },
  { line: 'creditor show', request: 'GET /v1/creditor' },
];

const lists: readonly Asked[] = [
  { line: `payment list --invoice ${inv} --status reversed`, request: `GET /v1/payments?invoice=${inv}&status=reversed` },
  { line: 'plan list --debtor ext:D1 --status active', request: 'GET /v1/payment-plans?debtor=ext%3AD1&status=active' },
  { line: `dispute list --invoice ${inv} --status open`, request: `GET /v1/disputes?invoice=${inv}&status=open` },
  { line: 'promise list --status broken --limit 5', request: 'GET /v1/promises?status=broken&limit=5' },
  { line: `notice list --invoice ${inv} --state void --limit 3`, request: `GET /v1/notices?invoice=${inv}&state=void&limit=3` },
  { line: 'notice list --debtor ext:D1', request: 'GET /v1/notices?debtor=ext%3AD1' },
  { line: `invoice notes ${inv} --limit 5`, request: `GET /v1/invoices/${inv}/notes?limit=5` },
  { line: 'hold list --status standing', request: 'GET /v1/holds?status=standing' },
  { line: 'handover list --debtor ext:D1', request: 'GET /v1/handovers?debtor=ext%3AD1' },
  { line: 'invoice list --waits-for person --disputed', request: 'GET /v1/invoices?waitsFor=person&disputed=true' },
];

describe.each([
  { answer: one, cases: acts },
  { answer: page(), cases: lists },
])('asks and passes on', ({ answer, cases }) => {
  test.each(cases)('$line', async ({ line, request, body }) => {
    api.answer(() => ({ body: answer }));
    const { code, stdout, stderr } = await run(...line.split(' '), '-o', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(answer);
    const [seen, ...more] = api.seen;
    expect(more).toEqual([]);
    expect(`${seen?.method} ${seen?.url}`).toBe(request);
    expect(seen?.body ? JSON.parse(seen.body) : undefined).toEqual(body);
  });
});

describe('changes are made to the version that was read', () => {
  test.each<Asked>([
    {
      line: 'debtor change ext:D1 --kind consumer --email a@example.org --refused sms,call --no-contact --prefer letter',
      request: '/v1/debtors/ext%3AD1',
      body: { kind: 'consumer', email: 'a@example.org', preferredChannel: 'letter', refusedChannels: ['sms', 'call'], doNotContact: true },
    },
    {
      line: 'debtor change ext:D1 --street Kade --house-number 2 --postcode 3011AA --city Rotterdam --contact',
      request: '/v1/debtors/ext%3AD1',
      body: { address: { street: 'Kade', houseNumber: '2', postcode: '3011AA', city: 'Rotterdam' }, doNotContact: false },
    },
    {
      line: `invoice change ${inv} --due-date 2026-03-01 --policy strak --no-direct-debit`,
      request: `/v1/invoices/${inv}`,
      body: { dueDate: '2026-03-01', policy: 'strak', directDebit: false },
    },
    {
      line: `invoice change ${inv} --term-basis agreed --interrupted 2026-01-05=acknowledgement`,
      request: `/v1/invoices/${inv}`,
      body: { contract: { termBasis: 'agreed', interruptions: [{ on: '2026-01-05', kind: 'acknowledgement' }] } },
    },
    {
      line: 'creditor set --name Smit --address Kade --address Delft --contact Els --phone 0101234567',
      request: '/v1/creditor',
      body: { name: 'Smit', addressLines: ['Kade', 'Delft'], contactPerson: 'Els', phone: '0101234567' },
    },
    {
      line: 'creditor set --sender-name Smit --sender-address a@smit.example --reply-to b@smit.example --sms-sender Smit --provider letter=acme --provider sms=',
      request: '/v1/creditor',
      body: {
        senderName: 'Smit',
        senderAddress: 'a@smit.example',
        replyTo: 'b@smit.example',
        smsSender: 'Smit',
        providers: { letter: 'acme', sms: null },
      },
    },
  ])('$line', async ({ line, request, body }) => {
    api.answer(() => ({ body: one }));
    expect((await run(...line.split(' '), '-o', 'json')).code).toBe(0);
    expect(api.seen.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual([`GET ${request}`, `PATCH ${request}`]);
    expect(JSON.parse(api.seen[1]?.body ?? '')).toEqual(body);
  });

  test('an empty text takes a field away, and an empty street the address', async () => {
    api.answer(() => ({ body: one }));
    await run('debtor', 'change', 'ext:D1', '--phone', '', '--street', '', '--refused', '', '--prefer', '');
    expect(JSON.parse(api.seen[1]?.body ?? '')).toEqual({ phone: null, address: null, refusedChannels: [], preferredChannel: null });
  });
});

describe('a fact is found by its invoice', () => {
  const rows: Readonly<Record<string, unknown[]>> = {
    [`/v1/disputes?invoice=${inv}&status=open`]: [{ id: dsp }],
    [`/v1/payments?invoice=${inv}&status=assigned`]: [{ id: pay }],
    [`/v1/payment-plans?invoice=${inv}&status=active`]: [{ id: ppl }],
    [`/v1/payment-plans?invoice=${inv}`]: [{ id: ppl }, { id: 'ppl_older' }],
  };
  const found = (): void => api.answer(({ url: asked }) => ({ body: rows[asked] ? page(...(rows[asked] ?? [])) : one }));
  test.each([
    [`invoice resolve-dispute ${inv} --outcome rejected`, `POST /v1/disputes/${dsp}/resolution`],
    [`invoice reverse ${inv}`, `POST /v1/payments/${pay}/reversals`],
    [`plan cancel ${inv}`, `DELETE /v1/payment-plans/${ppl}`],
    [`plan show ${inv}`, `GET /v1/payment-plans/${ppl}`],
  ])('%s', async (line, request) => {
    found();
    expect((await run(...line.split(' '), '-o', 'json')).code).toBe(0);
    expect(`${api.seen[1]?.method} ${api.seen[1]?.url}`).toBe(request);
  });

  test('there is none: said in words, and nothing is changed', async () => {
    api.answer(() => ({ body: page() }));
    const { code, stderr } = await run('invoice', 'resolve-dispute', inv, '--outcome', 'upheld');
    expect([code, stderr]).toEqual([4, expect.stringContaining(`There is no open dispute of invoice ${inv}`)]);
    expect(api.seen).toHaveLength(1);
  });

  test('there are several payments: they are named, and none is taken back', async () => {
    api.answer(() => ({ body: page({ id: pay, amount: eur(5000), paidOn: '2026-01-20' }, { id: 'pay_2', amount: eur(1), paidOn: null }) }));
    const { code, stderr } = await run('invoice', 'reverse', inv);
    expect(code).toBe(2);
    expect(stderr).toContain(`${pay}, EUR 50.00, 2026-01-20`);
    expect(stderr).toContain('pay_2, EUR 0.01');
    expect(api.seen).toHaveLength(1);
  });
});

test('what was done without an answer is said in words', async () => {
  api.answer(() => ({ status: 204 }));
  const withdrawn = await run('invoice', 'withdraw-promise', inv);
  expect(withdrawn).toEqual({ code: 0, stdout: '', stderr: `The promise about invoice ${inv} is withdrawn.\n` });
  expect(api.seen.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual([`DELETE /v1/invoices/${inv}/promises`]);
  expect((await run('plan', 'cancel', ppl)).stderr).toBe(`The payment plan ${ppl} is cancelled.\n`);
});

test('a command is repeated with the key that is given', async () => {
  api.answer(({ method }) => ({ body: method === 'GET' ? page({ id: inv }) : one }));
  expect((await run('invoice', 'dispute', 'F1', '--reason', 'x', '--idempotency-key', 'k-1')).code).toBe(0);
  expect(api.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, 'k-1']);
});

test('a payment plan is its head and its instalments', async () => {
  const instalment = { no: 1, dueDate: '2026-03-01', amount: eur(5000), paid: eur(2000), open: eur(3000), remindOn: null };
  const plan = { object: 'paymentPlan', id: ppl, debtor: 'deb_1', invoices: [inv], status: 'active', instalments: [instalment] };
  api.answer(() => ({ body: plan }));
  const { stdout } = await run('plan', 'show', ppl);
  expect(stdout).toMatch(/^status +active$/m);
  expect(stdout).toMatch(/^1 +2026-03-01 +EUR 50\.00 +EUR 20\.00 +EUR 30\.00$/m);
  api.answer(() => ({ body: page(plan) }));
  expect((await run('plan', 'list')).stdout).toMatch(/^ +active +1 +EUR 30\.00 +1 +deb_1 +ppl_/m);
});

describe('lists of facts', () => {
  test.each([
    [
      'payment',
      { paidOn: '2026-01-20', amount: eur(5000), status: 'assigned', reference: 'R1', invoice: inv },
      /^2026-01-20 +EUR 50\.00 +assigned +R1 +inv_/m,
    ],
    [
      'dispute',
      { raisedOn: '2026-01-20', reason: 'damaged', amount: null, status: 'open', invoice: inv },
      /^2026-01-20 +damaged +all +open +inv_/m,
    ],
    [
      'promise',
      { date: '2026-02-13', amount: eur(5), status: 'kept', endedOn: '2026-02-12', invoice: inv },
      /^2026-02-13 +EUR 0\.05 +kept +2026-02-12 +inv_/m,
    ],
    ['hold', { debtor: 'deb_1', reason: 'illness', until: null, status: 'standing' }, /^ +illness +standing +deb_1 +x$/m],
    ['handover', { invoice: inv, amount: eur(100), status: 'submitted', step: 'handover' }, /EUR 1\.00 +submitted +handover +inv_/m],
  ])('%s list', async (name, row, line) => {
    api.answer(() => ({ body: page({ id: 'x', ...row }) }));
    expect((await run(name, 'list')).stdout).toMatch(line);
    api.answer(() => ({ body: page() }));
    expect((await run(name, 'list')).stderr).toMatch(/^No \w+\.\n$/);
  });
});

describe('what was typed is checked before anything is sent', () => {
  test.each([
    [`invoice dispute ${inv}`, "'--reason <text>' not specified"],
    [`invoice dispute ${inv} --reason x --amount 1.250,50`, 'without separators of thousands'],
    [`invoice resolve-dispute ${dsp} --outcome maybe`, 'Allowed choices are upheld'],
    [`invoice promise ${inv}`, "'--on <date>' not specified"],
    [`invoice credit-note ${inv} 5 --number C1`, "'--issued-on <date>' not specified"],
    [`notice returned ${ntc} --on 2026-04-20`, "'--reason <text>' not specified"],
    [`notice returned ${ntc} --on yesterday --reason moved`, 'Write a date that exists'],
    [`notice posted ${ntc}`, "'--on <date>' not specified"],
    [`notice posted ${ntc} --on 2026-04-31`, 'Write a date that exists'],
    [`notice received ${ntc} --on 2026-04-14`, "'--proof <text>' not specified"],
    [`invoice note ${inv}`, "missing required argument 'text'"],
    ['creditor set', 'Nothing to set'],
    ['creditor set --iban NL91ABNA0417164301', 'check digits'],
    ['creditor set --provider letter', 'letter=letter-simulated'],
    [`invoice write-off ${inv}`, "'--reason <text>' not specified"],
    [`plan create ${inv}`, 'Say the instalments'],
    [`plan create ${inv} --count 61 --first 2026-03-01`, 'from 1 to 60'],
    [`plan create ${inv} --count 2 --instalment 2026-03-01=5`, 'cannot be used with'],
    [`plan create ${inv} --instalment soon=5`, 'Write a date that exists'],
    [`plan create ${inv} --instalment 2026-03-01`, 'Write an amount like 125.50'],
    ['debtor change ext:D1', 'Nothing to change'],
    ['debtor change ext:D1 --city Rotterdam', 'An address needs'],
    ['debtor change ext:D1 --refused fax', 'Write channels like'],
    [`invoice change ${inv}`, 'Nothing to change'],
    [`invoice change ${inv} --interrupted 2026-01-05=call`, 'with one of written-demand'],
  ])('%s', async (line, message) => {
    api.answer(() => ({ body: one }));
    const { code, stdout, stderr } = await run(...line.split(' '));
    expect({ code, stdout, sent: api.seen }).toEqual({ code: 2, stdout: '', sent: [] });
    expect(stderr).toContain(message);
  });

  test.each([
    'invoice dispute',
    'invoice reverse',
    'plan create',
    'payment list',
    'debtor change',
    'hold list',
    'invoice change',
    'invoice note',
    'notice returned',
    'notice posted',
  ])('the help of "%s" has examples and names --idempotency-key', async (line) => {
    const { code, stdout } = await run(...line.split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`$ maanwerk ${line}`);
    expect(stdout).toContain('--idempotency-key');
  });
});
