/** A whole house for e2e and fault tests: every process of its own, free ports, all of it gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Env } from '#config/app-config.js';
import { Database } from '#database/database.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { type RunningTemporal, startTemporal } from '#embedded/temporal/start-temporal.js';
import { type House, startHouse } from '#house/house.js';
import type { PartName } from '#house/parts.js';

/** Longest a test waits for something that takes a second on a quiet machine. */
export const patienceMs = 60_000;
const lookEveryMs = 25;

/** Polls until the answer is there. @throws with what was awaited when patience runs out */
export async function eventually<T>(what: string, look: () => Promise<T | null | undefined | false>, withinMs = patienceMs): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const executions = z.object({ executions: z.array(z.object({ key: z.string().nullable() }).loose()) });

/** A running house with the shortcuts tests need. */
export class TestHouse {
  private readonly leftOvers: RunningTemporal[] = [];

  private constructor(
    readonly house: House,
    readonly owner: Database,
    private readonly stateDir: string,
  ) {}

  /** @param durability `full` for fault tests: what is committed is on the disk, as in production (fsync and synchronous commits) */
  static async start(settings: Env = {}, durability: 'full' | 'none' = 'none', parts?: readonly PartName[]): Promise<TestHouse> {
    const stateDir = mkdtempSync(join(tmpdir(), 'maanwerk-test-house-'));
    const quiet = { LOG_LEVEL: 'warn', MAANWERK_ENV: 'test' };
    const house = await startHouse({
      stateDir,
      log: () => undefined,
      ports: 'free',
      durability,
      headless: true,
      settings: { ...quiet, ...settings },
      ...(parts === undefined ? {} : { parts }),
    });
    const owner = await Database.connect({ url: house.databaseUrl, role: 'owner', applicationName: 'maanwerk-test', poolSize: 4 });
    return new TestHouse(house, owner, stateDir);
  }

  get tenantId(): string {
    return this.house.workspace.tenantId;
  }

  get simulatorUrl(): string {
    return `http://127.0.0.1:${this.house.env['SIMULATOR_PORT']}`;
  }

  /** One request to the API; POSTs get an Idempotency-Key of their own unless one is given. */
  async api(method: string, path: string, body?: unknown, key?: string): Promise<ApiAnswer> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${this.house.env['MAANWERK_API_KEY']}`,
      'content-type': 'application/json',
    };
    if (method === 'POST') headers['idempotency-key'] = key ?? uuidv7();
    const response = await fetch(this.house.apiUrl + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
  }

  /** The same, for requests that must succeed. */
  async ok(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.api(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Rows of this tenant. */
  rows<Row extends Record<string, unknown>>(sql: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    return this.owner.ofTenant(this.tenantId, (tx) => tx.query<Row>(sql, values));
  }

  /** Orders a fault from the simulator. */
  async script(script: unknown): Promise<void> {
    const response = await fetch(`${this.simulatorUrl}/_sim/scripts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(script),
    });
    if (response.status !== 201) throw new Error(`script refused: ${await response.text()}`);
  }

  /** What the outside world executed: one key per message that left. */
  async executedKeys(): Promise<string[]> {
    const response = await fetch(`${this.simulatorUrl}/_sim/ledger`);
    return executions.parse(await response.json()).executions.map((line) => line.key ?? 'no-key');
  }

  /** Publishes a policy as the next version of its key. */
  async publish(policy: Readonly<Record<string, unknown>> & { readonly key: string; readonly name: string }): Promise<void> {
    await this.rows(
      'insert into policy_version (id, tenant_id, key, version, name, body) select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5 from policy_version where tenant_id = $2 and key = $3',
      [uuidv7(), this.tenantId, policy.key, policy.name, JSON.stringify(policy)],
    );
  }

  /** Kills a part as the kernel would and starts it again. */
  async killAndRestart(name: PartName): Promise<void> {
    const part = this.house.part(name);
    if (part) process.kill(part.pid, 'SIGKILL');
    await part?.exited;
    await this.house.startPart(name);
  }

  /** Starts a Temporal that was stopped again, on its old data and address. */
  async restartTemporal(): Promise<void> {
    const port = Number(this.house.temporalAddress.split(':')[1]);
    const again = await startTemporal({ dataFile: join(this.stateDir, 'temporal', 'temporal.db'), port, uiPort: false });
    this.leftOvers.push(again);
    if (again.address !== this.house.temporalAddress)
      throw new Error(`Temporal came back at ${again.address}, not at ${this.house.temporalAddress}`);
  }

  async stop(): Promise<void> {
    await this.owner.close();
    await this.house.stop();
    for (const server of this.leftOvers) await server.stop();
    removeServerFiles(join(this.stateDir, 'postgres'));
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

/** One e-mail that is due at once, any day and hour, without caps: fault tests are about the sending, not about when. */
export const atOncePolicy = {
  key: 'at-once',
  name: 'At once',
  scope: 'invoice',
  timeZone: 'Europe/Amsterdam',
  calendar: 'none',
  runDays: 'daily',
  sendingWindows: { email: '00:00-24:00' },
  weekdays: { email: 'mon-sun' },
  jitterMinutes: 0,
  contactCap: { perDay: 10, perWeek: 50 },
  minimumDaysBetweenContacts: 0,
  merge: 'none',
  minimumOpenAmount: { EUR: 1 },
  graceDays: 0,
  catchUp: 'one-step',
  steps: [
    {
      key: 'reminder',
      kind: 'message',
      trigger: { anchor: 'dueDate', days: 0, align: 'none' },
      channels: ['email'],
      template: 'reminder',
      tone: 'friendly',
    },
  ],
};

let counter = 0;

/** The body of an invoice for a debtor of its own. */
export function anInvoice(over: Record<string, unknown> = {}): Record<string, unknown> {
  counter += 1;
  return {
    debtor: { name: `Debtor ${counter}`, kind: 'company', email: `debtor-${counter}@example.com` },
    number: `T-${process.pid}-${counter}`,
    issueDate: '2026-01-05',
    dueDate: '2026-01-19',
    total: { amount: 12_100, currency: 'EUR' },
    contract: { termBasis: 'agreed' },
    ...over,
  };
}
