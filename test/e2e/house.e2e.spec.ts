import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEnvFile } from '#config/cli-config.js';
import { isAlive, until } from '#embedded/processes.js';
import { projectRoot } from '#embedded/project.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { readHouse } from '../../apps/cli/dev/house-record.js';
import { PART_NAMES } from '../../apps/cli/dev/parts.js';

/** Five processes and a migration on a loaded two-core machine. */
const UP_DEADLINE_MS = 100_000;
/** What the issue allows for Ctrl-C. */
const STOP_DEADLINE_MS = 10_000;

class DevStart {
  output = '';
  readonly child: ChildProcess;

  constructor(readonly data: string) {
    this.child = spawn(process.execPath, [join(projectRoot, 'dist/apps/cli/main.js'), 'dev', '--data', data, '--free-ports']);
    const collect = (chunk: Buffer) => (this.output += chunk.toString());
    this.child.stdout?.on('data', collect);
    this.child.stderr?.on('data', collect);
  }

  async up(): Promise<void> {
    const outcome = await until(
      () => (this.output.includes('Everything runs') ? 'up' : this.child.exitCode === null ? undefined : 'ended'),
      UP_DEADLINE_MS,
    );
    expect(outcome, this.output).toBe('up');
  }

  /** Every pid that the block on the screen names. */
  pids(): number[] {
    return [...this.output.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
  }

  env(): Readonly<Record<string, string | undefined>> {
    return parseEnvFile(readFileSync(join(this.data, 'env'), 'utf8'));
  }
}

describe('maanwerk dev', () => {
  const data = mkdtempSync(join(tmpdir(), 'maanwerk-house-'));
  let dev: DevStart;

  beforeAll(async () => {
    dev = new DevStart(data);
    await dev.up();
  });

  afterAll(() => {
    if (dev.child.exitCode === null) dev.child.kill('SIGKILL');
    removeServerFiles(join(data, 'postgres'));
    rmSync(data, { recursive: true, force: true });
  });

  it('shows a living process for each part, the database and Temporal', () => {
    expect(dev.pids()).toHaveLength(5);
    expect(dev.pids().filter((pid) => !isAlive(pid))).toEqual([]);
  });

  it('writes an env file with a key that the API takes, for the owner only', async () => {
    const env = dev.env();
    expect(statSync(join(data, 'env')).mode & 0o077).toBe(0);
    const ask = (key: string) => fetch(`${env['MAANWERK_API_URL']}/v1/invoices`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask(env['MAANWERK_API_KEY'] ?? '')).status).toBe(200);
    expect((await ask('mw_test_wrong')).status).toBe(401);
    expect((await fetch(env['MAANWERK_MAILBOX_URL'] ?? '')).status).toBe(200);
  });

  it('refuses a second one on the same data', async () => {
    const second = new DevStart(data);
    const [code] = await once(second.child, 'close');
    expect(code).toBe(4);
    expect(second.output).toContain('already running');
  });

  it('reports a dead part and does not start it again', async () => {
    const worker = readHouse(data)?.parts.find(({ name }) => name === 'worker')?.pid ?? 0;
    process.kill(worker, 'SIGKILL');
    expect(await until(() => (dev.output.includes(`worker (pid ${worker}) ended: SIGKILL`) ? true : undefined), STOP_DEADLINE_MS)).toBe(
      true,
    );
    expect(readHouse(data)?.parts.map(({ name }) => name)).toEqual([...PART_NAMES]);
    expect(isAlive(worker)).toBe(false);
  });

  it('stops everything within ten seconds of Ctrl-C', async () => {
    const pids = dev.pids();
    const started = Date.now();
    dev.child.kill('SIGINT');
    const [code] = await once(dev.child, 'exit');
    expect(Date.now() - started).toBeLessThan(STOP_DEADLINE_MS);
    expect(code).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('comes back with the same database and key, also after its keeper was killed', async () => {
    const before = dev.env();
    dev = new DevStart(data);
    await dev.up();
    const left = dev.pids();
    dev.child.kill('SIGKILL');
    await once(dev.child, 'exit');
    expect(left.filter(isAlive)).toHaveLength(5);
    dev = new DevStart(data);
    await dev.up();
    expect(dev.output).toContain('taken over');
    expect(dev.env()).toMatchObject({ DATABASE_URL: before['DATABASE_URL'], MAANWERK_API_KEY: before['MAANWERK_API_KEY'] });
    dev.child.kill('SIGTERM');
    await once(dev.child, 'exit');
    expect([...left, ...dev.pids()].filter(isAlive)).toEqual([]);
  });
});
