/** API and worker that were started before what they need: they wait, say so, and end when it does not come. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { type RunningPostgres, startPostgres } from '#embedded/postgres/start-postgres.js';
import { type RunningTemporal, startTemporal } from '#embedded/temporal/start-temporal.js';
import { type House, startHouse } from '#house/house.js';
import { healthOf, nodeArgs, type PartName, programOf } from '#house/parts.js';
import { eventually } from '../support/test-house.js';

const folder = mkdtempSync(join(tmpdir(), 'maanwerk-late-'));
let house: House;
let postgres: RunningPostgres | undefined;
let temporal: RunningTemporal | undefined;
const started: Part[] = [];

class Part {
  said = '';
  readonly child: ChildProcess;
  /** Exit code and signal, once it has ended and said its last. */
  readonly ended: Promise<unknown[]>;

  constructor(
    readonly name: PartName,
    settings: Env = {},
  ) {
    const env = { ...hostEnvironment(), ...house.env, ...settings };
    this.child = spawn(process.execPath, [...nodeArgs, programOf(name)], { env });
    this.ended = once(this.child, 'close');
    const collect = (chunk: Buffer) => (this.said += chunk.toString());
    this.child.stdout?.on('data', collect);
    this.child.stderr?.on('data', collect);
    started.push(this);
  }

  says(line: string): Promise<true> {
    return eventually(`${this.name} says "${line}"`, async () => this.said.includes(line) || null);
  }

  serves(): Promise<true> {
    return eventually(`${this.name} serves`, async () => (await healthOf(this.name, house.env)) === 'serving');
  }
}

// A house that ran once: its database is migrated, and its addresses are known while nothing listens there.
beforeAll(async () => {
  const log = () => undefined;
  house = await startHouse({ stateDir: folder, log, ports: 'free', durability: 'none', headless: true, parts: [] });
  await house.stop();
});
afterAll(async () => {
  for (const { child } of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await postgres?.stop();
  await temporal?.stop();
  removeServerFiles(join(folder, 'postgres'));
  rmSync(folder, { recursive: true, force: true });
});

describe('API and worker without their ground', () => {
  it('end when it does not come in time, and say what was missing', async () => {
    const parts = [new Part('api', { START_WAIT_MS: '1500' }), new Part('worker', { START_WAIT_MS: '1500' })];
    for (const { ended } of parts) expect(await ended).toEqual([1, null]);
    for (const { said } of parts) {
      expect(said).toContain('waiting for PostgreSQL');
      expect(said).toMatch(/cannot start: PostgreSQL did not answer within 2 s \(START_WAIT_MS\): ECONNREFUSED/);
    }
  });

  it('wait for PostgreSQL, then for Temporal, and serve', async () => {
    const api = new Part('api');
    const worker = new Part('worker');
    await Promise.all([api.says('waiting for PostgreSQL'), worker.says('waiting for PostgreSQL')]);
    expect(await healthOf('worker', house.env)).toBe('not-ready');
    postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durability: 'none' });
    expect(postgres.url).toBe(house.env['DATABASE_URL']);
    await api.serves();
    await worker.says('waiting for Temporal');
    expect(await healthOf('worker', house.env)).toBe('not-ready');
    const port = Number(house.temporalAddress.split(':')[1]);
    temporal = await startTemporal({ dataFile: join(folder, 'temporal', 'temporal.db'), port, uiPort: false });
    expect(temporal.address).toBe(house.env['TEMPORAL_ADDRESS']);
    await worker.serves();
    expect(worker.said).toContain('Temporal answers');
  });

  it('do not wait for a database that refuses their password', async () => {
    const url = new URL(house.env['DATABASE_API_URL'] ?? '');
    url.password = 'wrong';
    const part = new Part('api', { DATABASE_API_URL: url.href, API_PORT: '0', METRICS_PORT: '0' });
    expect(await part.ended).toEqual([1, null]);
    expect(part.said).toContain('PostgreSQL refuses us: 28P01');
  });
});
