import { httpUrl, oneOf, text, whole } from '../setting.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Providers besides e-mail, and the simulator that stands in for all of them. */
export const outsideSettings = {
  SMS_BASE_URL: httpUrl('http://127.0.0.1:4010/sms', { why: 'Where sms goes; the default is the simulator.', production: 'explicit' }),
  WHATSAPP_BASE_URL: httpUrl('http://127.0.0.1:4010/whatsapp', {
    why: 'Where WhatsApp messages go; the default is the simulator.',
    production: 'explicit',
  }),
  WHATSAPP_SETTLE_MS: whole(
    5 * MINUTE,
    { min: 0, max: DAY },
    'Age after which a WhatsApp message that its provider does not know surely never arrives: two minutes in which a request that was given up on may lie in buffers of the network, and room for the queue of the provider. Until then a message in doubt is asked for and not sent again.',
  ),
  LETTER_BASE_URL: httpUrl('http://127.0.0.1:4010/letter', {
    why: 'Where letters go to be printed and posted; the default is the simulator.',
    production: 'explicit',
  }),
  LETTER_SETTLE_MS: whole(
    10 * MINUTE,
    { min: 0, max: DAY },
    'The same for a letter: print services take orders in through a queue of their own and list them some minutes later. A letter twice costs more than one that leaves ten minutes later.',
  ),
  SIMULATOR_HOST: oneOf(['127.0.0.1', '0.0.0.0', '::'], '127.0.0.1', 'Where the simulator listens; a container needs 0.0.0.0.'),
  SIMULATOR_DATA_DIR: text('.maanwerk/simulator', { why: 'Folder in which the simulator keeps messages and its ledger over a restart.' }),
  SIMULATOR_WEBHOOK_URL: httpUrl('http://127.0.0.1:3000/hooks/resend', {
    why: 'Where the simulator reports deliveries, signed with RESEND_WEBHOOK_SECRET; the API of the same start by default.',
  }),
};
