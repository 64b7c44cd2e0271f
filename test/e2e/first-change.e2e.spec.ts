/** A contributor's first change, a new step template, made in a copy of the project exactly as CONTRIBUTING.md tells it. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostEnvironment } from '#config/host.js';
import { projectRoot } from '#embedded/project.js';

const copy = mkdtempSync(join(tmpdir(), 'maanwerk-first-change-'));
const inCopy = (file: string): string => join(copy, file);

beforeAll(() => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: projectRoot, encoding: 'utf8' });
  for (const file of files.split('\n').filter((name) => /^(libs|scripts|vitest\.|tsconfig|package|CONTRIBUTING)/.test(name))) {
    mkdirSync(dirname(inCopy(file)), { recursive: true });
    cpSync(join(projectRoot, file), inCopy(file));
  }
  symlinkSync(join(projectRoot, 'node_modules'), inCopy('node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** One command of the page, run in the copy. @returns its exit code and what it said */
function run(command: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd: copy, env: { ...hostEnvironment(), CI: '' } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}

it('the recipe of a step template works word by word', async () => {
  const page = readFileSync(inCopy('CONTRIBUTING.md'), 'utf8');
  const recipe = page.slice(page.indexOf('**A step template.**'), page.indexOf('**A channel.**'));
  const edit = /add `([^`]+)` to `(\w+)` in `([^`]+)`/.exec(recipe);
  const [before, after] = [...recipe.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) =>
    [...block.matchAll(/^\$ (.*?)(?:\s+# (.*))?$/gm)].map(([, command = '', remark = '']) => ({ command, remark })),
  );
  expect([edit?.length, before?.length, after?.length]).toEqual([4, 3, 2]);
  const follow = async (steps: typeof before): Promise<void> => {
    for (const { command, remark } of steps ?? []) {
      const { code, output } = await run(command);
      expect(code === 0 ? 'green' : 'red', `${command}\n${output}`).toBe(remark.startsWith('red') ? 'red' : 'green');
    }
  };
  await follow(before);
  const [, line = '', list = '', file = ''] = edit ?? [];
  const source = readFileSync(inCopy(file), 'utf8');
  const start = source.search(new RegExp(`const ${list}\\b[^=]*= \\[\\n`));
  const end = source.indexOf('\n];', start);
  writeFileSync(inCopy(file), `${source.slice(0, end)}\n  ${line}${source.slice(end)}`);
  await follow(after);
  for (const language of ['nl', 'en'])
    expect(readFileSync(inCopy(`libs/templates/__golden__/${language}/second-reminder.urgent.email.txt`), 'utf8')).toMatch(/^Subject: /);
});
