/** A policy that is written out is checked: what would be said of it, and the exit code a script sees. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeApi } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
const folder = mkdtempSync(join(tmpdir(), 'maanwerk-lint-'));
const file = join(folder, 'strak.json');
let url = '';
beforeAll(async () => {
  url = await api.start();
  writeFileSync(file, JSON.stringify({ key: 'strak', steps: [] }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.close();
});
const answer = (publishable: boolean, findings: object[] = []) => ({ object: 'policyLint', key: 'strak', publishable, findings });
const finding = { pointer: '/steps', code: 'no-steps', severity: 'error', detail: 'A policy has at least one step.' };

test('what could be published is said to be taken, and that nothing was stored', async () => {
  api.answer(() => ({ body: answer(true) }));
  const { code, stderr } = await runCli(url, 'policy', 'lint', file);
  expect(code).toBe(0);
  expect(stderr).toContain('The policy strak would be taken; nothing was stored.');
  expect(api.seen.map((request) => `${request.method} ${request.url} ${request.body}`)).toEqual([
    'POST /v1/policies/strak/lint {"key":"strak","steps":[]}',
  ]);
});

test('what could not is exit code 4, with where and why', async () => {
  api.answer(() => ({ body: answer(false, [finding]) }));
  const { code, stdout, stderr } = await runCli(url, 'policy', 'lint', file, '--key', 'other');
  expect(code).toBe(4);
  expect(api.seen[0]?.url).toBe('/v1/policies/other/lint');
  expect(stdout).toMatch(/^\/steps +error +A policy has at least one step\. \[no-steps\]$/m);
  expect(stderr).toContain('The policy other would be refused');
});

test('-o json is the answer as it came', async () => {
  api.answer(() => ({ body: answer(false, [finding]) }));
  expect(JSON.parse((await runCli(url, 'policy', 'lint', file, '-o', 'json')).stdout)).toEqual(answer(false, [finding]));
});

test('a file without a key asks for one', async () => {
  const nameless = join(folder, 'nameless.json');
  writeFileSync(nameless, '{}');
  const { code, stderr } = await runCli(url, 'policy', 'lint', nameless);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--key')]);
});
