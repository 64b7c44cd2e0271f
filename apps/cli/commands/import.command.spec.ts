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

const sentNames = (body: string): string[] => [...body.matchAll(/filename="([^"]+)"/g)].map(([, name = '']) => name);
const finding = { code: 'date-invalid', field: 'Invoice/DueDate', line: 7, detail: '"2026-02-30" is not a date', hint: 'Correct it.' };
const row = (name: string) =>
  name === 'bad.xml'
    ? { file: name, result: 'refused', number: null, invoice: null, findings: [finding] }
    : { file: name, result: 'created', number: 'F1', invoice: 'inv_1', findings: [] };
const done = (names: readonly string[], id: string | null = 'job_1') => ({
  object: 'job',
  id,
  status: 'done',
  done: names.length,
  total: names.length,
  error: null,
  result: { dryRun: id === null, counts: {}, rows: names.map(row) },
});

/** Imports what it gets; refuses a request that holds a PDF outright. */
const importer: FakeRoute = ({ url: asked, body }) => {
  const names = sentNames(body);
  if (names.includes('refused.pdf'))
    return { status: 415, body: { title: 'The upload cannot be read', code: 'unsupported-media-type', detail: 'a PDF' } };
  return { status: 202, body: done(names, asked.includes('dryRun=true') ? null : 'job_1') };
};
const posts = () => api.seen.filter(({ method }) => method === 'POST');

describe('import ubl', () => {
  test('files are sent as they are, in order, in one request', async () => {
    api.answer(importer);
    const { code, stdout, stderr } = await run(file('good.xml'), file('other.xml'), '--clock', 'clk_1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^good\.xml +F1 +created$/m);
    expect(stdout).toMatch(/^other\.xml +F1 +created$/m);
    expect(stderr).toContain('files 2/2');
    const [sent, ...more] = posts();
    expect(more).toEqual([]);
    expect(sent?.url).toBe('/v1/imports/ubl?testClock=clk_1');
    expect(sent?.headers['content-type']).toMatch(/^multipart\/form-data/);
    expect(sentNames(sent?.body ?? '')).toEqual(['good.xml', 'other.xml']);
    expect(sent?.body).toContain('<Invoice name="good.xml"/>');
  });

  test('many files go in batches, and the bar moves', async () => {
    api.answer(importer);
    const { code, stderr } = await run(...Array.from({ length: 225 }, () => file('good.xml')));
    expect(code).toBe(0);
    expect(posts().map(({ body }) => sentNames(body).length)).toEqual([100, 100, 25]);
    expect(new Set(posts().map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
    for (const step of ['files 100/225', 'files 200/225', 'files 225/225']) expect(stderr).toContain(step);
  });

  test('an import that is not finished is followed, and the bar moves with it', async () => {
    let looks = 0;
    api.answer(({ method }) => {
      if (method === 'POST') return { status: 202, body: { object: 'job', id: 'job_9', status: 'queued', done: 0, result: null } };
      const { status, at } = [
        { status: 'running', at: 1 },
        { status: 'running', at: 2 },
      ][looks++] ?? { status: 'done', at: 3 };
      const names = ['good.xml', 'other.xml', 'good.xml'];
      return { body: status === 'done' ? done(names, 'job_9') : { id: 'job_9', status, done: at, result: null } };
    });
    const { code, stdout, stderr } = await run(file('good.xml'), file('other.xml'), file('good.xml'));
    expect([code, looks]).toEqual([0, 3]);
    expect(stdout).toContain('created');
    for (const step of ['files 1/3', 'files 2/3', 'files 3/3']) expect(stderr).toContain(step);
  });

  test.each([
    ['cancelled', null, 'the import was stopped before it'],
    ['failed', 'an unexpected error', 'an unexpected error'],
  ])('an import that is %s shows what was written, and what was not', async (status, error, says) => {
    api.answer(() => ({ status: 202, body: { ...done(['good.xml'], 'job_9'), status, error } }));
    const { code, stdout } = await run(file('good.xml'), file('other.xml'));
    expect(code).toBe(3);
    expect(stdout).toMatch(/^good\.xml +F1 +created/m);
    expect(stdout).toMatch(/^other\.xml +failed/m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(says);
  });

  test('some did not go in: exit code 3, and the table says what and where', async () => {
    api.answer(importer);
    const { code, stdout, stderr } = await run(file('good.xml'), file('bad.xml'), file('refused.pdf'), file('missing.xml'));
    expect(code).toBe(3);
    expect(stdout).toContain('Invoice/DueDate: line 7: "2026-02-30" is not a date [date-invalid]');
    expect(stdout).toMatch(/refused\.pdf +failed +a PDF \[unsupported-media-type\]/);
    expect(stdout).toMatch(/missing\.xml +failed +.*no such file.*\[cannot-read\]/);
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['File', 'good.xml', 'bad.xml', 'refused.pdf', 'missing.xml', '']);
    expect(stderr).toContain('3 of 4 were not imported');
    expect(stderr).toContain('files 4/4, 3 errors');
  });

  test('none went in: exit code 4', async () => {
    api.answer(importer);
    expect((await run(file('bad.xml'))).code).toBe(4);
  });

  test('--dry-run asks for one and says so; -o json is the API’s own word on each request', async () => {
    api.answer(importer);
    const { code, stdout, stderr } = await run(file('good.xml'), '--dry-run', '-o', 'json');
    expect(code).toBe(0);
    expect(api.seen[0]?.url).toBe('/v1/imports/ubl?dryRun=true');
    expect(JSON.parse(stdout)).toEqual([done(['good.xml'], null)]);
    expect(stderr).toContain('nothing was stored');
  });

  test('--dry-run says what would be, never what was', async () => {
    api.answer(importer);
    const { code, stdout, stderr } = await run(file('good.xml'), file('bad.xml'), '--dry-run');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^good\.xml +F1 +would be created$/m);
    expect(stdout).toMatch(/^bad\.xml +would be refused /m);
    expect(stderr).toContain('1 of 2 would not be imported');
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
