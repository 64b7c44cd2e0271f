/** Who may do what: every route, every missing scope, every other tenant. Generated from the route table, so a new route is in it. */
import request, { type Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { smallPdf } from '#testing/small-pdf.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { seedTenant } from '../testing/seed-tenant.js';
import { servedRoutes } from '../testing/served-routes.js';
import { generateApiKey } from '#casebook/api-keys.js';
import { pepper } from '../testing/spec-config.js';
import { allows, scopes } from './api-keys/scopes.js';
import type { Route } from './route-table.js';

const routes = await servedRoutes();
const guarded = routes.filter(({ operation }) => typeof operation.scope === 'string');

const { api, tenant } = await apiForThisFile();
const ids = await seedTenant(api, tenant);

const scopeOf = ({ operation }: Route): string => (typeof operation.scope === 'string' ? operation.scope : 'none');

/** The path with ids that exist for the first tenant. */
function pathOf(route: Route): string {
  const noun = route.path.split('/')[2] ?? '';
  const own: Readonly<Record<string, string>> = {
    key: { policies: 'standaard', texts: 'nl.reminder' }[noun] ?? 'reminder',
    version: '1',
    code: 'not-found',
    holdId: ids.hold,
  };
  return route.path.replaceAll(/:(\w+)/g, (_all, name: string) => own[name] ?? ids.byNoun[noun] ?? ids.invoice);
}

const send = (route: Route, key: string | null) => {
  const path = pathOf(route);
  const agent = request(api.server);
  const calls = {
    GET: agent.get(path),
    POST: agent.post(path),
    PATCH: agent.patch(path),
    DELETE: agent.delete(path),
    PUT: agent.put(path),
  };
  const call = calls[route.method];
  return key === null ? call : call.set('Authorization', `Bearer ${key}`);
};

describe('every guarded route', () => {
  it('is most of them, and the public ones are the known few', () => {
    expect(guarded.length).toBeGreaterThan(60);
    const open = routes.filter(({ operation }) => typeof operation.scope !== 'string').map(({ path }) => path);
    expect(open.sort()).toEqual(['/hooks/resend', '/livez', '/openapi.json', '/pay/:token', '/problems/:code', '/readyz']);
  });

  it('refuses a call without a key, with a wrong one, with one that does not exist', async () => {
    for (const route of guarded) {
      expect((await send(route, null)).body, route.path).toMatchObject({ status: 401, code: 'api-key-missing' });
      expect((await send(route, 'mw_test_nonsense')).body, route.path).toMatchObject({ status: 401, code: 'api-key-invalid' });
    }
    const unknown = await request(api.server)
      .get('/v1/invoices')
      .set('Authorization', `Bearer ${generateApiKey('test', pepper)}`);
    expect(unknown.body).toMatchObject({ status: 401, code: 'api-key-invalid' });
  });

  it('refuses a key that has every scope but its own, names the scope, and changes nothing', async () => {
    const rows = await api.rowCount();
    const keys = new Map<string, string>();
    for (const scope of scopes) {
      const others = scopes.filter((other) => other !== scope && other !== 'admin');
      keys.set(scope, await api.key(tenant.tenantId, others));
    }
    for (const route of guarded) {
      const scope = scopeOf(route);
      const also = route.operation.alsoScopes ?? [];
      const others = scopes.filter((other) => other !== scope && !also.includes(other) && other !== 'admin');
      const key = also.length > 0 ? await api.key(tenant.tenantId, others) : keys.get(scope);
      const answer = await send(route, key ?? '');
      expect(answer.body, `${route.method} ${route.path}`).toMatchObject({ status: 403, code: 'scope-missing', requiredScope: scope });
    }
    expect(await api.rowCount()).toBe(rows);
  });

  it('lets its own scope in', async () => {
    for (const route of guarded.filter(({ method, operation }) => method === 'GET' && !operation.notYet)) {
      const key = await api.key(tenant.tenantId, [scopeOf(route)]);
      expect((await send(route, key)).status, route.path).toBe(200);
    }
  });
});

describe('another tenant', () => {
  it('finds nothing of ours: the same 404 as for an id that never was, by every route with an id', async () => {
    const other = await api.tenant();
    const rows = await api.rowCount();
    // A key is no id: everybody may word a text of the house, and has versions of his own.
    const about = guarded.filter(
      ({ path, operation }) =>
        path.includes(':') && !path.startsWith('/v1/policies') && path !== '/v1/texts/:key/versions' && !operation.notYet,
    );
    expect(about.length).toBeGreaterThan(30);
    for (const route of about) {
      const answer = await withBody(send(route, other.apiKey), route).set('If-Match', '"v1"');
      expect([404], `${route.method} ${route.path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
      expect(answer.body.code).toBe('not-found');
    }
    expect(await api.rowCount()).toBe(rows);
  });

  it('sees none of it in any list', async () => {
    const other = await api.tenant();
    const lists = guarded.filter(({ operation: { id, notYet } }) => id.startsWith('list') && !notYet);
    const kept = lists.map(({ path }) => path).filter((path) => path !== '/v1/policies' && !path.startsWith('/v1/texts'));
    expect(kept.length).toBeGreaterThanOrEqual(12);
    for (const path of kept) {
      expect((await api.as(tenant.apiKey).get(path).expect(200)).body.data, path).not.toEqual([]);
      const answer = await api.as(other.apiKey).get(path).expect(200);
      expect(answer.body.data, path).toEqual([]);
    }
  });
});

describe('a live key', () => {
  it('finds no test clocks', async () => {
    const live = await api.tenant('live');
    const answer = await api.as(live.apiKey).get('/v1/test-clocks').expect(404);
    expect(answer.body.code).toBe('route-not-found');
  });
});

describe('allows', () => {
  it('knows noun wildcards and admin, and nothing else opens a route', () => {
    expect(allows(['debtors:*'], 'debtors:write')).toBe(true);
    expect(allows(['admin'], 'clocks:write')).toBe(true);
    expect(allows(['debtors:*', 'invoices:read'], 'invoices:write')).toBe(false);
    expect(allows(['*', ':*', ''], 'invoices:read')).toBe(false);
    expect(allows(['debtors:*'], 'admin')).toBe(false);
  });
});

/** A body that is right in form, so that only the id can be what is refused. */
const withBody = (call: Test, route: Route): Test =>
  route.operation.bytes ? call.set('Content-Type', route.operation.bytes.type).send(smallPdf()) : call.send(bodyFor(route));

function bodyFor(route: Route): object {
  const bodies: Readonly<Record<string, object>> = {
    createHold: { reason: 'illness' },
    changeDebtor: { name: 'Somebody Else' },
    changeInvoice: { dueDate: '2026-12-31' },
    pauseChase: { reason: 'test' },
    writeOffInvoice: { reason: 'test' },
    closeInvoice: { reason: 'test' },
    postponeStep: { until: '2030-01-01' },
    recordPayment: { amount: { amount: 1, currency: 'EUR' }, paidOn: '2026-11-01' },
    recordCreditNote: { number: 'C1', amount: { amount: 1, currency: 'EUR' }, issuedOn: '2026-11-01' },
    makePromise: { date: '2030-01-01' },
    raiseDispute: { reason: 'test' },
    addNote: { text: 'test' },
    resolveDispute: { outcome: 'rejected' },
    recordTaskOutcome: { code: 'no-answer' },
    resolveMessage: { arrived: true },
    recordNoticePosting: { on: '2026-11-25' },
    returnNotice: { on: '2026-11-25', reason: 'moved' },
    proveNoticeReceipt: { on: '2026-11-25', proof: 'signature' },
    advanceTestClock: { by: 'P1D' },
  };
  return bodies[route.operation.id] ?? {};
}
