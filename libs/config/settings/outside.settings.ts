import { httpUrl, oneOf, text } from '../setting.js';

/** Providers besides e-mail, and the simulator that stands in for all of them. */
export const outsideSettings = {
  SMS_BASE_URL: httpUrl('http://127.0.0.1:4010/sms', { why: 'Where sms goes; the default is the simulator.', production: 'explicit' }),
  WHATSAPP_BASE_URL: httpUrl('http://127.0.0.1:4010/whatsapp', {
    why: 'Where WhatsApp messages go; the default is the simulator.',
    production: 'explicit',
  }),
  LETTER_BASE_URL: httpUrl('http://127.0.0.1:4010/letter', {
    why: 'Where letters go to be printed and posted; the default is the simulator.',
    production: 'explicit',
  }),
  SIMULATOR_HOST: oneOf(['127.0.0.1', '0.0.0.0', '::'], '127.0.0.1', 'Where the simulator listens; a container needs 0.0.0.0.'),
  SIMULATOR_DATA_DIR: text('.maanwerk/simulator', { why: 'Folder in which the simulator keeps messages and its ledger over a restart.' }),
  SIMULATOR_WEBHOOK_URL: httpUrl('http://127.0.0.1:3000/hooks/resend', {
    why: 'Where the simulator reports deliveries, signed with RESEND_WEBHOOK_SECRET; the API of the same start by default.',
  }),
};
