/** Real processes: a keeper that starts one, as bench, demo, dev and the test houses do, and comes to an end nobody planned. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isAlive, stopProcess, until } from './processes.js';

const folder = mkdtempSync(join(tmpdir(), 'maanwerk-end-with-us-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const waitMs = 20_000;
const hook = new URL('../../scripts/typescript-threads.mjs', import.meta.url).href;
const launcher = new URL('./spawn-process.js', import.meta.url).href;
const servant = `process.on('SIGTERM', () => setTimeout(() => process.exit(0), 50)); setInterval(() => {}, 1000)`;

/** A program that keeps a servant, says its pid, and then does something. */
async function keeper(then: string): Promise<{ readonly child: ChildProcess; readonly servantPid: number }> {
  const program = `
    import { spawnProcess } from ${JSON.stringify(launcher)};
    const { pid } = await spawnProcess({ name: 'servant', command: process.execPath, args: ['-e', ${JSON.stringify(servant)}],
      logFile: ${JSON.stringify(join(folder, 'servant.log'))} });
    process.stdout.write(pid + '\\n');
    const awake = setInterval(() => {}, 1000);
    ${then}`;
  const child = spawn(process.execPath, ['--conditions=source', '--import', hook, '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [text] = await once(child.stdout, 'data');
  return { child, servantPid: Number(String(text)) };
}

const gone = (pid: number) => until(() => (isAlive(pid) ? undefined : true), waitMs);

describe('what a program started ends', () => {
  it.each([
    ['with an error that nobody caught', `setTimeout(() => { throw new Error('broken') }, 20);`, 1],
    ['when it says that it ends', 'setTimeout(() => process.exit(3), 20);', 3],
    ['when nothing is left to do', 'setTimeout(() => clearInterval(awake), 20);', 0],
  ])('%s', async (_how, then, code) => {
    const { child, servantPid } = await keeper(then);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(code);
    expect(await gone(servantPid)).toBe(true);
  });

  it('when the reader of its output has seen enough', async () => {
    const { child, servantPid } = await keeper(`setInterval(() => process.stdout.write('a line\\n'), 20);`);
    child.stdout?.destroy();
    if (child.exitCode === null) await once(child, 'exit');
    expect(await gone(servantPid)).toBe(true);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('when %s ends it, which still ends it by that signal', async (signal) => {
    const { child, servantPid } = await keeper('');
    child.kill(signal);
    await once(child, 'exit');
    expect(child.signalCode).toBe(signal);
    expect(await gone(servantPid)).toBe(true);
  });
});

it('is left to a program that listens to the signal and stops in order', async () => {
  const { child, servantPid } = await keeper(`process.once('SIGTERM', () => process.stdout.write('in order\\n'));`);
  child.kill('SIGTERM');
  const [text] = child.stdout === null ? [''] : await once(child.stdout, 'data');
  expect(String(text)).toBe('in order\n');
  expect(isAlive(servantPid)).toBe(true);
  await stopProcess(child.pid ?? 0, { steps: [{ signal: 'SIGTERM', graceMs: waitMs }] });
  expect(await gone(servantPid)).toBe(true);
});
