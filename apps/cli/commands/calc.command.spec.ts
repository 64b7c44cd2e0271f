/** Calculators on the command line: what is asked, and the sums that are printed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
const folder = mkdtempSync(join(tmpdir(), 'calc-'));
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});
const run = (...args: string[]) => runCli(url, 'calc', ...args);
const c = (amount: number) => ({ amount, currency: 'EUR' });

test.each<[string[], string, object]>([
  [['bik', '1234.56', '--kind', 'consumer'], 'collection-costs', { principals: [c(123_456)], debtorKind: 'consumer' }],
  [
    ['bik', '10', '10', '--kind', 'company', '--per-invoice-minimum', '--paid', '5'],
    'collection-costs',
    { principals: [c(1_000), c(1_000)], debtorKind: 'company', perInvoiceMinimum: true, paidWithinTerm: c(500) },
  ],
  [
    ['rente', '1000', '--due', '2025-06-15', '--until', '2025-08-14'],
    'statutory-interest',
    { principal: c(100_000), kind: 'consumer', dueDate: '2025-06-15', until: '2025-08-14' },
  ],
  [['notice-term', '--sent', '2026-11-23', '--margin', '0'], 'notice-term', { sentOn: '2026-11-23', channel: 'post', marginDays: 0 }],
  [['working-day', '2026-05-01', '--term', '14'], 'working-day', { date: '2026-05-01', calendar: 'nl-legal', termDays: 14 }],
  [
    ['limitation', '--due', '2021-12-15', '--demanded', '2026-11-20'],
    'limitation',
    { dueDate: '2021-12-15', claim: 'contract', interruptions: [{ on: '2026-11-20', kind: 'written-demand' }] },
  ],
  [
    [
      'limitation',
      '--claim',
      'judgment',
      '--due',
      '2006-09-01',
      '--served',
      '2024-03-04',
      '--executed',
      '2025-03-04',
      '--executed',
      '2026-03-04',
    ],
    'limitation',
    {
      dueDate: '2006-09-01',
      claim: 'judgment',
      interruptions: [
        { on: '2024-03-04', kind: 'judgment-served' },
        { on: '2025-03-04', kind: 'execution' },
        { on: '2026-03-04', kind: 'execution' },
      ],
    },
  ],
  [
    ['limitation', '--due', '2021-12-15', '--acknowledged', '2026-11-20'],
    'limitation',
    { dueDate: '2021-12-15', claim: 'contract', interruptions: [{ on: '2026-11-20', kind: 'acknowledgement' }] },
  ],
  [
    ['reference', '6', '--kind', 'betalingskenmerk', '--length', '16'],
    'payment-reference',
    { kind: 'betalingskenmerk', base: '6', length: 16 },
  ],
])('%j', async (args, calculator, body) => {
  api.answer(() => ({ body: { steps: [], segments: [] } }));
  expect((await run(...args)).code).toBe(0);
  expect(api.seen.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual([`POST /v1/calculators/${calculator}`]);
  expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual(body);
});

test('costs print the steps of the sum above the outcome', async () => {
  const steps = [{ from: c(0), to: c(250_000), rate: '15', amount: c(18_518), exact: '185.184' }];
  api.answer(() => ({ body: { base: c(123_456), costs: c(18_518), steps, articles: ['BIK art. 2 lid 1'] } }));
  const { stdout } = await run('bik', '1234.56');
  expect(stdout).toMatch(/EUR 0\.00 +EUR 2500\.00 +15 +EUR 185\.18\n/);
  expect(stdout).toMatch(/costs +EUR 185\.18\n/);
  expect(stdout).toContain('BIK art. 2 lid 1');
  expect(JSON.parse((await run('bik', '1', '-o', 'json')).stdout)).toMatchObject({ costs: c(18_518) });
});

test('interest prints its segments, ageing its buckets', async () => {
  const segments = [{ from: '2025-06-16', to: '2025-06-30', days: 15, rate: '11.15', base: c(100_000), interest: c(458) }];
  api.answer(() => ({ body: { interest: c(458), segments } }));
  expect((await run('interest', '1000', '--due', '2025-06-15', '--until', '2025-06-30')).stdout).toMatch(
    /2025-06-16 +2025-06-30 +15 +11\.15 +EUR 1000\.00 +EUR 4\.58\n/,
  );
  api.answer(() => ({ body: { buckets: [{ key: '1-30', count: 2, amount: c(500) }], total: c(500) } }));
  const file = join(folder, 'items.json');
  writeFileSync(file, '{"asOf":"2026-01-01","items":[]}');
  expect((await run('ageing', file)).stdout).toMatch(/1-30 +2 +EUR 5\.00\n/);
  expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({ asOf: '2026-01-01', items: [] });
});

test('the QR code is printed as text, or as a drawing alone', async () => {
  api.answer(() => ({ body: { payload: 'BCD\n002', bytes: 7, svg: '<svg></svg>\n', articles: [] } }));
  const asked = ['qr', '968', '--name', 'Voorbeeld B.V.', '--iban', 'NL91ABNA0417164300', '--text', 'Factuur 1'];
  expect((await run(...asked)).stdout).toBe('BCD\n002\n');
  expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({
    amount: c(96_800),
    name: 'Voorbeeld B.V.',
    iban: 'NL91ABNA0417164300',
    text: 'Factuur 1',
  });
  expect((await run(...asked, '--svg')).stdout).toBe('<svg></svg>\n');
});

test('a refusal of the rule is told with its field', async () => {
  const errors = [{ pointer: '/until', code: 'rate-not-confirmed', detail: 'until: there is no confirmed rate' }];
  api.answer(() => ({
    status: 422,
    body: { title: 'A value is not possible', status: 422, code: 'invalid-value', detail: 'no rate', errors },
  }));
  const { code, stderr } = await run('interest', '1', '--due', '2026-12-01', '--until', '2027-02-01');
  expect(code).not.toBe(0);
  expect(stderr).toContain('/until until: there is no confirmed rate');
});
