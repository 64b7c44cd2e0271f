/** A pepper is replaced while keys are used: none ends, and each moves to the new one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import request from 'supertest';
import { hashApiKey, pepperName } from '#casebook/api-keys.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type TestTenant } from '../../testing/api-under-test.js';
import { pepper, specConfig } from '../../testing/spec-config.js';

const anew = 'the-pepper-that-comes-after-it';
let database: TestDatabase;
let before: ApiUnderTest;
let tenant: TestTenant;
const running: ApiUnderTest[] = [];

/** An API that was started with these peppers. */
async function apiWith(settings: Record<string, string>): Promise<ApiUnderTest> {
  const api = await ApiUnderTest.start(database.url, specConfig(settings));
  running.push(api);
  return api;
}
const status = async (api: ApiUnderTest, key: string): Promise<number> =>
  (await request(api.server).get('/v1/creditor').set('Authorization', `Bearer ${key}`)).status;
const stored = async (key: string) =>
  (
    await before.owner.source.query('select encode(hash, $$hex$$) as hash, pepper from api_key where hint like $1', [`%${key.slice(-4)}`])
  )[0];

beforeAll(async () => {
  database = await createTestDatabase();
  before = await apiWith({});
  tenant = await before.tenant();
});
afterAll(async () => {
  for (const api of running) await api.stop();
  await database.drop();
});

it('a key of before opens under both, moves when it is used, and opens under the new one alone afterwards', async () => {
  const { apiKey } = tenant;
  expect(await stored(apiKey)).toEqual({ hash: hashApiKey(apiKey, pepper).toString('hex'), pepper: pepperName(pepper) });
  const both = await apiWith({ MAANWERK_API_KEY_PEPPER: anew, MAANWERK_API_KEY_PEPPER_ALSO: pepper });
  expect(await status(both, apiKey)).toBe(200);
  expect(await stored(apiKey)).toEqual({ hash: hashApiKey(apiKey, anew).toString('hex'), pepper: pepperName(anew) });
  expect(await status(both, apiKey)).toBe(200);
  const alone = await apiWith({ MAANWERK_API_KEY_PEPPER: anew });
  expect(await status(alone, apiKey)).toBe(200);
});

it('processes of before and after stand beside each other while they are replaced, and none shuts a key out', async () => {
  const { key } = await before.namedKey(tenant.tenantId, 'rolled');
  const first = await apiWith({ MAANWERK_API_KEY_PEPPER_ALSO: anew });
  const second = await apiWith({ MAANWERK_API_KEY_PEPPER: anew, MAANWERK_API_KEY_PEPPER_ALSO: pepper });
  for (const api of [second, first, second]) expect(await status(api, key)).toBe(200);
});

it('a key that was not used meanwhile ends with the pepper of before, and one that was revoked stays so', async () => {
  const unused = await before.key(tenant.tenantId, ['admin']);
  const revoked = await before.namedKey(tenant.tenantId, 'gone');
  await before.owner.source.query('update api_key set revoked_at = now() where id = $1', [revoked.id]);
  const both = await apiWith({ MAANWERK_API_KEY_PEPPER: anew, MAANWERK_API_KEY_PEPPER_ALSO: pepper });
  expect(await status(both, revoked.key)).toBe(401);
  const alone = await apiWith({ MAANWERK_API_KEY_PEPPER: anew });
  expect(await status(alone, unused)).toBe(401);
  expect((await stored(unused)).pepper).toBe(pepperName(pepper));
});

it('a guess costs no more than one look-up and opens nothing', async () => {
  const both = await apiWith({ MAANWERK_API_KEY_PEPPER: anew, MAANWERK_API_KEY_PEPPER_ALSO: pepper });
  const stranger = await before.tenant();
  await before.owner.source.query('delete from api_key where tenant_id = $1', [stranger.tenantId]);
  expect(await status(both, stranger.apiKey)).toBe(401);
});
