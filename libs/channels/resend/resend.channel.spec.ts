import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { messageTags, type OutgoingMessage, type SendOutcome } from '../channel.port.js';
import { ResendChannel } from './resend.channel.js';

const servers: Server[] = [];

/** A provider that answers as the case wants. */
async function channelAt(listener: RequestListener): Promise<ResendChannel> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return new ResendChannel({
    apiKey: 're_test',
    baseUrl: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
  });
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a provider that reaches people', () => {
  it.each([
    ['https://api.resend.com', true],
    ['http://127.0.0.1:4400', false],
    ['http://simulator:4400/', false],
  ])('%s: %s', (baseUrl, real) => expect(new ResendChannel({ apiKey: 're_test', baseUrl }).reachesPeople).toBe(real));
});

const message: OutgoingMessage = {
  idempotencyKey: 'chase/1',
  channel: 'email',
  from: { name: 'Voorbeeld "B.V."\r\nBcc: x@evil.example', address: 'facturen@creditor.example' },
  to: 'jan@debtor.example',
  replyTo: 'administratie@creditor.example',
  subject: 'Over factuur 1\r\nBcc: y@evil.example',
  html: '<p>x</p>',
  text: 'x',
  tags: messageTags({ tenant: 'ten_1', message: 'msg_1', step: 'a b', invoices: ['inv_1', 'inv_2'] }),
};
const options = { timeoutMs: 5_000 };

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body)));
  };

const send = async (listener: RequestListener, change: Partial<OutgoingMessage> = {}): Promise<SendOutcome> =>
  (await channelAt(listener)).send({ ...message, ...change }, options);

const error = (statusCode: number, name: string) => ({ statusCode, name, message: 'why' });

describe('what Resend answers', () => {
  it.each([
    [400, 'validation_error', { status: 'not-executed', cause: 'account' }],
    [404, 'not_found', { status: 'not-executed', cause: 'account' }],
    [405, 'method_not_allowed', { status: 'not-executed', cause: 'account' }],
    [413, 'validation_error', { status: 'not-executed', cause: 'account' }],
    [422, 'missing_required_field', { status: 'not-executed', cause: 'account' }],
    [422, 'invalid_from_address', { status: 'not-executed', cause: 'account' }],
    [408, 'application_error', { status: 'unknown' }],
    [425, 'application_error', { status: 'unknown' }],
    [401, 'missing_api_key', { status: 'not-executed', cause: 'account' }],
    [403, 'invalid_api_key', { status: 'not-executed', cause: 'account' }],
    [409, 'concurrent_idempotent_requests', { status: 'in-flight' }],
    [409, 'invalid_idempotent_request', { status: 'key-conflict' }],
    [429, 'rate_limit_exceeded', { status: 'throttled', retryAfterMs: 1_000 }],
    [429, 'daily_quota_exceeded', { status: 'throttled', retryAfterMs: 3_600_000 }],
    [500, 'internal_server_error', { status: 'unknown' }],
    [502, 'application_error', { status: 'unknown' }],
    [503, 'application_error', { status: 'not-executed', cause: 'provider-error' }],
  ])('%i %s is %j', async (status, name, outcome) => {
    expect(await send(answering(status, error(status, name)))).toMatchObject(outcome);
  });

  it.each([
    ['Invalid `to` field. The email address needs to follow the `email@example.com` format.', 'rejected'],
    ['The recipient is on the suppression list.', 'rejected'],
    ['Invalid `from` field. The email address needs to follow the `email@example.com` format.', 'not-executed'],
    ['Tags should only contain ASCII letters.', 'not-executed'],
  ])('422 "%s" is %s', async (text, outcome) => {
    const body = { statusCode: 422, name: 'validation_error', message: text };
    expect((await send(answering(422, body))).status).toBe(outcome);
    expect((await send(answering(400, { ...body, statusCode: 400 }))).status).toBe('not-executed');
  });

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'ratelimit-reset': '3' }, 3_000],
    [{ 'retry-after': '-4' }, 1_000],
    [{ 'retry-after': '99999999' }, 86_400_000],
    [{ 'retry-after': 'soon' }, 1_000],
  ])('429 with %j waits %i ms', async (headers, retryAfterMs) => {
    const outcome = await send(answering(429, error(429, 'rate_limit_exceeded'), headers));
    expect(outcome).toMatchObject({ status: 'throttled', retryAfterMs });
  });

  it('429 with a date waits until then', async () => {
    const outcome = await send(
      answering(429, error(429, 'rate_limit_exceeded'), { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }),
    );
    const waits = outcome.status === 'throttled' ? outcome.retryAfterMs : 0;
    expect(waits).toBeGreaterThan(50_000);
    expect(waits).toBeLessThan(61_000);
  });

  it.each(['', '<html>ok</html>', '{}', '{"id":7}', '{"id":""}', 'null', '[]'])('200 with %j leaves the send in doubt', async (body) => {
    expect((await send(answering(200, body))).status).toBe('unknown');
  });

  it.each([
    [502, '<html>bad gateway</html>', 'unknown'],
    [400, 'nonsense', 'not-executed'],
    [400, 'null', 'unknown'],
    [400, '"text"', 'unknown'],
    [503, '', 'not-executed'],
  ])('%i with the body %j is %s', async (status, body, outcome) => {
    expect((await send(answering(status, body))).status).toBe(outcome);
  });

  it('is in doubt when the line is cut before any answer, and within one', async () => {
    expect((await send((request) => request.socket.destroy())).status).toBe('unknown');
    const half: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"id":"mai', () => response.destroy());
    };
    expect((await send(half)).status).toBe('unknown');
  });

  it('does not take a cut on a kept line for a refused connection', async () => {
    let calls = 0;
    const channel = await channelAt((request, response) => {
      calls += 1;
      if (calls === 1) return answering(200, { id: 'mail-1' })(request, response);
      request.resume();
      request.on('end', () => {
        for (const server of servers) server.close();
        request.socket.destroy();
      });
    });
    expect((await channel.send(message, options)).status).toBe('accepted');
    expect((await channel.send({ ...message, idempotencyKey: 'chase/2' }, options)).status).toBe('unknown');
  });
});

