/** What-ifs on the command line: what is asked of the API, how a job is followed, what is printed. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
const folder = mkdtempSync(join(tmpdir(), 'what-if-'));
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});
const run = (...args: string[]) => runCli(url, ...args);
const sentBody = (): unknown => JSON.parse(api.seen[0]?.body ?? '{}');

const simulation = {
  policy: 'standaard',
  contacts: [
    {
      invoice: 'invoice',
      debtor: 'd',
      step: 'pre-due',
      kind: 'message',
      channel: 'email',
      at: '2026-02-02T07:30:00.000Z',
      amount: { amount: 121_000, currency: 'EUR' },
      reason: 'due-by-policy',
    },
  ],
  states: [{ debtor: 'd', state: 'late', on: '2026-02-20' }],
  gates: [{ invoice: 'invoice', debtor: 'd', step: 'handover', gate: 'approval', on: '2026-03-30' }],
  ended: [{ invoice: 'invoice', outcome: 'handed-over', on: '2026-03-31' }],
};

test('policy simulate asks with one invoice from its options, and tells contacts, states, gates and ends', async () => {
  api.answer(() => ({ body: simulation }));
  const { code, stdout, stderr } = await run(
    'policy',
    'simulate',
    'standaard',
    '--amount',
    '1210',
    '--due',
    '2026-02-04',
    '--kind',
    'consumer',
    '--paid',
    '2026-02-10',
  );
  expect(code).toBe(0);
  expect(api.seen[0]?.url).toBe('/v1/simulations');
  const total = { amount: 121_000, currency: 'EUR' };
  expect(sentBody()).toEqual({
    policy: 'standaard',
    invoices: [{ number: 'invoice', debtor: { kind: 'consumer' }, issueDate: '2026-01-05', dueDate: '2026-02-04', total }],
    events: [{ on: '2026-02-10', invoice: 'invoice', type: 'payment', amount: total }],
    until: '2026-06-04',
  });
  expect(stdout).toMatch(/2026-02-02 08:30 +invoice +pre-due +message +email +EUR 1210\.00 +due-by-policy/);
  expect(stderr).toContain('2026-02-20  would be late');
  expect(stderr).toContain('2026-03-30  invoice: handover would wait (approval)');
  expect(stderr).toContain('2026-03-31  invoice: would be handed-over');
});

test('policy simulate takes a file, and says what it needs without one', async () => {
  api.answer(() => ({ body: simulation }));
  const file = join(folder, 'body.json');
  writeFileSync(file, JSON.stringify({ policy: 'attent', invoices: [1], until: '2027-01-01' }));
  const { stdout } = await run('policy', 'simulate', 'strak', '--file', file, '-o', 'json');
  expect(sentBody()).toEqual({ policy: 'strak', invoices: [1], until: '2027-01-01' });
  expect(JSON.parse(stdout)).toEqual(simulation);
  const { code, stderr } = await run('policy', 'simulate', 'strak');
  expect(code).toBe(2);
  expect(stderr).toContain('--amount 1210 --due 2026-02-04');
});

const side = (contacts: number, firstContactOn: string | null, handovers = 1) => ({ contacts, firstContactOn, gates: 1, handovers });
const result = {
  policy: 'strak',
  against: 'standaard',
  debtors: { total: 3, changed: 2, listed: 1 },
  before: side(9, '2026-02-02', 3),
  after: side(12, '2026-01-28', 3),
  differences: [
    {
      debtor: { id: 'deb_1', name: 'Bakkerij Smit' },
      difference: { contacts: 1, firstContactDays: -5, gates: 0, handovers: 0 },
      before: side(4, '2026-02-02'),
      after: side(5, '2026-01-28'),
    },
  ],
};

/** A job that is a step further at every look. */
function job(stops: readonly object[]): void {
  let look = 0;
  api.answer(({ method }) => ({
    status: method === 'POST' ? 202 : 200,
    body: { object: 'job', id: 'job_1', result: null, error: null, ...stops[Math.min(look++, stops.length - 1)] },
  }));
}
beforeEach(() => api.answer(() => undefined));

test('policy compare follows the job with a bar and prints a table of differences', async () => {
  job([
    { status: 'queued', done: 0, total: null },
    { status: 'running', done: 1, total: 3 },
    { status: 'done', done: 3, total: 3, result },
  ]);
  const { code, stdout, stderr } = await run('policy', 'compare', 'standaard', 'strak', '--days', '60');
  expect(code).toBe(0);
  expect(sentBody()).toEqual({ policy: 'strak', against: 'standaard', days: 60 });
  expect(api.seen.map(({ url: asked }) => asked)).toEqual(['/v1/portfolio-simulations', '/v1/jobs/job_1', '/v1/jobs/job_1']);
  expect(stderr).toContain('debtors 1/3');
  expect(stderr).toContain('debtors 3/3');
  expect(stdout).toMatch(/Bakkerij Smit +4 -> 5 +2026-02-02 -> 2026-01-28 \(-5 d\) +1 +1/);
  expect(stderr).toContain('standaard -> strak: 2 of 3 debtors would get something else.');
  expect(stderr).toContain('There would be: contacts 9 -> 12, gates 1, handovers 3.');
  expect(stderr).toContain('Who would pay, nobody knows.');
});

test('policy compare with one policy compares with how it is now; named debtors only', async () => {
  job([{ status: 'done', done: 0, total: 0, result: { ...result, against: null, differences: [] } }]);
  const { stderr } = await run('policy', 'compare', 'attent', '--debtor', 'deb_1', '--debtor', 'deb_2');
  expect(sentBody()).toEqual({ policy: 'attent', debtors: ['deb_1', 'deb_2'] });
  expect(stderr).toContain('No debtor would notice.');
  expect(stderr).toContain('as it is now -> strak');
});

test('policy compare says why a job failed', async () => {
  job([{ status: 'failed', done: 0, total: null, error: 'The policy cannot be read' }]);
  const { code, stderr } = await run('policy', 'compare', 'standaard', 'strak');
  expect(code).toBe(1);
  expect(stderr).toContain('The policy cannot be read');
});
