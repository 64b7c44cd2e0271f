/** Tables, talk on stderr, paging, failures: what a person sees. */
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

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const invoice = (number: string, open: number) => ({
  object: 'invoice',
  id: `inv_${number}`,
  number,
  dueDate: '2026-01-19',
  status: 'open',
  stage: 'pre-due',
  amounts: { total: eur(open), open: eur(open) },
  debtor: { id: 'deb_1', name: 'Bouwbedrijf Van Leeuwen B.V.' },
  nextAction: { step: 'reminder', at: '2026-01-26T08:12:00.000Z', channel: 'email', reason: 'due-by-policy' },
});
const page = (data: unknown[], nextCursor: string | null = null) => ({ object: 'list', data, hasMore: nextCursor !== null, nextCursor });

describe('lists', () => {
  test('a table without a terminal is plain columns; what comes next is said on stderr', async () => {
    api.answer(() => ({ body: page([invoice('F1', 1245090), invoice('F2', 5)], 'next1') }));
    const { stdout, stderr, code } = await run('invoice', 'list');
    expect(code).toBe(0);
    const [head, first, second] = stdout.split('\n');
    expect(head).toMatch(/^Number +Debtor +Due +Open +Status +Stage +Next +At +Id$/);
    expect(first).toMatch(
      /^F1 +Bouwbedrijf Van Leeuwen B\.V\. +2026-01-19 +EUR 12450\.90 +open +pre-due +reminder +2026-01-26 09:12 +inv_F1$/,
    );
    expect(second).toContain('EUR 0.05');
    expect(stderr).toContain('--after next1');
  });

  test('hours and days are those of the creditor, as each answer says', async () => {
    const headers = { 'Maanwerk-Time-Zone': 'America/Curacao' };
    api.answer(() => ({ body: page([invoice('F1', 1)]), headers }));
    expect((await run('invoice', 'list', '-o', 'csv')).stdout).toContain('2026-01-26 04:12');
    api.answer(() => ({ body: { id: 'tsk_1', deadline: '2026-02-17T03:30:00.000Z' }, headers }));
    expect((await run('task', 'get', 'tsk_1')).stdout).toContain('2026-02-16 23:30');
    const event = {
      id: 'evt_1',
      actor: 'worker',
      at: '2026-02-17T03:30:00.000Z',
      type: 'call.opened',
      data: { deadline: '2026-02-18T03:30:00.000Z' },
    };
    api.answer(({ url: asked }) => ({
      body: asked.includes('timeline') ? page([event]) : { ...invoice('F1', 1), total: eur(1) },
      headers,
    }));
    expect((await run('invoice', 'timeline', 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc', '-o', 'csv')).stdout).toContain(
      '2026-02-16 23:30,call task opened until 2026-02-17',
    );
  });

  test('--all asks for page after page', async () => {
    api.answer(({ url: asked }) => ({ body: asked.includes('after=c2') ? page([invoice('F2', 2)]) : page([invoice('F1', 1)], 'c2') }));
    const { stdout } = await run('invoice', 'list', '--all', '-o', 'csv');
    expect(stdout.split('\n').map((line) => line.split(',')[0])).toEqual(['Number', 'F1', 'F2', '']);
    expect(api.seen.map((request) => request.url)).toEqual(['/v1/invoices?limit=100', '/v1/invoices?limit=100&after=c2']);
  });

  test('a call that is to be made again shows when', async () => {
    const task = { id: 'tsk_1', kind: 'call', status: 'open', step: 'call', deadline: '2026-02-17T13:30:00.000Z' };
    api.answer(() => ({
      body: page([
        { ...task, callAt: '2026-02-13T13:30:00.000Z' },
        { ...task, id: 'tsk_2', callAt: null },
      ]),
    }));
    const [head, again, first] = (await run('task', 'list')).stdout.split('\n');
    expect(head).toMatch(/Assignee +Call at +Until *$/);
    expect(again).toMatch(/ 2026-02-13 14:30 +2026-02-17 14:30 *$/);
    expect(first).toMatch(/open +2026-02-17 14:30 *$/);
  });

  test('who has a task: the person, or the key by its name', async () => {
    const task = { id: 'tsk_1', kind: 'call', status: 'claimed', deadline: '2026-02-17T13:30:00.000Z' };
    const key = 'key_01m8k3px2sekkvagpr6jc5h03k';
    api.answer(() => ({
      body: page([
        { ...task, assignee: key, assigneeName: 'Kantoor Utrecht' },
        { ...task, assignee: 'sanne', assigneeName: null },
        { ...task, assignee: key },
      ]),
    }));
    const [, named, person, older] = (await run('task', 'list')).stdout.split('\n');
    expect(named).toMatch(/claimed +Kantoor Utrecht +2026/);
    expect(person).toMatch(/claimed +sanne +2026/);
    expect(older).toMatch(/claimed +key \.\.\.c5h03k +2026/);
    expect((await run('task', 'list', '-o', 'json')).stdout).toContain(key);
  });

  test('what a task needs is a column only where one needs something', async () => {
    const task = { id: 'tsk_1', kind: 'attention', status: 'open', deadline: '2026-02-17T13:30:00.000Z', remedies: ['address', 'email'] };
    api.answer(() => ({ body: page([task, { ...task, id: 'tsk_2', kind: 'call', remedies: [] }]) }));
    const [head, needs, call] = (await run('task', 'list')).stdout.split('\n');
    expect(head).toMatch(/Until +Needs$/);
    expect(needs).toMatch(/14:30 +address, email$/);
    expect(call).toMatch(/14:30$/);
  });

  test('formal notices: how each stands, its term and what it announced', async () => {
    const notice = { id: 'ntc_1', kind: 'demand', state: 'sent', runOut: true, sentOn: '2026-04-10', lastDay: '2026-04-27' };
    const claims = [{ number: 'F1' }, { number: 'F2' }];
    const term = { costsFrom: '2026-04-28', announcedCosts: eur(4000), claims };
    const back = {
      ...notice,
      id: 'ntc_2',
      state: 'void',
      runOut: false,
      lastDay: null,
      costsFrom: null,
      announcedCosts: eur(0),
      claims: [],
    };
    api.answer(() => ({ body: page([{ ...notice, ...term }, back]) }));
    const [head, first, second] = (await run('notice', 'list')).stdout.split('\n');
    expect(head).toMatch(/^Sent +Kind +State +Last day +Costs from +Costs +Invoices +Id$/);
    expect(first).toMatch(/^2026-04-10 +demand +run out +2026-04-27 +2026-04-28 +EUR 40\.00 +F1 F2 +ntc_1$/);
    expect(second).toMatch(/^2026-04-10 +demand +void +EUR 0\.00 +ntc_2$/);
  });

  test('notes: what was noted, by whom, through which key', async () => {
    const note = { id: 'nte_1', at: '2026-02-02T08:12:00.000Z', text: 'called back', actor: 'key:key_1', actorName: 'Kantoor' };
    api.answer(() => ({
      body: page([
        { ...note, by: 'Sanne' },
        { ...note, by: null },
      ]),
    }));
    const [, first, second] = (await run('invoice', 'notes', 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc')).stdout.split('\n');
    expect(first).toMatch(/^2026-02-02 09:12 +called back +Sanne \(Kantoor\) +nte_1$/);
    expect(second).toMatch(/^2026-02-02 09:12 +called back +Kantoor +nte_1$/);
  });

  test('nothing is said in words', async () => {
    api.answer(() => ({ body: page([]) }));
    expect((await run('task', 'list')).stderr).toContain('No tasks.');
  });

  test('an answer of another shape is a failure of ours, not a half table', async () => {
    api.answer(() => ({ body: page([{ id: 1 }]) }));
    const { code, stderr, stdout } = await run('debtor', 'list');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('not what this version expects');
  });
});

describe('single things', () => {
  test('fields one a line, money and instants readable, nothing empty', async () => {
    const debtor = { object: 'debtor', id: 'deb_1', limit: eur(1245090), deep: { x: { y: 1 } } };
    api.answer(() => ({ body: { ...debtor, next: { at: '2026-01-26T08:12:00.000Z' }, externalId: null, reasons: ['a', 'b'] } }));
    const { stdout } = await run('debtor', 'get', 'deb_1');
    expect(stdout).toMatch(/^limit +EUR 12450\.90$/m);
    expect(stdout).toMatch(/^next\.at +2026-01-26 09:12$/m);
    expect(stdout).toMatch(/^reasons +a, b$/m);
    expect(stdout).not.toMatch(/externalId|object|deep/);
  });

  test('a plan: what was taken, what comes, what holds it up', async () => {
    const past = [{ step: 'pre-due', occurrence: 1, at: '2026-01-16T08:00:00.000Z', result: 'delivered', channel: 'email', outcome: null }];
    const coming = [
      {
        step: 'reminder',
        kind: 'message',
        at: '2026-01-26T08:12:00.000Z',
        channel: 'email',
        tone: 'friendly',
        amount: eur(100),
        reason: 'due-by-policy',
      },
      { step: 'handover', kind: 'handover', approval: 'required', at: '2026-03-30T08:00:00.000Z', reason: 'due-by-policy' },
      { step: 'handover', kind: 'handover', approval: 'none', at: '2026-03-30T08:00:00.000Z', reason: 'due-by-policy' },
    ];
    api.answer(() => ({ body: { object: 'plan', past, coming, blockers: ['paused'] } }));
    const { stdout, stderr } = await run('invoice', 'plan', 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc');
    expect(stdout).toMatch(/^delivered +2026-01-16 09:00 +pre-due/m);
    expect(stdout).toMatch(/^planned +2026-01-26 09:12 +reminder +message +email +friendly +EUR 1\.00 +due-by-policy$/m);
    // A person agrees first, then it is done: two lines that do not look the same.
    expect(stdout.match(/^planned .* handover +(?:approval|handover) /gm)).toHaveLength(2);
    expect(stdout).toMatch(/ handover +approval +due-by-policy$/m);
    expect(stderr).toContain('held up: paused');
  });

  test('a policy is its steps', async () => {
    const steps = [
      { key: 'pre-due', kind: 'message', trigger: { anchor: 'dueDate', days: -3 }, channels: ['email'], tone: 'friendly' },
      { key: 'call', kind: 'call', trigger: { anchor: 'dueDate', days: 14 } },
    ];
    api.answer(() => ({ body: { object: 'policy', id: 'pol_1', key: 'standaard', name: 'Standaard', version: 2, steps } }));
    const { stdout, stderr } = await run('policy', 'get', 'standaard');
    expect(api.seen[0]?.url).toBe('/v1/policies/standaard');
    expect(stdout).toMatch(/^pre-due +message +dueDate -3 +email +friendly$/m);
    expect(stdout).toMatch(/^call +call +dueDate \+14$/m);
    expect(stderr).toBe('Standaard, version 2\n');
  });

  test('a message is its head and its text, never its HTML; control characters do not reach the terminal', async () => {
    api.answer(() => ({ body: { id: 'msg_1', subject: 'Herinnering', html: '<p>Beste</p>', text: 'Beste\u001b[2J klant,\n\nTot ziens' } }));
    const { stdout } = await run('message', 'get', 'msg_1');
    expect(stdout).toMatch(/^subject +Herinnering$/m);
    expect(stdout).toContain('Beste\ufffd[2J klant,\n\nTot ziens');
    expect(stdout).not.toContain('<p>');
  });

  test('a payment says what had already left', async () => {
    api.answer(() => ({ status: 201, body: { object: 'payment', id: 'pay_1', inFlight: [{ message: 'msg_1' }] } }));
    expect((await run('invoice', 'pay', 'inv_01kf2q6w3v8rjtn5s7d9x4m2bc', '5', '--on', '2026-01-28')).stderr).toContain(
      '1 message(s) had already left',
    );
  });
});

describe('failures', () => {
  test('a problem is what, why, what to do and the request', async () => {
    api.answer(() => ({
      status: 409,
      body: {
        title: 'The invoice number is taken',
        status: 409,
        code: 'invoice-number-taken',
        detail: 'F1 belongs to inv_9',
        hint: 'Every invoice has its own number.',
        requestId: 'req_7',
        errors: [{ pointer: '/number', code: 'taken', detail: 'is taken' }],
      },
    }));
    const { code, stderr } = await run(
      'invoice',
      'create',
      '--debtor',
      'deb_1',
      '--number',
      'F1',
      '--issue-date',
      '2026-01-05',
      '--total',
      '5',
    );
    expect(code).toBe(4);
    for (const part of [
      'The invoice number is taken',
      'F1 belongs to inv_9',
      '/number is taken',
      'Every invoice has its own number.',
      'req_7',
    ])
      expect(stderr).toContain(part);
  });

  test('an API that is away is exit code 5', async () => {
    const { code, stderr } = await runCli('http://127.0.0.1:1', 'policy', 'list');
    expect(code).toBe(5);
    expect(stderr).toContain('maanwerk dev');
  });
});
