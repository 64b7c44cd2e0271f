import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { toPublicId } from '#contracts/ids.js';
import { messageTags } from '../channel.port.js';
import { readResendWebhook } from './resend-webhook.js';

const secret = 'whsec_c2ltdWxhdG9yLW9ubHktd2ViaG9vay1zZWNyZXQ=';
const oldSecret = 'whsec_b2xkLXNlY3JldC1vZi10aGUtc2FtZS1zZW5kZXI=';
const now = Date.parse('2026-11-23T09:00:00Z');

const report = (type: string, data: Record<string, unknown> = {}) =>
  JSON.stringify({ type, created_at: '2026-11-23T08:59:58.250Z', data: { email_id: 'mail-1', to: ['a@b.example'], ...data } });

interface Sent {
  readonly body?: string | Uint8Array;
  readonly id?: string;
  readonly at?: number;
  readonly with?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly secrets?: readonly string[];
}

/** Signed by the official library, so that our reading of the scheme is not checked against itself. */
function read(sent: Sent = {}) {
  const { body = report('email.delivered'), id = 'msg_1', at = now, headers = {} } = sent;
  const rawBody = Buffer.from(body);
  const timestamp = String(Math.floor(at / 1_000));
  const signature = new Webhook(sent.with ?? secret).sign(id, new Date(at), rawBody.toString('utf8'));
  const signed = { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature };
  return readResendWebhook({ headers: { ...signed, ...headers }, rawBody }, { secrets: sent.secrets ?? [secret], now });
}

describe('a report of Resend', () => {
  it.each([
    ['email.delivered', {}, 'delivered', ''],
    ['email.delivery_delayed', {}, 'delayed', ''],
    ['email.complained', {}, 'complained', ''],
    ['email.failed', { failed: { reason: 'reached_daily_quota' } }, 'failed', 'reached_daily_quota'],
    ['email.bounced', { bounce: { type: 'Permanent', subType: 'NoEmail', message: 'gone' } }, 'bounced-hard', 'Permanent: NoEmail: gone'],
    [
      'email.bounced',
      { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'full' } },
      'bounced-soft',
      'Transient: MailboxFull: full',
    ],
    ['email.bounced', { bounce: { type: 'Undetermined' } }, 'bounced-soft', 'Undetermined'],
    ['email.suppressed', { suppressed: { message: 'on the list', reason: 'previous_bounce' } }, 'bounced-hard', 'on the list'],
  ])('%s %j becomes %s', (type, data, kind, detail) => {
    expect(read({ body: report(type, data) })).toEqual({
      result: 'reports',
      reports: [
        {
          providerEventId: 'msg_1',
          providerMessageId: 'mail-1',
          kind,
          at: Date.parse('2026-11-23T08:59:58.250Z'),
          detail,
          tagged: null,
        },
      ],
    });
  });

  const ours = { tenantId: '01985a3e-0000-7000-8000-000000000001', messageId: '01985a3e-0000-7000-8000-000000000002' };
  const tags = messageTags({
    tenant: toPublicId('tenant', ours.tenantId),
    message: toPublicId('message', ours.messageId),
    step: 'reminder',
    invoices: [],
  });

  it.each([
    [tags, ours],
    [{ ...tags, message: 'newsletter' }, null],
    [{ message: tags['message'] }, null],
    [{ category: 'confirm_email' }, null],
    [{ tenant: 7 }, null],
    ['text', null],
    [null, null],
  ])('with the tags %j is about %j', (sent, tagged) => {
    expect(read({ body: report('email.delivered', { tags: sent }) })).toMatchObject({ result: 'reports', reports: [{ tagged }] });
  });

  it.each(['email.sent', 'email.opened', 'email.clicked', 'email.scheduled', 'contact.created', 'toString'])('%s says nothing', (type) => {
    expect(read({ body: report(type) })).toEqual({ result: 'ignored', type });
  });

  it.each([
    '',
    'not json',
    '[]',
    '{"type":"email.delivered"}',
    report('email.delivered', { email_id: 7 }),
    report('email.delivered', { email_id: undefined }),
  ])('refuses the signed nonsense %j', (body) => {
    expect(read({ body })).toEqual({ result: 'refused', code: 'malformed' });
  });
});

describe('the signature', () => {
  const signed = (body: string | Buffer, id = 'msg_1'): string => new Webhook(secret).sign(id, new Date(now), body);
  const refused = (code: string) => ({ result: 'refused', code });

  it('holds for the exact bytes only', () => {
    const headersOf = (body: string) => ({ 'svix-signature': signed(body) });
    const body = report('email.delivered');
    expect(read({ body, headers: headersOf(body) }).result).toBe('reports');
    expect(read({ body: `${body} `, headers: headersOf(body) })).toEqual(refused('bad-signature'));
    expect(read({ body, headers: { 'svix-id': 'msg_2' } })).toEqual(refused('bad-signature'));
  });

  it('is refused with another secret, and accepted with either of two while they change', () => {
    expect(read({ with: oldSecret })).toEqual(refused('bad-signature'));
    expect(read({ with: oldSecret, secrets: [secret, oldSecret] }).result).toBe('reports');
    expect(read({ secrets: [] })).toEqual(refused('bad-signature'));
    expect(read({ secrets: ['', 'whsec_'] })).toEqual(refused('bad-signature'));
  });

  it('is found among several, whichever comes first', () => {
    const good = signed(report('email.delivered'));
    const other = `v1,${Buffer.alloc(32).toString('base64')}`;
    for (const header of [`${other} ${good}`, `${good} ${other}`, `v1a,xyz ${good}`, `v1,short ${good}`])
      expect(read({ headers: { 'svix-signature': header } }).result, header).toBe('reports');
    for (const header of [other, good.replace('v1,', 'v2,'), good.slice(3), 'v1,', `${'v1,x '.repeat(16)}${good}`])
      expect(read({ headers: { 'svix-signature': header } }), header).toEqual(refused('bad-signature'));
  });

  it.each([
    [-300_000, true],
    [-301_000, false],
    [300_000, true],
    [301_000, false],
  ])('%i ms from now: %s', (offset, accepted) => {
    expect(read({ at: now + offset })).toEqual(accepted ? expect.objectContaining({ result: 'reports' }) : refused('stale'));
  });

  it.each(['svix-id', 'svix-timestamp', 'svix-signature'])('is refused without %s', (name) => {
    expect(read({ headers: { [name]: undefined } })).toEqual(refused('missing-headers'));
  });

  it.each(['1e9', '-5', 'NaN', '99999999999999'])('is refused with the time %s', (timestamp) => {
    expect(read({ headers: { 'svix-timestamp': timestamp } })).toEqual(refused('stale'));
  });

  it('is for text only: bytes that are none are not believed, whatever they decode to', () => {
    const rawBody = Buffer.concat([Buffer.from(report('email.delivered')), Buffer.from([0xff])]);
    const headers = {
      'svix-id': 'm',
      'svix-timestamp': String(now / 1_000),
      'svix-signature': signed(rawBody, 'm'),
    };
    expect(readResendWebhook({ headers, rawBody }, { secrets: [secret], now })).toEqual(refused('bad-signature'));
  });
});
