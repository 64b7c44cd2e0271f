import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { isAlive, until } from '#embedded/processes.js';
import { projectRoot } from '#embedded/project.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { readHouse } from '#house/house-record.js';
import { PART_NAMES } from '#house/parts.js';

/** Five processes and a migration on a loaded two-core machine. */
const UP_DEADLINE_MS = 100_000;
/** What the issue allows for Ctrl-C. */
const STOP_DEADLINE_MS = 10_000;

const program = join(projectRoot, 'dist/apps/cli/main.js');

class DevStart {
  output = '';
  readonly child: ChildProcess;

  constructor(
    readonly data: string,
    shell: Env = {},
  ) {
    const env = { ...hostEnvironment(), ...shell };
    this.child = spawn(process.execPath, [program, 'dev', '--data', data, '--free-ports'], { env });
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
    return parseEnv(readFileSync(join(this.data, 'env'), 'utf8'));
  }
}

/** Runs one command in a shell that read an env file. */
async function run(shell: Env, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...hostEnvironment(), ...shell } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, said };
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

  it('has Temporal at hand, on its own address, and hands on options that look like ours', async () => {
    const listed = await run(dev.env(), 'temporal', 'operator', 'namespace', 'describe', '-n', 'default', '-o', 'json');
    expect(listed).toMatchObject({ code: 0, said: expect.stringContaining('"name": "default"') });
    expect((await run(dev.env(), 'temporal', 'workflow', 'no-such-thing')).code).toBe(1);
    expect((await run(dev.env(), 'temporal', '--help')).said).toContain('temporal [command]');
  });

  it('says in `status` that all of it serves', async () => {
    expect(await run(dev.env(), 'status')).toMatchObject({ code: 0 });
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

  it('never takes a stranger on a port for its own', async () => {
    const port = Number(dev.env()['WORKER_METRICS_PORT']);
    const stranger = createServer((_request, response) => response.end('ok')).listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    try {
      const status = await run(dev.env(), 'status');
      expect(status.code).toBe(5);
      expect(status.said).toMatch(/worker .*no: another program has its port/);
      const again = await run(dev.env(), 'start', 'worker');
      expect(again).toMatchObject({ code: 1, said: expect.stringContaining(`port ${port} (WORKER_METRICS_PORT) is taken`) });
    } finally {
      stranger.closeAllConnections();
      stranger.close();
    }
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

  it('refuses a database of somebody else that does not answer, in words', async () => {
    const second = new DevStart(data, { ...dev.env(), DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/mine' });
    const [code] = await once(second.child, 'close');
    expect(code).toBe(5);
    expect(second.output).toContain('DATABASE_URL names a PostgreSQL that does not answer: postgres://me:***@127.0.0.1:1/mine');
    expect(second.output).not.toMatch(/bug|secret/);
  });

  it('starts again in a shell that knows the addresses of the house that was stopped', async () => {
    const shell = dev.env();
    expect(shell['DATABASE_URL']).toMatch(/^postgres/);
    dev = new DevStart(data, shell);
    await dev.up();
    for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'API_PORT', 'MAANWERK_API_KEY'])
      expect(dev.env()[name], name).toBe(shell[name]);
    expect(dev.pids()).toHaveLength(5);
    dev.child.kill('SIGINT');
    await once(dev.child, 'exit');
    expect((await run(shell, 'db', 'url')).said).toContain('postgres');
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
