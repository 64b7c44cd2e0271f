import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withFileLock } from './file-lock.js';
import { LaunchFailed } from './missing-tool.js';
import { freePort, isPortFree, launchOnFreePorts, preferredPort } from './ports.js';
import { commandLine, isAlive, stopProcess, until } from './processes.js';
import { spawnProcess } from './spawn-process.js';

const folder = mkdtempSync(join(tmpdir(), 'maanwerk-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WAIT_MS = 10_000;

async function nodeThat(program: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', `${program}; process.stdout.write('up'); setInterval(() => {}, 1000)`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

describe('stopProcess', () => {
  it('is content with SIGTERM', async () => {
    const pid = await nodeThat('');
    expect(commandLine(pid)).toContain('setInterval');
    expect(await stopProcess(pid, { steps: [{ signal: 'SIGTERM', graceMs: WAIT_MS }] })).toBe('SIGTERM');
    expect(isAlive(pid)).toBe(false);
    expect(await stopProcess(pid, { steps: [] })).toBe('was gone');
  });

  it('kills what does not listen', async () => {
    const pid = await nodeThat("process.on('SIGTERM', () => {})");
    expect(await stopProcess(pid, { steps: [{ signal: 'SIGTERM', graceMs: 100 }] })).toBe('SIGKILL');
    expect(isAlive(pid)).toBe(false);
  });
});

describe('spawnProcess', () => {
  const node = (program: string) => ({
    name: 'probe',
    command: process.execPath,
    args: ['-e', program],
    logFile: join(folder, 'probe.log'),
  });

  it('is ready when its probe says so, reports its end and stops its whole group', async () => {
    const ready = join(folder, 'ready');
    const program = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      require('node:fs').writeFileSync(${JSON.stringify(ready)}, String(child.pid)); setInterval(() => {}, 1000)`;
    const written = () => existsSync(ready) && readFileSync(ready, 'utf8') !== '';
    const spawned = await spawnProcess({ ...node(program), ready: { probe: written, deadlineMs: WAIT_MS } });
    const grandchild = Number(readFileSync(ready, 'utf8'));
    await spawned.stop();
    expect(await spawned.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(await until(() => (isAlive(grandchild) ? undefined : true), WAIT_MS)).toBe(true);
  });

  it('shows the end of the log of a process that ends too early', async () => {
    const program = "console.error('the port is taken'); process.exit(3)";
    const failure = await spawnProcess({ ...node(program), ready: { probe: () => false, deadlineMs: WAIT_MS } }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(LaunchFailed);
    expect(String(failure)).toContain('the port is taken');
  });

  it('ends a process that is never ready', async () => {
    const failure = await spawnProcess({ ...node('setInterval(() => {}, 1000)'), ready: { probe: () => false, deadlineMs: 300 } }).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).toContain('was not ready within 0.3 s');
  });

  it('says so when the program does not exist', async () => {
    await expect(spawnProcess({ ...node(''), command: join(folder, 'nothing') })).rejects.toThrow('could not be started');
  });
});

describe('ports', () => {
  it('takes the wanted one when it is free, else another', async () => {
    const port = await freePort();
    expect(await preferredPort(port)).toBe(port);
    const { createServer } = await import('node:net');
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isPortFree(port)).toBe(false);
    expect(await preferredPort(port)).not.toBe(port);
    server.close();
  });
});

describe('a launch that lost its port', () => {
  const lost = new LaunchFailed('Temporal ended before it was ready', 'listen tcp 127.0.0.1:34325: bind: address already in use');
  const failing = (failures: readonly Error[]) => {
    const left = [...failures];
    let launches = 0;
    return {
      launch: async () => {
        launches += 1;
        const failure = left.shift();
        if (failure) throw failure;
        return launches;
      },
      count: () => launches,
    };
  };

  it('is tried again on other ports, three times at most', async () => {
    expect(await launchOnFreePorts(failing([lost, lost]).launch)).toBe(3);
    const never = failing([lost, lost, lost, lost]);
    await expect(launchOnFreePorts(never.launch)).rejects.toBe(lost);
    expect(never.count()).toBe(3);
  });

  it('is not tried again for any other reason', async () => {
    const broken = failing([new LaunchFailed('Temporal ended before it was ready', 'the file is no database')]);
    await expect(launchOnFreePorts(broken.launch)).rejects.toThrow('no database');
    expect(broken.count()).toBe(1);
  });
});

describe('withFileLock', () => {
  it('lets one in at a time', async () => {
    const lock = join(folder, 'one.lock');
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
    };
    await Promise.all([withFileLock(lock, work('a')), withFileLock(lock, work('b'))]);
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(existsSync(lock)).toBe(false);
  });

  it('does not wait for a holder that was killed', async () => {
    const lock = join(folder, 'dead.lock');
    const pid = await nodeThat('');
    await stopProcess(pid, { steps: [] });
    writeFileSync(lock, String(pid));
    expect(await withFileLock(lock, () => Promise.resolve('mine'))).toBe('mine');
  });
});
