/** The whole API on a real database, for specs: started once a file, asked over HTTP. */
import type { Server } from 'node:http';
import request, { type Test } from 'supertest';
import { afterAll } from 'vitest';
import { issueApiKey, type KeyMode } from '#casebook/api-keys.js';
import { LiveClock } from '#casebook/clock.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import type { AppConfig } from '#config/app-config.js';
import { Database } from '#database/database.js';
import { createLog } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { accountUrl, createTestDatabase } from '#testing/test-database.js';
import { createApp } from '../create-app.js';
import { pepper, specConfig } from './spec-config.js';

/** The API's live clock stands still here, so that the days in the specs stay in its future whenever they are run. */
const specNow = Date.parse('2026-11-23T10:00:00Z');

/** A tenant with a key that may do everything. */
export interface TestTenant {
  readonly tenantId: string;
  readonly apiKey: string;
}

/** Asks the API in the name of a key. */
export interface Caller {
  readonly get: (path: string) => Test;
  readonly post: (path: string, body?: object) => Test;
  readonly patch: (path: string, body: object) => Test;
  /** Bytes of a content type. */
  readonly put: (path: string, bytes: Buffer, type: string) => Test;
  readonly remove: (path: string) => Test;
}

interface Parts {
  readonly server: Server;
  readonly database: Database;
  readonly owner: Database;
  readonly lines: readonly string[];
  readonly stopApp: () => Promise<void>;
}

/** The running API with its database. */
export class ApiUnderTest {
  readonly server: Server;
  readonly database: Database;
  readonly owner: Database;
  /** Every line that was logged. */
  readonly lines: readonly string[];

  private constructor(private readonly parts: Parts) {
    ({ server: this.server, database: this.database, owner: this.owner, lines: this.lines } = parts);
  }

  static async start(url: string, config: AppConfig = specConfig()): Promise<ApiUnderTest> {
    const login = accountUrl(url, 'api');
    const database = await Database.connect({ url: login, account: 'api', role: 'maanwerk_app', applicationName: 'api-spec' });
    const owner = await Database.connect({ url, role: 'owner', applicationName: 'api-spec-owner', poolSize: 2 });
    const lines: string[] = [];
    const log = createLog('api', 'debug', { write: (line: string) => void lines.push(line) });
    const live = new LiveClock(1, 0, () => specNow);
    const app = await createApp(config, { database, log, metrics: new Metrics('api'), live });
    const server: Server = await app.listen(0, '127.0.0.1');
    return new ApiUnderTest({ server, database, owner, lines, stopApp: () => app.close() });
  }

  /** Requests in the name of a key. */
  as(apiKey: string): Caller {
    const signed = (call: Test): Test => call.set('Authorization', `Bearer ${apiKey}`);
    const agent = request(this.server);
    return {
      get: (path) => signed(agent.get(path)),
      post: (path, body = {}) => signed(agent.post(path)).send(body),
      patch: (path, body) => signed(agent.patch(path)).send(body),
      put: (path, bytes, type) => signed(agent.put(path)).set('Content-Type', type).send(bytes),
      remove: (path) => signed(agent.delete(path)),
    };
  }

  /** A new tenant with the ready-made policies. */
  tenant(mode: KeyMode = 'test'): Promise<TestTenant> {
    const creditor = {
      name: 'Van Dijk Installatie B.V.',
      addressLines: ['Havenweg 12', '3011 AA Rotterdam'],
      iban: 'NL02ABNA0123456789',
      kvk: '12345678',
      email: 'facturen@vandijk.example.com',
      phone: '+31101234567',
    };
    return provisionTenant(this.owner, { name: creditor.name, mode, creditor, language: 'nl', pepper });
  }

  /** Another key of a tenant. */
  async key(tenantId: string, scopes: readonly string[]): Promise<string> {
    return (await this.owner.ofTenant(tenantId, (tx) => issueApiKey(tx, { name: 'spec', mode: 'test', scopes, pepper }))).key;
  }

  /** An administrator's key of a tenant by its name, with its id. */
  async namedKey(tenantId: string, name: string): Promise<{ readonly key: string; readonly id: string }> {
    const { key, id } = await this.owner.ofTenant(tenantId, (tx) => issueApiKey(tx, { name, mode: 'test', scopes: ['admin'], pepper }));
    return { key, id };
  }

  /** Rows of every table a request could have written to, over all tenants. */
  async rowCount(): Promise<number> {
    const tables = [
      'debtor',
      'debtor_hold',
      'invoice',
      'chase',
      'payment',
      'credit_note',
      'promise',
      'payment_plan',
      'dispute',
      'note',
      'step_override',
      'event',
      'outbox',
      'job',
      'test_clock',
      'idempotency_key',
    ];
    const counts = tables.map((table) => `(select count(*) from ${table})`).join(' + ');
    const row = await this.owner.ofSystem((tx) => tx.one<{ n: bigint }>(`select ${counts} as n`));
    return Number(row?.n ?? -1);
  }

  async stop(): Promise<void> {
    await this.parts.stopApp();
    await this.database.close();
    await this.owner.close();
  }
}

/** What a spec file begins with. */
export interface FileUnderTest extends Caller {
  readonly api: ApiUnderTest;
  readonly tenant: TestTenant;
}

/** The API on a database of this file's own, ended after its last test; a tenant, and requests in the name of its key. */
export async function apiForThisFile(): Promise<FileUnderTest> {
  const database = await createTestDatabase();
  const api = await ApiUnderTest.start(database.url);
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });
  const tenant = await api.tenant();
  return { api, tenant, ...api.as(tenant.apiKey) };
}
