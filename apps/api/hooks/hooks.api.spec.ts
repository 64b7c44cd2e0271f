import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { toPublicId } from '#contracts/ids.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { webhookSecret } from '../testing/spec-config.js';
import { seedTenant } from '../testing/seed-tenant.js';

const providerId = '4ef9a417-02e9-4d39-ad75-9611e0fcc33c';

const { api, tenant, get } = await apiForThisFile();
const ids = await seedTenant(api, tenant);
await api.owner.ofSystem((tx) => tx.query(`update message set status = 'sent', provider_message_id = $1`, [providerId]));

interface Report {
  readonly id?: string;
  readonly at?: Date;
  readonly body?: string;
  readonly secret?: string;
}

const report = (type: string, emailId = providerId, at = new Date(), tags: Record<string, string> = {}): string =>
  JSON.stringify({
    type,
    created_at: at.toISOString(),
    data: { email_id: emailId, tags, bounce: { type: 'Permanent', subType: 'General', message: 'no such mailbox' } },
  });

const send = ({ id = 'msg_1', at = new Date(), body = report('email.delivered'), secret = webhookSecret }: Report) => {
  const signature = new Webhook(secret).sign(id, at, body);
  return request(api.server)
    .post('/hooks/resend')
    .set({ 'svix-id': id, 'svix-timestamp': String(Math.floor(at.getTime() / 1000)), 'svix-signature': signature })
    .set('Content-Type', 'application/json')
    .serialize((value: string) => value)
    .send(body);
};
const status = async (): Promise<string> => (await get(`/v1/messages/${ids.byNoun['messages']}`)).body.status;

