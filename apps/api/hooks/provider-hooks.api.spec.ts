/**
 * The hook of a provider comes with its declaration; this one does not exist. See `libs/channels/provider.spec.ts` for the rest of the
 * recipe.
 */
import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knownProviders } from '#channels/house-channels.js';
import { acmeLetters } from '#testing/acme-letters.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type TestTenant } from '../testing/api-under-test.js';
import { specConfig } from '../testing/spec-config.js';
import { seedTenant } from '../testing/seed-tenant.js';

const secret = 'whsec_bXktb3duLXNlY3JldC1mb3ItYWNtZS1sZXR0ZXJz';
const list = [...knownProviders, acmeLetters];
const using = (LETTER_PROVIDERS: string) => specConfig({ LETTER_PROVIDERS, ACME_HOOK_SECRET: secret }, list);

let database: TestDatabase;
let api: ApiUnderTest;
let tenant: TestTenant;
let message: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url, using('acme-letters,letter-simulated'));
  tenant = await api.tenant();
  message = String((await seedTenant(api, tenant)).byNoun['messages']);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  await api.owner.ofSystem((tx) =>
    tx.query(`update message set status = 'sent', provider = 'acme-letters', provider_message_id = 'letter-1', channel = 'letter'`),
  );
});

const letter = (event: string, over: object = {}) => ({
  event,
  letter: 'letter-1',
  state: 'posted',
  at: new Date().toISOString(),
  ...over,
});
const send = (letters: readonly object[], { key = secret, path = '/hooks/acme-letters' } = {}) => {
  const body = JSON.stringify({ letters });
  const at = new Date();
  return request(api.server)
    .post(path)
    .set({ 'acme-id': 'r', 'acme-time': String(Math.floor(at.getTime() / 1000)), 'acme-signature': new Webhook(key).sign('r', at, body) })
    .set('Content-Type', 'application/json')
    .serialize((value: string) => value)
    .send(body);
};
const status = async (): Promise<string> => (await api.as(tenant.apiKey).get(`/v1/messages/${message}`)).body.status;

describe('POST /hooks/<provider>', () => {
  it('is a route of its own, in the document too', async () => {
    const { body } = await request(api.server).get('/openapi.json');
    expect(body.paths['/hooks/acme-letters'].post).toMatchObject({ operationId: 'receiveAcmeEvent' });
    expect(body.paths['/hooks/resend'].post).toMatchObject({ operationId: 'receiveResendEvent' });
  });

  it('records what the provider says, of one letter or many, once', async () => {
    expect((await send([letter('e1')])).body).toEqual({ result: 'recorded' });
    expect(await status()).toBe('delivered');
    const rows = await api.rowCount();
    expect((await send([letter('e1'), letter('e1')])).body).toEqual({ result: 'recorded' });
    expect(await api.rowCount()).toBe(rows);
    const both = await send([letter('e2', { state: 'returned' }), letter('e3', { letter: 'somebody-else', at: '2026-01-01T00:00:00Z' })]);
    expect(both.body).toEqual({ result: 'recorded' });
    expect(await status()).toBe('bounced');
  });

  it('asks to come back when one of many is not known yet, and keeps the others', async () => {
    const answer = await send([letter('e4', { letter: 'in-the-making' }), letter('e5')]);
    expect([answer.status, answer.headers['retry-after']]).toEqual([404, '5']);
    expect(await status()).toBe('delivered');
  });

  it.each([
    ['the secret of another provider', [letter('e6')], 'whsec_c2ltdWxhdG9yLW9ubHktd2ViaG9vay1zZWNyZXQ=', 401],
    ['the secret of the documentation', [letter('e6')], 'whsec_YWNtZS1ob29rLXNlY3JldC1vZi10aGUtc3BlY3M=', 401],
    ['no sense', [{ event: 1 }], secret, 400],
  ])('refuses %s and changes nothing', async (_what, letters, key, wanted) => {
    const rows = await api.rowCount();
    expect((await send(letters, { key })).status).toBe(wanted);
    expect(await api.rowCount()).toBe(rows);
    expect(await status()).toBe('sent');
  });

  it('knows two providers apart that give the same number', async () => {
    await api.owner.ofSystem((tx) => tx.query(`update message set provider = 'resend', channel = 'email'`));
    expect((await send([letter('e7')])).status).toBe(404);
    expect(await status()).toBe('sent');
  });

  it('of a provider that the house does not use is not there, whatever the signature', async () => {
    const other = await ApiUnderTest.start(database.url, using('letter-simulated'));
    const answer = await request(other.server).post('/hooks/acme-letters').send({ letters: [] });
    expect(answer.body).toMatchObject({ status: 404, code: 'not-found', detail: 'This installation sends nothing through acme-letters.' });
    await other.stop();
  });
});
