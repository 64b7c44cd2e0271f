/** How often a key and an address may ask, over HTTP. */
import request from 'supertest';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#testing/test-database.js';
import { ApiUnderTest } from '../../testing/api-under-test.js';
import { specConfig } from '../../testing/spec-config.js';

const database = await createTestDatabase();
const limited = (over: Record<string, string>) =>
  ApiUnderTest.start(database.url, specConfig({ RATE_KEY_BURST: '5', RATE_KEY_SUSTAINED: '8', RATE_ANONYMOUS: '4', ...over }));
const plain = await limited({});
const proxied = await limited({ HTTP_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
afterAll(async () => {
  await plain.stop();
  await proxied.stop();
  await database.drop();
});

const statuses = async (times: number, ask: () => request.Test): Promise<number[]> => {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await ask()).status);
  return found;
};
const list = (api: ApiUnderTest, key: string) => request(api.server).get('/v1/invoices').set('Authorization', `Bearer ${key}`);

describe('a key', () => {
  it('asks as often as it may, then gets 429 that says when, while another key is untouched', async () => {
    const tenant = await plain.tenant();
    const first = await list(plain, tenant.apiKey).expect(200);
    expect(first.headers['ratelimit-policy']).toBe('"burst";q=5;w=10, "sustained";q=8;w=600');
    expect(first.headers['ratelimit']).toMatch(/^"burst";r=4;t=10, "sustained";r=7;t=600$/);
    expect(await statuses(5, () => list(plain, tenant.apiKey))).toEqual([200, 200, 200, 200, 429]);
    const refused = await list(plain, tenant.apiKey);
    expect(refused.body).toMatchObject({
      status: 429,
      code: 'too-many-requests',
      retryable: true,
      detail: 'This API key may ask 5 times in 10 seconds.',
    });
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(10);
    expect(refused.headers['ratelimit']).toContain('"burst";r=0');
    await list(plain, await plain.key(tenant.tenantId, ['invoices:read'])).expect(200);
    await list(plain, (await plain.tenant()).apiKey).expect(200);
  });

  it('is refused before its body is read and before anything is stored', async () => {
    const tenant = await plain.tenant();
    await statuses(5, () => list(plain, tenant.apiKey));
    const rows = await plain.rowCount();
    expect((await plain.as(tenant.apiKey).post('/v1/debtors', { name: 'Smit' })).status).toBe(429);
    expect((await plain.as(tenant.apiKey).post('/v1/debtors', { nonsense: 'x'.repeat(300_000) })).status).toBe(429);
    expect(await plain.rowCount()).toBe(rows);
  });

  it('is counted in each process by itself', async () => {
    const tenant = await plain.tenant();
    await statuses(6, () => list(plain, tenant.apiKey));
    await list(plain, tenant.apiKey).expect(429);
    await list(proxied, tenant.apiKey).expect(200);
  });
});

describe('an address', () => {
  const stranger = (from: string) => request(proxied.server).get('/v1/invoices').set('X-Forwarded-For', from);

  it('asks so often without a key, by all routes together, and probes are not counted', async () => {
    expect(await statuses(2, () => stranger('192.0.2.1'))).toEqual([401, 401]);
    await request(proxied.server).get('/openapi.json').set('X-Forwarded-For', '192.0.2.1').expect(200);
    expect(await statuses(2, () => stranger('192.0.2.1').set('Authorization', 'Bearer nonsense'))).toEqual([401, 429]);
    const refused = await request(proxied.server).get('/problems/not-found').set('X-Forwarded-For', '192.0.2.1');
    expect(refused.body).toMatchObject({ status: 429, code: 'too-many-requests', detail: 'This address may ask 4 times in 60 seconds.' });
    expect(refused.headers['ratelimit-policy']).toBe('"anonymous";q=4;w=60');
    for (const probe of ['/livez', '/readyz']) await request(proxied.server).get(probe).set('X-Forwarded-For', '192.0.2.1').expect(200);
  });

  it('is another than its neighbour, and never stands in the way of a valid key', async () => {
    await statuses(5, () => stranger('192.0.2.2'));
    expect((await stranger('192.0.2.3')).status).toBe(401);
    const tenant = await proxied.tenant();
    await list(proxied, tenant.apiKey).set('X-Forwarded-For', '192.0.2.2').expect(200);
  });

  it('of IPv6 is a whole network', async () => {
    await statuses(2, () => stranger('2001:db8:5:6::1'));
    await statuses(2, () => stranger('2001:db8:5:6:ffff::2'));
    expect((await stranger('2001:db8:5:6::3')).status).toBe(429);
    expect((await stranger('2001:db8:5:7::3')).status).toBe(401);
  });

  it('is the one before our proxies, whatever stands further left', async () => {
    let n = 0;
    const forged = () => stranger(`198.51.100.${++n}, 192.0.2.9, 10.1.2.3`);
    expect(await statuses(6, forged)).toEqual([401, 401, 401, 401, 429, 429]);
  });

  it('is believed from a proxy only: without one that is named the header says nothing', async () => {
    let n = 0;
    const forged = () => request(plain.server).get('/v1/debtors').set('X-Forwarded-For', `198.51.100.${++n}`);
    expect(await statuses(6, forged)).toEqual([401, 401, 401, 401, 429, 429]);
  });
});

describe('a report of a provider', () => {
  it('with a wrong signature is counted, and no others are', async () => {
    const report = (from: string) => request(proxied.server).post('/hooks/resend').set('X-Forwarded-For', from).send({ any: 'thing' });
    expect(await statuses(6, () => report('192.0.2.40'))).toEqual([401, 401, 401, 401, 429, 429]);
    expect((await report('192.0.2.41')).status).toBe(401);
  });
});
