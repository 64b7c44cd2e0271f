/** Through whom a creditor sends, and as whom. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allowSender } from '#casebook/administration.js';
import { knownProviders } from '#channels/house-channels.js';
import { acmeLetters } from '#testing/acme-letters.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type Caller, type TestTenant } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';
import { specConfig } from '../testing/spec-config.js';

let database: TestDatabase;
let api: ApiUnderTest;
let tenant: TestTenant;
let caller: Caller;

beforeAll(async () => {
  database = await createTestDatabase();
  // Acme is the real one here: what it gets, people get.
  const env = { LETTER_PROVIDERS: 'letter-simulated,acme-letters', ACME_BASE_URL: 'https://acme.example' };
  api = await ApiUnderTest.start(database.url, specConfig(env, [...knownProviders, acmeLetters]));
});
beforeEach(() => asNew('test'));
afterAll(async () => {
  await api.stop();
  await database.drop();
});

async function asNew(mode: 'test' | 'live'): Promise<void> {
  tenant = await api.tenant(mode);
  caller = api.as(tenant.apiKey);
}
const etag = async (): Promise<string> => String((await caller.get('/v1/creditor').expect(200)).headers['etag']);
const patch = async (body: object) => caller.patch('/v1/creditor', body).set('If-Match', await etag());
const none = { email: null, sms: null, whatsapp: null, letter: null };
const events = () =>
  api.owner.ofTenant(tenant.tenantId, (tx) =>
    tx.query<{ data: unknown }>("select data from event where tenant_id = $1 and type = 'creditor.changed' order by seq", [
      tenant.tenantId,
    ]),
  );

describe('the providers of a creditor', () => {
  it('are the usual ones until he chooses, a channel at a time, and again when he takes it back', async () => {
    await asNew('live');
    expect((await caller.get('/v1/creditor')).body.providers).toEqual(none);
    const chosen = await patch({ providers: { letter: 'acme-letters' } });
    expect(misfit('changeCreditor', chosen)).toBe('');
    expect(chosen.body.providers).toEqual({ ...none, letter: 'acme-letters' });
    expect((await patch({ providers: { email: 'resend' } })).body.providers).toEqual({ ...none, email: 'resend', letter: 'acme-letters' });
    expect((await patch({ providers: { letter: null } })).body.providers).toEqual({ ...none, email: 'resend' });
    expect((await caller.get('/v1/creditor')).body.providers).toEqual({ ...none, email: 'resend' });
    expect((await events()).map(({ data }) => data)).toEqual(Array.from({ length: 3 }, () => ({ fields: ['providers'] })));
    const { headers } = await patch({ providers: { email: 'resend' } });
    expect(headers['etag']).toBe('"v4"');
  });

  it.each([
    ['nobody knows', { letter: 'pingen' }, '/providers/letter', 'provider-unknown', 'There is: letter-simulated, acme-letters.'],
    ['carries another channel', { letter: 'resend' }, '/providers/letter', 'provider-unknown', 'There is: letter-simulated, acme-letters.'],
    ['cannot be called', { call: 'resend' }, '/providers/call', null, null],
    ['is no name', { letter: 5 }, '/providers/letter', null, null],
    ['is named endlessly', { letter: 'x'.repeat(10_000) }, '/providers/letter', null, null],
  ])('cannot be one that %s', async (_what, providers, pointer, code, there) => {
    await asNew('live');
    const answer = await patch({ providers });
    expect(code === null ? [400, 422] : [422]).toContain(answer.status);
    const [error] = answer.body.errors;
    expect(error.pointer).toBe(pointer);
    if (code !== null) expect([error.code, answer.body.detail]).toEqual([code, expect.stringContaining(there)]);
    expect(await etag()).toBe('"v1"');
  });

  it('of a test creditor never reach people', async () => {
    const answer = await patch({ providers: { letter: 'acme-letters' } });
    expect([answer.status, answer.body.errors[0]]).toMatchObject([422, { pointer: '/providers/letter', code: 'provider-reaches-people' }]);
    expect(answer.body.detail).toContain('There is: letter-simulated.');
    expect((await patch({ providers: { letter: 'letter-simulated' } })).status).toBe(200);
  });
});

describe('the sender of a creditor', () => {
  const own = { senderName: 'Van Dijk', senderAddress: 'facturen@vandijk.example', replyTo: 'balie@vandijk.example', smsSender: 'VanDijk' };

  it('is what the operator has allowed him', async () => {
    await allowSender(api.owner, tenant.tenantId, { kind: 'domain', value: 'vandijk.example' });
    await allowSender(api.owner, tenant.tenantId, { kind: 'sms-name', value: 'VanDijk' });
    const answer = await patch(own);
    expect(misfit('changeCreditor', answer)).toBe('');
    expect(answer.body).toMatchObject({ ...own, allowedSenders: { domains: ['vandijk.example'], smsNames: ['VanDijk'] } });
    expect((await caller.get('/v1/creditor')).body).toEqual(answer.body);
    expect((await patch({ senderAddress: null, smsSender: null })).body).toMatchObject({
      senderAddress: null,
      smsSender: null,
      senderName: 'Van Dijk',
    });
  });

  it.each([
    ['another domain', { senderAddress: 'klant@ing.example' }, '/senderAddress'],
    ['a domain below', { senderAddress: 'a@mail.vandijk.example' }, '/senderAddress'],
    ['a domain that looks alike', { senderAddress: 'a@vandijk.example.evil.example' }, '/senderAddress'],
    ['another name for sms', { smsSender: 'ING Bank' }, '/smsSender'],
    ['the same in capitals', { smsSender: 'VANDIJK' }, '/smsSender'],
  ])('is never %s', async (_what, body, pointer) => {
    await allowSender(api.owner, tenant.tenantId, { kind: 'domain', value: 'vandijk.example' });
    await allowSender(api.owner, tenant.tenantId, { kind: 'sms-name', value: 'VanDijk' });
    const answer = await patch({ ...own, ...body });
    expect([answer.status, answer.body.errors[0]]).toMatchObject([422, { pointer, code: 'sender-not-allowed' }]);
    expect(await etag()).toBe('"v1"');
    expect(await events()).toEqual([]);
  });

  it.each([
    ['two addresses', { senderAddress: 'a@vandijk.example, b@vandijk.example' }, '/senderAddress'],
    ['another header', { replyTo: 'a@vandijk.example\r\nBcc: b@vandijk.example' }, '/replyTo'],
    ['a name over two lines', { senderName: 'A\nB' }, '/senderName'],
    ['a number for sms', { smsSender: '0612345678' }, '/smsSender'],
    ['twelve letters for sms', { smsSender: 'VanDijkVanDijk' }, '/smsSender'],
  ])('is not %s', async (_what, body, pointer) => {
    await allowSender(api.owner, tenant.tenantId, { kind: 'domain', value: 'vandijk.example' });
    const answer = await patch(body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('is nobody else’s: what one creditor was allowed says nothing of another, nor may he allow himself anything', async () => {
    await allowSender(api.owner, tenant.tenantId, { kind: 'domain', value: 'vandijk.example' });
    await asNew('live');
    expect((await caller.get('/v1/creditor')).body.allowedSenders).toEqual({ domains: [], smsNames: [] });
    const answer = await patch({ senderAddress: own.senderAddress });
    expect(answer.body.errors[0]).toMatchObject({ code: 'sender-not-allowed' });
    expect(answer.body.detail).toContain('no domains');
    expect((await patch({ allowedSenders: { domains: ['ing.example'], smsNames: [] } })).body.errors[0].pointer).toBe('/allowedSenders');
    await expect(
      api.database.ofTenant(tenant.tenantId, (tx) =>
        tx.query(`insert into allowed_sender (tenant_id, kind, value) values ($1, 'domain', 'ing.example')`, [tenant.tenantId]),
      ),
    ).rejects.toThrow('permission denied');
  });
});
