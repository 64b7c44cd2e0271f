/** While one signing secret is replaced by another, reports signed with either are believed, and no others. */
import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type TestTenant } from '../testing/api-under-test.js';
import { seedTenant } from '../testing/seed-tenant.js';
import { specConfig, webhookSecret } from '../testing/spec-config.js';

const before = webhookSecret;
const after = 'whsec_bmV3IHNlY3JldCBvZiB0aGUgc3BlY3MsIDMyIGJ5dGU=';
const strange = 'whsec_ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm';
const providerId = '4ef9a417-02e9-4d39-ad75-9611e0fcc33c';

let database: TestDatabase;
let both: ApiUnderTest;
let tenant: TestTenant;
let message: string;

beforeAll(async () => {
  database = await createTestDatabase();
  both = await ApiUnderTest.start(database.url, specConfig({ RESEND_WEBHOOK_SECRET: after, RESEND_WEBHOOK_SECRET_ALSO: before }));
  tenant = await both.tenant();
  message = String((await seedTenant(both, tenant)).byNoun['messages']);
});
afterAll(async () => {
  await both.stop();
  await database.drop();
});

let reports = 0;
/** A report of a delivery, signed with these secrets. */
function send(api: ApiUnderTest, secrets: readonly string[]) {
  reports += 1;
  const id = `msg_${reports}`;
  const at = new Date();
  const body = JSON.stringify({ type: 'email.delivered', created_at: at.toISOString(), data: { email_id: providerId, tags: {} } });
  return request(api.server)
    .post('/hooks/resend')
    .set({
      'svix-id': id,
      'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
      'svix-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
    })
    .set('Content-Type', 'application/json')
    .serialize((value: string) => value)
    .send(body);
}
const status = async (): Promise<string> => (await both.as(tenant.apiKey).get(`/v1/messages/${message}`)).body.status;

describe('with RESEND_WEBHOOK_SECRET_ALSO', () => {
  it.each<[string, readonly string[], number, string]>([
    ['the new secret', [after], 200, 'delivered'],
    ['the one before', [before], 200, 'delivered'],
    ['both, as a provider does while it changes them', [strange, before], 200, 'delivered'],
    ['neither', [strange], 401, 'sent'],
    ['no secret at all', [], 401, 'sent'],
  ])('a report signed with %s', async (_what, secrets, answered, then) => {
    await both.owner.ofSystem((tx) => tx.query(`update message set status = 'sent', provider_message_id = $1`, [providerId]));
    const rows = await both.rowCount();
    expect((await send(both, secrets)).status).toBe(answered);
    expect(await status()).toBe(then);
    if (answered === 401) expect(await both.rowCount()).toBe(rows);
  });
});

describe('without it', () => {
  it('the secret of before is nobody any more', async () => {
    const one = await ApiUnderTest.start(database.url, specConfig({ RESEND_WEBHOOK_SECRET: after }));
    await both.owner.ofSystem((tx) => tx.query(`update message set status = 'sent', provider_message_id = $1`, [providerId]));
    expect((await send(one, [before])).status).toBe(401);
    expect(await status()).toBe('sent');
    expect((await send(one, [after])).status).toBe(200);
    await one.stop();
  });
});
