/** The command line against the real API: what it sends is taken, what comes back is shown. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { standaard } from '#domain/policy/language/policies.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest } from '../../api/testing/api-under-test.js';
import { type CliRun, runCliWith } from '../testing/run-cli.js';

const demo = join(import.meta.dirname, '..', '..', '..', 'demo', 'invoices');
const files = readdirSync(demo)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => join(demo, name));

let database: TestDatabase;
let api: ApiUnderTest;
let target: { baseUrl: string; key: string };
const run = (...args: string[]): Promise<CliRun> => runCliWith(target, args);
const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(...args);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
};
/** One field of a record, such as `id`. */
const field = (record: string, name: string): string => new RegExp(`^${name.replace('.', '\\.')} +(.+)$`, 'm').exec(record)?.[1] ?? '';

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
  const address = api.server.address();
  if (address === null || typeof address === 'string') throw new Error('the API has no port');
  target = { baseUrl: `http://127.0.0.1:${address.port}`, key: (await api.tenant()).apiKey };
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

it('imports the demo invoices on a clock, and chases, pays, pauses and holds them', async () => {
  const clock = field(await ok('clock', 'create', '--at', '2026-01-05', '--name', 'spec'), 'id');
  expect(await ok('clock', 'list')).toMatch(new RegExp(`^${clock} +spec +2026-01-05 00:00 +ready`, 'm'));

  const tried = await ok('import', 'ubl', ...files, '--dry-run', '--clock', clock);
  expect(tried.match(/ would be created/g)).toHaveLength(13);
  expect(tried.match(/ would be credited/g)).toHaveLength(1);
  expect(await ok('invoice', 'list')).toBe(await ok('invoice', 'list', '--number', 'none'));

  const imported = await ok('import', 'ubl', ...files, '--clock', clock);
  expect(imported.match(/ created/g)).toHaveLength(13);
  expect(imported).toMatch(/2026-C004-creditnota\.xml +2026-C004 +credited/);
  expect((await ok('import', 'ubl', ...files, '--clock', clock)).match(/ unchanged/g)).toHaveLength(14);

  const open = await ok('invoice', 'list', '--sort', 'open', '--desc', '--all');
  expect(open.split('\n')).toHaveLength(15);
  expect(open).toMatch(/^2026-0107 +Stichting Ziekenhuis Oosterlicht +2026-02-06 +EUR 28314\.00 +open/m);
  expect(open).toMatch(/^2026-0104 +Bouwbedrijf Van Leeuwen B\.V\. +2026-01-22 +EUR 1452\.00 +open/m);

  const list = JSON.parse(await ok('invoice', 'list', '--number', '2026-0101', '-o', 'json'));
  const id: string = list.data[0].id;
  expect(await ok('invoice', 'plan', id)).toMatch(/^planned +2026-01-\d\d \d\d:\d\d +pre-due +message +email/m);
  expect(await ok('invoice', 'timeline', id)).toMatch(
    /^2026-01-05 \d\d:\d\d +registered: EUR 145\.20 due 2026-01-19, policy \w+ +EUR 145\.20 +administrator$/m,
  );
  expect(field(await ok('invoice', 'pause', id, '--reason', 'asked for a copy'), 'status')).toBe('paused, asked for a copy');
  expect(field(await ok('invoice', 'resume', id), 'status')).toBe('open');
  await ok('invoice', 'skip', id, 'reminder', '--reason', 'spoke to her');
  await ok('invoice', 'postpone', id, 'notice', '--until', '2026-03-02');
  await ok('invoice', 'pay', id, '145.20', '--on', '2026-01-05');
  expect(field(await ok('invoice', 'get', id), 'status')).toBe('paid');

  const hold = field(await ok('debtor', 'hold', 'ext:D1003', '--reason', 'other', '--until', '2026-02-01'), 'id');
  expect(await ok('debtor', 'list', '--kind', 'company')).toMatch(/^Bouwbedrijf Van Leeuwen B\.V\. .* other +D1003 /m);
  if (hold.startsWith('hld_')) await ok('debtor', 'release', 'ext:D1003', hold);
  expect((await ok('events', 'tail', '--from-start', '-n', '5')).trimEnd().split('\n')).toHaveLength(5);
  await ok('clock', 'advance', clock, '--by', '45d');
});