describe('POST /hooks/resend', () => {
  it.each<[string, Report & { headers?: Record<string, string> }, number]>([
    ['another secret', { secret: 'whsec_ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm' }, 401],
    ['an old stamp', { at: new Date(Date.now() - 305_000) }, 401],
    ['a future stamp', { at: new Date(Date.now() + 305_000) }, 401],
    ['no signature', { headers: { 'svix-signature': '' } }, 401],
    ['only v1a', { headers: { 'svix-signature': 'v1a,AAAA' } }, 401],
    ['bad base64', { headers: { 'svix-signature': 'v1,%%%' } }, 401],
    ['no JSON', { body: 'hello' }, 400],
    ['no message', { body: '{"type":"email.delivered","created_at":"2026-01-01T00:00:00Z","data":{}}' }, 400],
  ])('refuses %s and changes nothing', async (_name, what, wanted) => {
    const rows = await api.rowCount();
    const answer = await send(what).set(what.headers ?? {});
    expect(answer.status).toBe(wanted);
    expect(await api.rowCount()).toBe(rows);
    expect(await status()).toBe('sent');
  });

  it('refuses a body that was changed after signing', async () => {
    const at = new Date();
    const signature = new Webhook(webhookSecret).sign('msg_x', at, report('email.delivered'));
    const answer = await request(api.server)
      .post('/hooks/resend')
      .set({ 'svix-id': 'msg_x', 'svix-timestamp': String(Math.floor(at.getTime() / 1000)), 'svix-signature': signature })
      .set('Content-Type', 'application/json')
      .serialize((value: string) => value)
      .send(report('email.bounced'));
    expect(answer.body).toMatchObject({ status: 401, code: 'invalid-signature' });
  });

  it('records a delivery once, never backwards, and a bounce closes the channel', async () => {
    expect((await send({ id: 'msg_2' })).body).toEqual({ result: 'recorded' });
    expect(await status()).toBe('delivered');
    const rows = await api.rowCount();
    const repeats = await Promise.all(Array.from({ length: 20 }, () => send({ id: 'msg_2' })));
    expect(repeats.every((answer) => answer.status === 200)).toBe(true);
    expect(await api.rowCount()).toBe(rows);
    await send({ id: 'msg_3', body: report('email.bounced') }).expect(200);
    expect(await status()).toBe('bounced');
    await send({ id: 'msg_4' }).expect(200);
    expect(await status()).toBe('bounced');
    const debtor = await get(`/v1/debtors/${ids.debtor}`);
    expect(debtor.body.failedChannels).toEqual(['email']);
  });

  it('takes unknown types off the provider, asks it to come back for a message that may be in the making, not for an old one', async () => {
    expect((await send({ id: 'msg_5', body: report('email.opened') })).body).toEqual({ result: 'ignored' });
    const young = await send({ id: 'msg_6', body: report('email.delivered', 'not-ours') });
    expect([young.status, young.headers['retry-after']]).toEqual([404, '5']);
    const old = await send({ id: 'msg_7', body: report('email.delivered', 'not-ours', new Date(Date.now() - 2 * 3_600_000)) });
    expect(old.body).toEqual({ result: 'ignored' });
  });

  describe('on a message whose answer never came', () => {
    const longAgo = new Date(Date.now() - 155 * 60_000);
    const message = String(ids.byNoun['messages']);
    const tags = { tenant: toPublicId('tenant', tenant.tenantId), message, step: 'reminder' };
    const lose = (status: string) =>
      api.owner.ofSystem(async (tx) => {
        await tx.query('update message set status = $1, provider_message_id = null', [status]);
        await tx.query('update ledger set result = $1', [status]);
      });
    const about = async () => (await get(`/v1/messages/${message}`)).body;

    it.each(['claimed', 'unknown'])('%s: our tag says whose it is, however late it comes', async (before) => {
      await lose(before);
      const body = report('email.delivered', `late-${before}`, longAgo, tags);
      expect((await send({ id: `msg_${before}`, body })).body).toEqual({ result: 'recorded' });
      expect(await about()).toMatchObject({ status: 'delivered', providerMessageId: `late-${before}` });
      const untagged = report('email.bounced', `late-${before}`, longAgo);
      expect((await send({ id: `msg_${before}_2`, body: untagged })).body).toEqual({ result: 'recorded' });
      expect(await status()).toBe('bounced');
    });

    it('a delay says that it left', async () => {
      await lose('unknown');
      await send({ id: 'msg_delay', body: report('email.delivery_delayed', 'mail-delay', longAgo, tags) }).expect(200);
      expect(await about()).toMatchObject({ status: 'sent', providerMessageId: 'mail-delay' });
    });

    it('never by the tags of another tenant, of another house, or of no message', async () => {
      await lose('unknown');
      const other = await api.tenant();
      const strangers = { ...tags, tenant: toPublicId('tenant', other.tenantId) };
      expect((await send({ id: 'msg_a', body: report('email.bounced', 'x', longAgo, strangers) })).status).toBe(404);
      const lost = { ...tags, message: toPublicId('message', tenant.tenantId) };
      expect((await send({ id: 'msg_b', body: report('email.bounced', 'x', longAgo, lost) })).status).toBe(404);
      const elsewhere = { ...tags, tenant: toPublicId('tenant', '01985a3e-0000-7000-8000-000000000001') };
      expect((await send({ id: 'msg_c', body: report('email.bounced', 'x', longAgo, elsewhere) })).body).toEqual({ result: 'ignored' });
      expect(await about()).toMatchObject({ status: 'unknown', providerMessageId: null });
    });
  });

  it.each<[string, (data: { created_at: string; data: { email_id: string; bounce: { message: string } } }) => void]>([
    ['a NUL in the id of the mail', (body) => (body.data.email_id = 'mail\u0000x')],
    ['a NUL in what is said', (body) => (body.data.bounce.message = 'no such\u0000 mailbox')],
    ['half a surrogate pair', (body) => (body.data.bounce.message = 'no such \ud800')],
    ['a day that never was', (body) => (body.created_at = '2026-02-30T10:00:00Z')],
    ['the year 0', (body) => (body.created_at = '0000-01-01T00:00:00Z')],
    ['the last instant there is', (body) => (body.created_at = '+275760-09-13T00:00:00Z')],
    ['an instant before all others', (body) => (body.created_at = '-271821-04-20T00:00:00Z')],
    ['no instant', (body) => (body.created_at = 'soon')],
  ])('refuses or keeps a signed report with %s, and never breaks', async (name, spoil) => {
    const about = { tenant: toPublicId('tenant', tenant.tenantId), message: String(ids.byNoun['messages']), step: 'reminder' };
    const body = JSON.parse(report('email.bounced', `odd-${name}`, new Date(), about));
    spoil(body);
    const answer = await send({ id: `msg_odd_${name.replaceAll(' ', '_')}`, body: JSON.stringify(body) });
    expect([200, 400, 404]).toContain(answer.status);
  });

  it('keeps the bounce that a signed report tells, whatever its date', async () => {
    await api.owner.ofSystem((tx) => tx.query(`update message set status = 'sent', provider_message_id = 'mail-odd'`));
    const body = report('email.bounced', 'mail-odd').replace(/"created_at":"[^"]*"/, '"created_at":"0000-01-01T00:00:00Z"');
    expect((await send({ id: 'msg_odd', body })).body).toEqual({ result: 'recorded' });
    expect(await status()).toBe('bounced');
  });

  it('refuses 300 kB', async () => {
    expect((await send({ id: 'msg_8', body: 'x'.repeat(300_000) })).status).toBe(413);
  });
});
