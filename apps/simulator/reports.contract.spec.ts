import { afterEach, expect, it } from 'vitest';
import { messageTags } from '#channels/channel.port.js';
import { ResendChannel } from '#channels/resend/resend.channel.js';
import { readResendWebhook } from '#channels/resend/resend-webhook.js';
import { toPublicId } from '#contracts/ids.js';
import { email, endWorld, startReceiver, startWorld } from './testing/simulated-world.js';

afterEach(endWorld);

const secret = 'whsec_c2ltdWxhdG9yLW9ubHktd2ViaG9vay1zZWNyZXQ=';

it('what the simulator reports is what the channel reads', async () => {
  const receiver = await startReceiver();
  const world = await startWorld({ webhook: { url: receiver.url, secret } });
  for (const to of ['jan@x.example', 'bounce@x.example', 'softbounce@x.example', 'complain@x.example'])
    await world.post('/emails', email({ to }));
  await expect.poll(() => receiver.received.length).toBe(9);
  const kinds = receiver.received.map(({ headers, body }) => {
    const reading = readResendWebhook({ headers, rawBody: body }, { secrets: [secret], now: Date.now() });
    return reading.result === 'reports' ? reading.reports[0]?.kind : reading.result;
  });
  expect(kinds.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    'bounced-hard',
    'bounced-soft',
    'complained',
    'delivered',
    'delivered',
    'ignored',
    'ignored',
    'ignored',
    'ignored',
  ]);
});

it('the tags that were sent along come back in the report', async () => {
  const receiver = await startReceiver();
  const world = await startWorld({ webhook: { url: receiver.url, secret } });
  const ours = { tenantId: '01985a3e-0000-7000-8000-000000000001', messageId: '01985a3e-0000-7000-8000-000000000002' };
  const subject = {
    tenant: toPublicId('tenant', ours.tenantId),
    message: toPublicId('message', ours.messageId),
    step: 'reminder',
    invoices: [],
  };
  const channel = new ResendChannel({ apiKey: 're_test', baseUrl: world.simulator.url });
  const texts = { from: { address: 'a@b.example' }, to: 'jan@x.example', subject: 's', html: '<p>h</p>', text: 't' };
  await channel.send({ channel: 'email', idempotencyKey: 'msg/1', ...texts, tags: messageTags(subject) }, { timeoutMs: 5_000 });
  await expect.poll(() => receiver.received.length).toBe(2);
  const tagged = receiver.received.map(({ headers, body }) => {
    const reading = readResendWebhook({ headers, rawBody: body }, { secrets: [secret], now: Date.now() });
    return reading.result === 'reports' ? reading.reports[0]?.tagged : reading.result;
  });
  expect(tagged).toContainEqual(ours);
});