describe('what Resend is asked', () => {
  it('carries key, tags and text, and no header that a name could add', async () => {
    let body = '';
    let key: string | string[] | undefined;
    const outcome = await send((request, response) => {
      key = request.headers['idempotency-key'];
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.end(JSON.stringify({ id: 'mail-1' })));
    });
    expect(outcome).toEqual({ status: 'accepted', providerId: 'mail-1' });
    expect(key).toBe('chase/1');
    expect(JSON.parse(body)).toEqual({
      from: '"Voorbeeld \\"B.V.\\" Bcc: x@evil.example" <facturen@creditor.example>',
      to: 'jan@debtor.example',
      reply_to: 'administratie@creditor.example',
      subject: 'Over factuur 1 Bcc: y@evil.example',
      html: '<p>x</p>',
      text: 'x',
      tags: [
        { name: 'tenant', value: 'ten_1' },
        { name: 'message', value: 'msg_1' },
        { name: 'step', value: 'a_b' },
        { name: 'invoice', value: 'inv_1' },
        { name: 'invoice_2', value: 'inv_2' },
      ],
    });
  });

  it('carries files, and pictures with the name by which the page shows them', async () => {
    let body = '';
    const attachments = [
      { filename: 'qr.png', contentType: 'image/png', contentBase64: 'iVBORw0KGgo=', contentId: 'payment-qr' },
      { filename: 'factuur-1.pdf', contentType: 'application/pdf', contentBase64: 'JVBERi0=' },
    ];
    await send(
      (request, response) => {
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => response.end(JSON.stringify({ id: 'mail-1' })));
      },
      { attachments },
    );
    expect(JSON.parse(body)).toMatchObject({
      attachments: [
        { filename: 'qr.png', content_type: 'image/png', content: 'iVBORw0KGgo=', content_id: 'payment-qr' },
        { filename: 'factuur-1.pdf', content_type: 'application/pdf', content: 'JVBERi0=' },
      ],
    });
    expect(JSON.parse(body).attachments[1]).not.toHaveProperty('content_id');
  });

  const ours = { status: 'not-executed', cause: 'account' };
  it.each([
    [{ to: 'a@b.example, c@d.example' }, { status: 'rejected', permanent: true }],
    [{ to: 'a@b.example\r\nBcc: c@d.example' }, { status: 'rejected', permanent: true }],
    [{ to: 'Jan <a@b.example>' }, { status: 'rejected', permanent: true }],
    [{ to: '' }, { status: 'rejected', permanent: true }],
    [{ replyTo: 'x' }, ours],
    [{ idempotencyKey: '' }, ours],
    [{ idempotencyKey: 'x'.repeat(257) }, ours],
    [{ idempotencyKey: 'a b' }, ours],
    [{ idempotencyKey: 'sleutel-é' }, ours],
  ])('is not asked at all with %j', async (change, wanted) => {
    let asked = 0;
    const outcome = await send((_request, response) => {
      asked += 1;
      response.end('{"id":"mail-1"}');
    }, change);
    expect(outcome).toMatchObject(wanted);
    expect(asked).toBe(0);
  });
});

describe('the Message-ID of a mail', () => {
  it.each([
    ['<0100-a@eu-west-1.amazonses.com>', '<0100-a@eu-west-1.amazonses.com>'],
    ['<a@b>\r\nBcc: all@evil.example', null],
    ['<a@b> <c@d>', null],
    ['a@b', null],
    [null, null],
    [undefined, null],
  ])('%j is kept as %j', async (told, kept) => {
    const channel = await channelAt(answering(200, { id: 'mail-1', message_id: told }));
    expect(await channel.mailIdOf('mail-1', options)).toBe(kept);
  });

  it('is none of a mail that it does not know, and asked again where it cannot tell', async () => {
    expect(await (await channelAt(answering(404, { name: 'not_found' }))).mailIdOf('mail-1', options)).toBeNull();
    for (const broken of [answering(500, {}), answering(200, 'hello'), answering(429, { name: 'rate_limit_exceeded' })])
      await expect((await channelAt(broken)).mailIdOf('mail-1', options)).rejects.toThrow();
  });
});
