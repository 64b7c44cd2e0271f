/** The whole product for the length of a bench: servers and processes of its own, a data folder that is removed, a caller with a key. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Env } from '#config/app-config.js';
import { Database } from '#database/database.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { temporalClient } from '#temporal/connection.js';
import { type House, startHouse } from '#house/house.js';
import type { PartName } from '#house/parts.js';
import type { MeasuringPoint } from '../temporal-lives.js';
import { HttpClient } from './http.js';
import { cpuMsOf } from './processes.js';

/** Requests under way at once in the closed measurements; the same for our API and for the raw client. */
export const concurrent = 50;
/** A relay that tells nothing for this long is stuck. */
const drainPatienceMs = 30_000;

/** How long a backlog may take, how long the house is watched, and which part of one processor counts as rest (it polls all the time). */
const restPatienceMs = 300_000;
const restLookMs = 3_000;
const idleShare = 0.25;

const createdShape = z.object({ id: z.string() });

/** A product that runs. */
export class Product {
  readonly client: Client;
  readonly http: HttpClient;

  private constructor(
    readonly house: House,
    readonly owner: Database,
    private readonly stateDir: string,
  ) {
    this.client = temporalClient({ address: house.temporalAddress, namespace: 'default' });
    this.http = new HttpClient(house.apiUrl, this.apiKey, concurrent);
  }

  /** Servers, simulator and API; the worker comes when a measurement wants it. The database syncs to disk as in production. */
  static async start(): Promise<Product> {
    const stateDir = mkdtempSync(join(tmpdir(), 'maanwerk-bench-'));
    const settings = { LOG_LEVEL: 'warn', MAANWERK_ENV: 'development' };
    const house = await startHouse({
      stateDir,
      log: () => undefined,
      ports: 'free',
      headless: true,
      parts: ['simulator', 'api'],
      settings,
    });
    const owner = await Database.connect({ url: house.databaseUrl, role: 'owner', applicationName: 'maanwerk-bench', poolSize: 2 });
    return new Product(house, owner, stateDir);
  }

  get tenantId(): string {
    return this.house.workspace.tenantId;
  }

  get apiKey(): string {
    return this.house.env['MAANWERK_API_KEY'] ?? '';
  }

  /** Where the figures of the server come from. @throws when the server is somebody else's */
  get measuringPoint(): MeasuringPoint {
    const { temporal, postgres } = this.house;
    if (!temporal || !postgres) throw new Error('the bench brings its own servers: unset DATABASE_URL and TEMPORAL_ADDRESS');
    return { client: this.client, metricsUrl: temporal.metricsUrl };
  }

  /** Pids by the name a table gives them. */
  get pids(): Record<string, number> {
    const { house } = this;
    const parts: PartName[] = ['api', 'worker', 'simulator'];
    const own = parts.flatMap((name) => {
      const part = house.part(name);
      return part ? [[name, part.pid] as const] : [];
    });
    const servers = { postgres: house.postgres?.pid, temporal: house.temporal?.pid };
    const known = Object.entries(servers).flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid] as const]));
    return Object.fromEntries([...own, ...known]);
  }

  /** Versions of what is not ours. */
  async versions(): Promise<string[]> {
    const [row] = await this.rows<{ server_version: string }>('show server_version');
    const { serverVersion } = await this.client.workflowService.getSystemInfo({});
    return [`postgres ${row?.server_version ?? 'unknown'}, fsync on`, `temporal dev server ${serverVersion ?? 'unknown'}, data in a file`];
  }

  /** Rows of the tenant. */
  rows<Row extends Record<string, unknown>>(sql: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    return this.owner.ofTenant(this.tenantId, (tx) => tx.query<Row>(sql, values));
  }

  /** Rewrites a table without what is gone from it. */
  async vacuum(table: string): Promise<void> {
    await this.owner.source.query(`vacuum (full, analyze) ${table}`);
  }

  /** Publishes a policy. @throws when it cannot be read: every create would fail later */
  async publish(policy: { key: string; name: string }): Promise<void> {
    const parsed = parsePolicy(policy);
    if (!('policy' in parsed)) throw new Error(`policy ${policy.key}: ${parsed.findings[0]?.detail}`);
    await this.rows('insert into policy_version (id, tenant_id, key, version, name, body) values ($1, $2, $3, 1, $4, $5)', [
      uuidv7(),
      this.tenantId,
      policy.key,
      policy.name,
      JSON.stringify(policy),
    ]);
  }

  /** Posts something that must be created. @returns its id */
  async create(path: string, body: string): Promise<string> {
    const { status, text } = await this.http.send({ method: 'POST', path, body, key: uuidv7() });
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${text.slice(0, 300)}`);
    return createdShape.parse(JSON.parse(text)).id;
  }

  /** Waits until everything that was committed is told to Temporal. @returns how many seconds that took */
  async drained(): Promise<number> {
    const since = Date.now();
    let left = Infinity;
    for (let moved = since; Date.now() - moved < drainPatienceMs; await pause(50)) {
      const [row] = await this.rows<{ left: number }>('select count(*)::int as left from outbox where done_at is null');
      if (row?.left === 0) return (Date.now() - since) / 1000;
      if (row && row.left !== left) moved = Date.now();
      left = row?.left ?? left;
    }
    throw new Error(`${left} outbox rows are left, and for ${drainPatienceMs} ms none went`);
  }

  /**
   * Waits until everything is told and what it set off is done: the chases of an earlier measurement take their first steps for a while
   * after the relay told of them, and a measurement that begins beside them measures them too.
   */
  async atRest(): Promise<void> {
    await this.drained();
    const busyMs = (): number => Object.values(this.pids).reduce((sum, pid) => sum + cpuMsOf(pid), 0);
    for (const end = Date.now() + restPatienceMs; Date.now() < end;) {
      const before = busyMs();
      await pause(restLookMs);
      if (busyMs() - before < restLookMs * idleShare) return;
    }
    throw new Error(`the house was still busy after ${restPatienceMs} ms`);
  }

  /** Takes back what Temporal was not told yet, so that it does not weigh on the next measurement. Those invoices simply never start. */
  async forgetBacklog(): Promise<void> {
    await this.rows('delete from outbox where done_at is null');
  }

  /** Starts parts again with other settings. */
  async restart(names: readonly PartName[], settings: Env = {}): Promise<void> {
    for (const name of names) {
      await this.house.part(name)?.stop();
      await this.house.startPart(name, settings);
    }
  }

  async stop(): Promise<void> {
    this.http.close();
    await this.owner.close();
    await this.client.connection.close();
    await this.house.stop();
    removeServerFiles(join(this.stateDir, 'postgres'));
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
