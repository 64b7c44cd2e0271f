import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type Caller, type TestTenant } from '../testing/api-under-test.js';

let database: TestDatabase;
let api: ApiUnderTest;
let tenant: TestTenant;
let caller: Caller;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
});
beforeEach(async () => {
  tenant = await api.tenant();
  caller = api.as(tenant.apiKey);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const etag = async (): Promise<string> => String((await caller.get('/v1/creditor').expect(200)).headers['etag']);
const patch = async (body: object) => caller.patch('/v1/creditor', body).set('If-Match', await etag());
const changed = () =>
  api.owner.ofTenant(tenant.tenantId, (tx) =>
    tx.query<{ data: unknown; actor: string }>(
      "select data, actor from event where tenant_id = $1 and type = 'creditor.changed' order by seq",
      [tenant.tenantId],
    ),
  );

const whole = {
  name: 'Bakker Smit B.V.',
  addressLines: ['Havenweg 13', '3011 AA Rotterdam'],
  iban: 'NL91 ABNA 0417 1643 00',
  accountName: 'Smit Beheer',
  kvk: '87654321',
  email: 'vragen@smit.example.com',
  phone: '030-5550100',
  contactPerson: 'Els Smit',
};

describe('the creditor of a key', () => {
  it('reads himself', async () => {
    const { body, headers } = await caller.get('/v1/creditor').expect(200);
    expect(body).toMatchObject({
      object: 'creditor',
      id: expect.stringMatching(/^ten_/),
      mode: 'test',
      name: 'Van Dijk Installatie B.V.',
      iban: 'NL02ABNA0123456789',
      accountName: null,
      contactPerson: null,
    });
    expect(headers['etag']).toBe('"v1"');
  });

  it('is told his zone on every answer, a refusal too; nobody else is told one', async () => {
    const key = await api.tenant().then(({ apiKey }) => api.as(apiKey));
    const version = String((await key.get('/v1/creditor')).headers['etag']);
    expect((await key.get('/v1/creditor')).headers['maanwerk-time-zone']).toBe('Europe/Amsterdam');
    await key.patch('/v1/creditor', { timeZone: 'America/Curacao' }).set('If-Match', version).expect(200);
    // What is known of a key is believed for some seconds.
    const zoneOf = async (path: string) => (await key.get(path)).headers['maanwerk-time-zone'];
    await expect.poll(() => zoneOf('/v1/creditor'), { timeout: 10_000 }).toBe('America/Curacao');
    expect(await zoneOf('/v1/invoices/inv_00000000000000000000000000')).toBe('America/Curacao');
    expect(await caller.get('/v1/creditor').then(({ headers }) => headers['maanwerk-time-zone'])).toBe('Europe/Amsterdam');
    expect((await api.as('mw_test_nobody').get('/v1/creditor')).headers['maanwerk-time-zone']).toBeUndefined();
  });

  it('changes all of it, and the event names fields and never values', async () => {
    const { status, body, headers } = await patch(whole);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...whole, iban: 'NL91ABNA0417164300', phone: '+31305550100' });
    expect(headers['etag']).toBe('"v2"');
    const [event] = await changed();
    expect(event?.data).toEqual({ fields: Object.keys(whole) });
    expect(event?.actor).toMatch(/^key:/);
    expect((await caller.get('/v1/creditor')).body).toEqual(body);
  });

  it('changes one field and leaves the others; null empties what may be empty', async () => {
    await patch(whole);
    const { body } = await patch({ phone: null });
    expect(body).toMatchObject({ ...whole, iban: 'NL91ABNA0417164300', phone: null });
    expect((await changed()).map(({ data }) => data).at(-1)).toEqual({ fields: ['phone'] });
  });

  it('that changes nothing leaves version and audit alone', async () => {
    const { status, headers } = await patch({ name: 'Van Dijk Installatie B.V.', contactPerson: null });
    expect([status, headers['etag']]).toEqual([200, '"v1"']);
    expect(await changed()).toEqual([]);
  });

  it('is not changed without the version, nor on an old one', async () => {
    expect((await caller.patch('/v1/creditor', { name: 'X' })).body).toMatchObject({ code: 'if-match-required' });
    const old = await etag();
    await patch({ name: 'Nieuw' });
    expect((await caller.patch('/v1/creditor', { name: 'Ouder' }).set('If-Match', old)).body).toMatchObject({ code: 'etag-mismatch' });
    expect((await caller.get('/v1/creditor')).body).toMatchObject({ name: 'Nieuw' });
  });

  it.each([
    ['an IBAN with wrong digits', { iban: 'NL91ABNA0417164301' }, '/iban', 'iban-invalid'],
    ['an IBAN outside SEPA', { iban: 'US64SVBKUS6S3300958879' }, '/iban', 'iban-invalid'],
    ['no IBAN', { iban: null }, '/iban', null],
    ['two mail addresses', { email: 'a@b.example.com, c@d.example.com' }, '/email', null],
    ['a mail address with another header', { email: 'a@b.example.com\nBcc: c@d.example.com' }, '/email', null],
    ['no mail address', { email: null }, '/email', null],
    ['a KvK number of seven digits', { kvk: '1234567' }, '/kvk', null],
    ['an empty name', { name: ' ' }, '/name', 'blank'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, '/name', null],
    ['a name over two lines', { name: 'A\nB' }, '/name', 'forbidden-character'],
    ['a name that turns around', { name: 'A\u202eB' }, '/name', 'forbidden-character'],
    ['no address lines', { addressLines: [] }, '/addressLines', null],
    ['six address lines', { addressLines: ['1', '2', '3', '4', '5', '6'] }, '/addressLines', null],
    ['an address line of two lines', { addressLines: ['Kade 1\n1000 AA'] }, '/addressLines/0', 'forbidden-character'],
    ['an address that is one text', { addressLines: 'Kade 1' }, '/addressLines', null],
    ['a telephone of letters', { phone: 'bel maar' }, '/phone', null],
    ['an unknown field', { nmae: 'X' }, '/nmae', null],
    ['its own id', { id: 'ten_x' }, '/id', null],
    ['the mode', { mode: 'live' }, '/mode', null],
  ])('refuses %s and stores nothing', async (_what, body, pointer, code) => {
    const answer = await patch(body);
    // A wrong type or an unknown name is a malformed body, a wrong value an impossible one.
    expect(code === null ? [400, 422] : [422]).toContain(answer.status);
    const [error] = answer.body.errors;
    expect(error.pointer).toBe(pointer);
    if (code !== null) expect(error.code).toBe(code);
    expect(await etag()).toBe('"v1"');
    expect(await changed()).toEqual([]);
  });

  it('refuses an empty change', async () => {
    expect((await patch({})).status).toBe(422);
  });

  it('needs its scopes', async () => {
    const reader = api.as(await api.key(tenant.tenantId, ['creditor:read']));
    await reader.get('/v1/creditor').expect(200);
    await reader.patch('/v1/creditor', { name: 'X' }).set('If-Match', '"v1"').expect(403);
    const stranger = api.as(await api.key(tenant.tenantId, ['debtors:*']));
    await stranger.get('/v1/creditor').expect(403);
  });

  it('is the one of the key and nobody else', async () => {
    const other = await api.tenant();
    await patch({ name: 'Alleen ik' });
    expect((await api.as(other.apiKey).get('/v1/creditor')).body.name).toBe('Van Dijk Installatie B.V.');
  });

  it('keeps one of two changes at once', async () => {
    const version = await etag();
    const at = (name: string) => caller.patch('/v1/creditor', { name }).set('If-Match', version);
    const answers = await Promise.all([at('Een'), at('Twee')]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412]);
    expect(await changed()).toHaveLength(1);
  });
});
