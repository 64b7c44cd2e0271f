/** When a key was last used stands in its row, and nobody waits for that. */
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordKeyUse } from '#casebook/api-keys.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type TestTenant } from '../../testing/api-under-test.js';

/** The write follows the answer; far more than it takes on a busy machine. */
const patience = { timeout: 10_000 };

let database: TestDatabase;
let api: ApiUnderTest;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const list = ({ apiKey }: TestTenant) => request(api.server).get('/v1/invoices').set('Authorization', `Bearer ${apiKey}`);
/** Of the tenant's first key, or of another that is named. */
const lastUse = async ({ tenantId }: TestTenant, name = 'administrator'): Promise<Date | null> => {
  const sql = 'select last_used_at from api_key where tenant_id = $1 and name = $2';
  return (await api.owner.ofSystem((tx) => tx.one<{ last_used_at: Date | null }>(sql, [tenantId, name])))?.last_used_at ?? null;
};

it('writes the use of a key down, and of no other', async () => {
  const [used, idle] = [await api.tenant(), await api.tenant()];
  await api.key(used.tenantId, ['invoices:read']);
  expect(await lastUse(used)).toBeNull();
  await list(used).expect(200);
  await expect.poll(() => lastUse(used), patience).toBeInstanceOf(Date);
  expect([await lastUse(used, 'spec'), await lastUse(idle)]).toEqual([null, null]);
});

it('leaves the row alone when another process wrote it within the minute', async () => {
  const { tenantId } = await api.tenant();
  const writtenAfter = async (seconds: number): Promise<boolean> => {
    const sql = `update api_key set last_used_at = now() - make_interval(secs => $2) where tenant_id = $1 returning id, last_used_at`;
    const before = await api.owner.ofSystem((tx) => tx.one<{ id: string; last_used_at: Date }>(sql, [tenantId, seconds]));
    if (!before) throw new Error('the tenant has no key');
    await api.database.ofTenant(tenantId, (tx) => recordKeyUse(tx, before.id));
    return (await lastUse({ tenantId, apiKey: '' }))?.getTime() !== before.last_used_at.getTime();
  };
  expect([await writtenAfter(50), await writtenAfter(61)]).toEqual([false, true]);
});

it('answers although the row is held by somebody else', async () => {
  const tenant = await api.tenant();
  const holder = api.owner.source.createQueryRunner();
  await holder.connect();
  await holder.query('begin');
  await holder.query('select id from api_key where tenant_id = $1 for update', [tenant.tenantId]);
  await list(tenant).expect(200);
  expect(await lastUse(tenant)).toBeNull();
  await holder.query('commit');
  await holder.release();
  await expect.poll(() => lastUse(tenant), patience).toBeInstanceOf(Date);
});

it('answers although it cannot be written, and says so in the log', async () => {
  const tenant = await api.tenant();
  await api.owner.source.query(`
    create function refuse_use() returns trigger language plpgsql as $$ begin raise exception 'no use today'; end $$;
    create trigger refuse_use before update of last_used_at on api_key for each row execute function refuse_use()`);
  await list(tenant).expect(200);
  await expect.poll(() => api.lines.join(''), patience).toContain('use of an API key not recorded');
  await list(tenant).expect(200);
  await api.owner.source.query('drop trigger refuse_use on api_key; drop function refuse_use()');
  expect(await lastUse(tenant)).toBeNull();
});

it('lets nobody in with a key that expired or was revoked, or whose creditor has the other mode', async () => {
  const ended = async (set: string) => {
    const tenant = await api.tenant();
    await api.owner.source.query(`update api_key set ${set} where tenant_id = $1`, [tenant.tenantId]);
    return (await list(tenant)).status;
  };
  expect(await ended('name = name')).toBe(200);
  expect(await ended(`expires_at = now() + interval '1 hour'`)).toBe(200);
  expect(await ended(`expires_at = now() - interval '1 second'`)).toBe(401);
  expect(await ended('revoked_at = now()')).toBe(401);
  const tenant = await api.tenant('test');
  await api.owner.source.query(`update tenant set mode = 'live' where id = $1`, [tenant.tenantId]);
  await list(tenant).expect(401);
});

it('knows no test clock under a live key', async () => {
  const live = await api.tenant('live');
  expect(live.apiKey).toMatch(/^mw_live_/);
  await list(live).expect(200);
  const create = request(api.server).post('/v1/test-clocks').set('Authorization', `Bearer ${live.apiKey}`);
  await create.send({ frozenTime: '2026-01-05' }).expect(404);
});
