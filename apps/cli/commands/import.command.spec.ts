/** Files to the import: what is sent, what is shown, and the exit code a script sees. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeApi, type FakeRoute } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
const folder = mkdtempSync(join(tmpdir(), 'maanwerk-import-'));
const file = (name: string): string => join(folder, name);
let url = '';
beforeAll(async () => {
  url = await api.start();
  for (const name of ['good.xml', 'other.xml', 'bad.xml', 'refused.pdf']) writeFileSync(file(name), `<Invoice name="${name}"/>`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.close();
});
const run = (...args: string[]) => runCli(url, 'import', 'ubl', ...args);

const sentName = (body: string): string => /filename="([^"]+)"/.exec(body)?.[1] ?? '';
const done = (name: string) => ({
  object: 'import',
  id: `job_${name}`,
  status: 'done',
  rows:
    name === 'bad.xml'
      ? [
          {
            file: name,
            number: null,
            status: 'error',
            errors: [{ code: 'date-invalid', field: 'Invoice/DueDate', line: 7, detail: '"2026-02-30" is not a date' }],
          },
        ]
      : [{ file: name, number: 'F1', status: 'created', invoice: 'inv_1', warnings: [] }],
});

/** Accepts a file, is busy for one look, then done; refuses a PDF outright. */
function importer(): FakeRoute {
  const looks = new Map<string, number>();
  return ({ method, url: asked, body }) => {
    if (method === 'POST') {
      const name = sentName(body);
      if (name === 'refused.pdf')
        return { status: 415, body: { title: 'The upload cannot be read', code: 'unsupported-media-type', detail: 'a PDF' } };
      return { status: 202, body: { object: 'import', id: `job_${name}`, status: 'queued' } };
    }
    const name = asked.split('job_')[1] ?? '';
    looks.set(name, (looks.get(name) ?? 0) + 1);
    return { body: looks.get(name) === 1 ? { id: `job_${name}`, status: 'running' } : done(name) };
  };
}

describe('import ubl', () => {
  test('every file is sent as it is, and followed until it is in', async () => {
    api.answer(importer());
    const { code, stdout, stderr } = await run(file('good.xml'), file('other.xml'), '--clock', 'clk_1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^good\.xml +F1 +created$/m);
    expect(stdout).toMatch(/^other\.xml +F1 +created$/m);
    expect(stderr).toContain('files 2/2');
    const sent = api.seen.filter(({ method }) => method === 'POST');
    expect(new Set(sent.map((request) => request.url))).toEqual(new Set(['/v1/imports/ubl?testClock=clk_1']));
    expect(sent[0]?.headers['content-type']).toMatch(/^multipart\/form-data/);
    expect(sent.map(({ body }) => body).join()).toContain('<Invoice name="good.xml"/>');
    expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  test('some did not go in: exit code 3, and the table says what and where', async () => {
    api.answer(importer());
    const { code, stdout, stderr } = await run(file('good.xml'), file('bad.xml'), file('refused.pdf'), file('missing.xml'));
    expect(code).toBe(3);
    expect(stdout).toContain('Invoice/DueDate: line 7: "2026-02-30" is not a date [date-invalid]');
    expect(stdout).toMatch(/refused\.pdf +error +a PDF \[unsupported-media-type\]/);
    expect(stdout).toMatch(/missing\.xml +error +.*no such file.*\[cannot-read\]/);
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['File', 'good.xml', 'bad.xml', 'refused.pdf', 'missing.xml', '']);
    expect(stderr).toContain('3 of 4 were not imported');
    expect(stderr).toContain('files 4/4, 3 errors');
  });

  test('none went in: exit code 4', async () => {
    api.answer(importer());
    expect((await run(file('bad.xml'))).code).toBe(4);
  });

  test('--dry-run asks for one and says so; -o json is the API’s own word on each file', async () => {
    api.answer(importer());
    const { code, stdout, stderr } = await run(file('good.xml'), '--dry-run', '-o', 'json');
    expect(code).toBe(0);
    expect(api.seen[0]?.url).toBe('/v1/imports/ubl?dryRun=true');
    expect(JSON.parse(stdout)).toEqual([{ file: 'good.xml', job: done('good.xml') }]);
    expect(stderr).toContain('nothing was stored');
  });

  test('an API that is away ends it at once', async () => {
    expect((await runCli('http://127.0.0.1:1', 'import', 'ubl', file('good.xml'))).code).toBe(5);
  });

  test('a key that may not import ends it with the problem', async () => {
    api.answer(() => ({ status: 403, body: { title: 'The API key may not do this', code: 'scope-missing' } }));
    const { code, stderr } = await run(file('good.xml'), file('other.xml'));
    expect(code).toBe(4);
    expect(stderr).toContain('The API key may not do this');
  });
});
