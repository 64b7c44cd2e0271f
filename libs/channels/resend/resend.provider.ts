import { httpUrl, neededBy, optionalSecret, secret } from '#settings/setting.js';
import { defineProvider } from '../provider.js';
import { ResendChannel } from './resend.channel.js';
import { readResendWebhook } from './resend-webhook.js';

/** Keys of Resend's own documentation and of the simulator begin like this. */
const testKey = 're_test';

/** E-mail through Resend (https://resend.com), or the simulator, which speaks the same. */
export const resend = defineProvider({
  id: 'resend',
  channel: 'email',
  title: 'E-mail through Resend (resend)',
  settings: {
    RESEND_BASE_URL: httpUrl('http://127.0.0.1:4010', {
      why: 'The HTTP API of Resend (https://api.resend.com), or the simulator, which speaks the same.',
      production: 'explicit',
      of: ['api', 'worker'],
    }),
    RESEND_API_KEY: neededBy(['worker'], secret('re_test_simulator_only', 'Key for Resend; the default is known to the simulator only.')),
    RESEND_WEBHOOK_SECRET: neededBy(
      ['api'],
      secret('whsec_c2ltdWxhdG9yLW9ubHktd2ViaG9vay1zZWNyZXQ=', 'Signing secret of the Resend webhooks, checked on the raw body.'),
    ),
    RESEND_WEBHOOK_SECRET_ALSO: optionalSecret(
      'A second signing secret, while one is replaced: reports signed with either are believed. Empty: none.',
    ),
  },
  problems: ({ RESEND_API_KEY }, { production, process }) =>
    production && (process === undefined || process === 'worker') && RESEND_API_KEY.reveal().startsWith(testKey)
      ? ['RESEND_API_KEY is a test key']
      : [],
  create: (settings) => new ResendChannel({ apiKey: settings.RESEND_API_KEY.reveal(), baseUrl: settings.RESEND_BASE_URL }),
  reports: {
    operationId: 'receiveResendEvent',
    summary: 'Delivery reports of Resend (svix headers)',
    read: (incoming, { settings, now }) =>
      readResendWebhook(incoming, {
        secrets: [settings.RESEND_WEBHOOK_SECRET, settings.RESEND_WEBHOOK_SECRET_ALSO].flatMap((one) => one?.reveal() ?? []),
        now,
      }),
  },
});
