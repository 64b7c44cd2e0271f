import { httpUrl, oneOf, text } from '#settings/setting.js';

/** The simulator, which stands in for every provider. */
export const simulatorSettings = {
  SIMULATOR_HOST: oneOf(['127.0.0.1', '0.0.0.0', '::'], '127.0.0.1', 'Where the simulator listens; a container needs 0.0.0.0.'),
  SIMULATOR_DATA_DIR: text('.maanwerk/simulator', { why: 'Folder in which the simulator keeps messages and its ledger over a restart.' }),
  SIMULATOR_WEBHOOK_URL: httpUrl('http://127.0.0.1:3000/hooks/resend', {
    why: 'Where the simulator reports deliveries, signed with RESEND_WEBHOOK_SECRET; the API of the same start by default.',
  }),
};
