import { afterEach, expect, it } from 'vitest';
import { readResendWebhook } from '#channels/resend/resend-webhook.js';
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
    return reading.result === 'event' ? reading.event.kind : reading.result;
  });
  expect(kinds.toSorted((a, b) => a.localeCompare(b))).toEqual([
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
