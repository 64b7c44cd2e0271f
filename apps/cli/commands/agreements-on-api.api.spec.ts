/** What is agreed and corrected on the command line, against the real API: it takes what is sent, and the lists show it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest } from '../../api/testing/api-under-test.js';
import { runCliWith } from '../testing/run-cli.js';

let database: TestDatabase;
let api: ApiUnderTest;
let target: { baseUrl: string; key: string };
const run = (line: string) => runCliWith(target, line.split(' '));
const ok = async (line: string): Promise<string> => {
  const { code, stdout, stderr } = await run(line);
  expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout;
};
const statusOf = async (number: string): Promise<unknown> => JSON.parse(await ok(`invoice get ${number} -o json`)).status;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
  const address = api.server.address();
  if (address === null || typeof address === 'string') throw new Error('the API has no port');
  target = { baseUrl: `http://127.0.0.1:${address.port}`, key: (await api.tenant()).apiKey };
  await ok('clock create --at 2026-02-05 --name spec');
  const clock: string = JSON.parse(await ok('clock list -o json')).data[0].id;
  await ok(`debtor create --name Smit --kind company --email a@example.org --external-id S1 --clock ${clock}`);
  for (const number of ['F1', 'F2', 'F3'])
    await ok(`invoice create --debtor ext:S1 --number ${number} --issue-date 2026-01-05 --due-date 2026-02-04 --total 100`);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

it('contests an invoice by its number and settles it', async () => {
  await ok('invoice dispute F1 --reason damaged --amount 40');
  expect(await ok('dispute list --invoice F1')).toMatch(/damaged +EUR 40\.00 +open/);
  expect(await ok('invoice list --disputed')).toMatch(/^F1 /m);
  await ok('invoice resolve-dispute F1 --outcome partly --credit 30');
  expect(await ok('dispute list --invoice F1')).toMatch(/damaged +EUR 40\.00 +partly/);
  const again = await run('invoice resolve-dispute F1 --outcome rejected');
  expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('There is no open dispute of invoice F1')]);
});

it('promises, takes it back, pays, and takes the payment back', async () => {
  await ok('invoice promise F2 --on 2026-02-13 --no-confirm');
  expect(await statusOf('F2')).toBe('promised');
  await ok('invoice withdraw-promise F2');
  expect(await ok('promise list --invoice F2')).toMatch(/^2026-02-13 .* withdrawn /m);
  expect((await run('invoice withdraw-promise F2')).code).toBe(4);
  await ok('invoice pay F2 100 --on 2026-02-05');
  expect(await statusOf('F2')).toBe('paid');
  await ok('invoice reverse F2 --on 2026-02-05 --reason storno');
  expect(await statusOf('F2')).toBe('open');
  expect(await ok('payment list --invoice F2')).toMatch(/^2026-02-05 +EUR 100\.00 +reversed /m);
});

it('agrees a payment plan over two invoices, shows and cancels it', async () => {
  const made = await ok('plan create F1 F2 --count 2 --first 2026-03-01 --no-confirm');
  expect(made).toMatch(/^1 +2026-03-01 +EUR 85\.00/m);
  expect(await statusOf('F1')).toBe('payment-plan');
  expect(await ok('plan show F2')).toMatch(/^2 +2026-04-01 +EUR 85\.00/m);
  await ok('plan cancel F1');
  expect(await ok('plan list --invoice F1')).toMatch(/ cancelled +2 /);
  expect(await statusOf('F1')).toBe('open');
});

it('changes debtor and invoice, holds, credits and writes off', async () => {
  await ok('debtor change ext:S1 --street Kade --house-number 2 --postcode 3011AA --city Rotterdam --refused sms');
  expect(JSON.parse(await ok('debtor get ext:S1 -o json'))).toMatchObject({ address: { city: 'Rotterdam' }, refusedChannels: ['sms'] });
  await ok('invoice change F3 --due-date 2026-03-01 --term-basis agreed');
  expect(JSON.parse(await ok('invoice get F3 -o json')).dueDate).toBe('2026-03-01');
  await ok('debtor hold ext:S1 --reason illness');
  expect(await ok('hold list --debtor ext:S1')).toMatch(/illness +standing/);
  await ok('invoice credit-note F3 25 --number C1 --issued-on 2026-02-05');
  await ok('invoice write-off F3 --reason small');
  expect(await statusOf('F3')).toBe('written-off');
  expect((await run('handover list')).stderr).toContain('No handovers.');
});