it('creates a debtor and an invoice, reads policies, messages, tasks', async () => {
  const debtor = field(
    await ok('debtor', 'create', '--name', 'Smit', '--kind', 'company', '--email', 'a@example.org', '--external-id', 'S1'),
    'id',
  );
  const made = await ok('invoice', 'create', '--debtor', debtor, '--number', 'F1', '--issue-date', 'today', '--total', '125,50');
  expect(field(made, 'open')).toBe('EUR 125.50');
  await ok('invoice', 'create', '--debtor-name', 'Jansen', '--number', 'F2', '--issue-date', 'today', '--total', '5');
  const taken = await run('invoice', 'create', '--debtor', debtor, '--number', 'F1', '--issue-date', 'today', '--total', '1');
  expect([taken.code, taken.stderr]).toEqual([4, expect.stringContaining('number is taken')]);
  expect(await ok('policy', 'list')).toMatch(/^standaard +Standaard +1 +6$/m);
  expect(await ok('policy', 'get', 'standaard')).toMatch(/^reminder +message +dueDate \+5/m);
  await ok('message', 'list');
  await ok('task', 'list');
  await ok('invoice', 'close', field(made, 'id'), '--reason', 'settled');
  expect(await ok('invoice', 'list', '--status', 'closed')).toMatch(/^F1 /m);
});

it('shows the creditor of the key and sets what stands in his messages', async () => {
  expect(field(await ok('creditor', 'show'), 'name')).toBe('Van Dijk Installatie B.V.');
  const set = await ok('creditor', 'set', '--name', 'Van Dijk', '--address', 'Kade 2', '--address', '3011 AA Rotterdam', '--phone', '');
  expect([field(set, 'name'), field(set, 'iban'), field(set, 'phone')]).toEqual([
    'Van Dijk',
    'NL02ABNA0123456789',
    expect.not.stringContaining('+31'),
  ]);
  const shown = JSON.parse(await ok('creditor', 'show', '-o', 'json'));
  expect(shown).toMatchObject({ name: 'Van Dijk', addressLines: ['Kade 2', '3011 AA Rotterdam'], phone: null, kvk: '12345678' });
  expect(field(await ok('creditor', 'set', '--provider', 'letter=letter-simulated'), 'providers')).toContain('letter-simulated');
  const unknown = await run('creditor', 'set', '--provider', 'letter=pingen');
  expect([unknown.code, unknown.stderr]).toEqual([4, expect.stringContaining('There is: letter-simulated.')]);
  const foreign = await run('creditor', 'set', '--sender-address', 'klant@ing.example');
  expect([foreign.code, foreign.stderr]).toEqual([4, expect.stringContaining('creditor allow-sender')]);
  expect((await run('creditor', 'set')).code).toBe(2);
  expect((await run('creditor', 'set', '--iban', 'NL91ABNA0417164301')).code).toBe(2);
  const refused = await run('creditor', 'set', '--kvk', '123');
  expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('eight digits')]);
});

it('lints a policy from its file, and names what it misses', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maanwerk-lint-'));
  try {
    const document = { ...Object(policyToJson(standaard)) };
    writeFileSync(join(folder, 'good.json'), JSON.stringify(document));
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...document, steps: [{ key: 'x' }] }));
    expect((await run('policy', 'lint', join(folder, 'good.json'))).code).toBe(0);
    const bad = await run('policy', 'lint', join(folder, 'bad.json'));
    expect([bad.code, bad.stderr]).toEqual([4, expect.stringContaining('/steps/0/kind: is missing')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
