import { httpUrl, whole } from '#settings/setting.js';
import { defineProvider } from '../provider.js';
import { letterSimulated as letters, smsSimulated as sms, whatsappSimulated as whatsapp } from './simulated.channel.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The stand-in for sms: it knows no keys and cannot be asked. */
export const smsSimulated = defineProvider({
  id: 'sms-simulated',
  channel: 'sms',
  title: 'Sms through the simulator (sms-simulated)',
  settings: {
    SMS_BASE_URL: httpUrl('http://127.0.0.1:4010/sms', {
      why: 'Where sms goes; the default is the simulator.',
      production: 'explicit',
      of: ['api', 'worker'],
    }),
  },
  create: (settings) => sms({ baseUrl: settings.SMS_BASE_URL }),
});

/** The stand-in for WhatsApp: it can be asked. */
export const whatsappSimulated = defineProvider({
  id: 'whatsapp-simulated',
  channel: 'whatsapp',
  title: 'WhatsApp through the simulator (whatsapp-simulated)',
  settings: {
    WHATSAPP_BASE_URL: httpUrl('http://127.0.0.1:4010/whatsapp', {
      why: 'Where WhatsApp messages go; the default is the simulator.',
      production: 'explicit',
      of: ['api', 'worker'],
    }),
    WHATSAPP_SETTLE_MS: whole(
      5 * minuteMs,
      { min: 0, max: dayMs },
      'Age after which a WhatsApp message that its provider does not know surely never arrives: two minutes in which a request that was given up on may lie in buffers of the network, and room for the queue of the provider. Until then a message in doubt is asked for and not sent again.',
    ),
  },
  create: (settings) => whatsapp({ baseUrl: settings.WHATSAPP_BASE_URL, settleMs: settings.WHATSAPP_SETTLE_MS }),
});

/** The stand-in for letters: it can be asked. */
export const letterSimulated = defineProvider({
  id: 'letter-simulated',
  channel: 'letter',
  title: 'Letters through the simulator (letter-simulated)',
  settings: {
    LETTER_BASE_URL: httpUrl('http://127.0.0.1:4010/letter', {
      why: 'Where letters go to be printed and posted; the default is the simulator.',
      production: 'explicit',
      of: ['api', 'worker'],
    }),
    LETTER_SETTLE_MS: whole(
      10 * minuteMs,
      { min: 0, max: dayMs },
      'The same for a letter: print services take orders in through a queue of their own and list them some minutes later. A letter twice costs more than one that leaves ten minutes later.',
    ),
  },
  create: (settings) => letters({ baseUrl: settings.LETTER_BASE_URL, settleMs: settings.LETTER_SETTLE_MS }),
});
