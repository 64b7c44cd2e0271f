/** The process as it is started: headers, documents, a database that goes away, a stop with requests under way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '#config/app-config.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { Database } from '#database/database.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { servedRoutes } from './testing/served-routes.js';
import { asOftenAsTheyLike } from './testing/spec-config.js';
import { type RunningApi, startApi } from './start-api.js';

let database: TestDatabase;
let api: RunningApi;
const config = (url: string) =>
  loadConfig({ DATABASE_URL: url, API_PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'silent', ...asOftenAsTheyLike });
const get = (path: string, of: RunningApi = api) => fetch(`http://127.0.0.1:${of.port}${path}`);

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi(config(database.url));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

describe('every answer', () => {
  it.each(['/livez', '/readyz', '/openapi.json', '/problems/not-found', '/v1/invoices', '/nowhere', '/v1/invoices/%zz', '/docs'])(
    '%s has an id, is not cached without leave, and lets nothing load but our own',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
      expect(headers.get('cache-control')).toBe(path === '/openapi.json' ? 'public, max-age=300' : 'no-store');
    },
  );

  it('carries the id it was asked with, when that is harmless', async () => {
    const named = await fetch(`http://127.0.0.1:${api.port}/livez`, { headers: { 'X-Request-Id': 'order-4711' } });
    expect(named.headers.get('x-request-id')).toBe('order-4711');
    const bad = await fetch(`http://127.0.0.1:${api.port}/livez`, { headers: { 'X-Request-Id': 'a b"><script>' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^req_/);
  });
});

describe('documents', () => {
  it('document exactly the routes that are served', async () => {
    const document: unknown = await (await get('/openapi.json')).json();
    const paths = Object.entries(Object(Object(document).paths)).flatMap(([path, operations]) =>
      Object.keys(Object(operations)).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const table = (await servedRoutes()).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const sorted = (list: string[]): string[] => list.sort((a, b) => a.localeCompare(b));
    expect(sorted(paths)).toEqual(sorted(table));
    for (const route of table.filter((line) => line.startsWith('GET '))) {
      const answer = await get(route.slice(4).replaceAll(/\{\w+\}/g, 'x'));
      expect([200, 401, 404, 501], route).toContain(answer.status);
      if (answer.status === 404) expect(Object(await answer.json()).code, route).toBe('not-found');
    }
  });

  it('shows the Swagger page without the internet', async () => {
    const page = await (await get('/docs')).text();
    expect(page).toContain('swagger-ui');
    expect(page).not.toMatch(/(src|href)="https?:/);
    expect((await get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('explains every code', async () => {
    expect(await (await get('/problems/invoice-number-taken')).json()).toMatchObject({ status: 409, retryable: false });
    for (const code of ['nonsense', 'constructor', '__proto__']) expect((await get(`/problems/${code}`)).status).toBe(404);
  });

  it('serves metrics on their own port only', async () => {
    expect((await get('/metrics')).status).toBe(404);
    const metrics = await (await fetch(`http://127.0.0.1:${api.metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/maanwerk_http_request_seconds_count\{.*route="\/livez"/);
    expect((await fetch(`http://127.0.0.1:${api.metricsPort}/`)).status).toBe(404);
  });
});

/** Statements that wait for a lock. */
async function waiting(owner: Database): Promise<number> {
  const row = await owner.ofSystem((tx) =>
    tx.one<{ n: bigint }>(
      `select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'maanwerk-api'`,
    ),
  );
  return Number(row?.n);
}

const creditor = { name: 'Van Dijk', addressLines: [], iban: 'NL02ABNA0123456789', kvk: null, email: 'f@example.com', phone: null };
const tenantOrder = { name: 'Van Dijk', mode: 'test', creditor, language: 'nl' } as const;

describe('a stop', () => {
  it('lets what was accepted finish, takes no more, and ends within the grace', async () => {
    const settings = config(database.url);
    const other = await startApi(settings);
    const owner = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 2 });
    const { tenantId, apiKey } = await provisionTenant(owner, { ...tenantOrder, pepper: settings.MAANWERK_API_KEY_PEPPER.reveal() });
    const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', Connection: 'close' };
    const post = (path: string, body: object) =>
      fetch(`http://127.0.0.1:${other.port}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const debtor = Object(await (await post('/v1/debtors', { name: 'Jansen' })).json()).id;
    const lock = owner.source.createQueryRunner();
    await lock.connect();
    await lock.query('begin');
    await lock.query('select id from debtor where tenant_id = $1 for update', [tenantId]);
    const accepted = post(`/v1/debtors/${debtor}/holds`, { reason: 'illness' });
    await expect.poll(() => waiting(owner), { timeout: 5_000 }).toBe(1);
    const stopped = other.stop();
    await expect(get('/livez', other)).rejects.toThrow();
    await lock.query('commit');
    await lock.release();
    expect((await accepted).status).toBe(201);
    await stopped;
    await expect(fetch(`http://127.0.0.1:${other.metricsPort}/metrics`)).rejects.toThrow();
    await owner.close();
  });

  it('of the database makes the API say 503 and live on', async () => {
    const gone = await createTestDatabase();
    const other = await startApi(config(gone.url));
    await gone.drop();
    const ready = await get('/readyz', other);
    expect(ready.status).toBe(503);
    expect(ready.headers.get('retry-after')).toBe('2');
    expect(await ready.json()).toMatchObject({ code: 'unavailable', retryable: true });
    expect((await get('/livez', other)).status).toBe(200);
    await other.stop();
  });
});
