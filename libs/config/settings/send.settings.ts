import { text, whole } from '#settings/setting.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The house as a sender, and the limits of one send. */
export const sendSettings = {
  MAIL_FROM: text('Maanwerk <facturen@maanwerk.example>', {
    why: 'Address that every mail leaves from, and the name of the house: a mail is "<creditor> via <name>". Its domain must be verified with the provider.',
    production: 'explicit',
    of: ['worker'],
  }),
  SEND_PROVIDER_TIMEOUT_MS: whole(
    20 * SECOND,
    { min: 100, max: 5 * MINUTE },
    'One call to a provider. Mail APIs answer within a few seconds; after this the call is given up and its outcome is in doubt.',
  ),
  SEND_START_TO_CLOSE_MS: whole(
    60 * SECOND,
    { min: SECOND, max: 30 * MINUTE },
    'One attempt of the send activity: a few short transactions, a look-up and a call to the provider must fit with room to spare.',
  ),
  SEND_KEY_MARGIN_MS: whole(
    15 * MINUTE,
    { min: MINUTE, max: 24 * 60 * MINUTE },
    'So long before its provider forgets the key of a message in doubt that is not sent again: clocks differ, and an attempt may be running at the border. A provider whose keys live no longer than this never gets a doubtful message twice.',
  ),
  SEND_DOUBT_MS: whole(
    20 * 60 * MINUTE,
    { min: MINUTE, max: 7 * 24 * 60 * MINUTE },
    'For so long a message in doubt is asked for where its provider knows no keys; after that a person says what became of it.',
  ),
  SEND_LEASE_MS: whole(
    10 * SECOND,
    { min: SECOND, max: 5 * MINUTE },
    'For so long a claimed message stays with a worker that says nothing; one that works renews it three times as often. Shorter: a killed worker is noticed sooner. Longer: a machine under load loses fewer attempts to its own pauses.',
  ),
};
