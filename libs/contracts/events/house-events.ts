/** The creditor, his keys, his test clocks and his jobs. */
import { z } from 'zod';
import { code, event, instant, text } from './declare.js';

const key = { name: text, hint: text, scopes: z.array(z.string()).readonly(), expiresAt: instant.nullable() };

const sender = { kind: z.enum(['domain', 'sms-name']), value: text };

export const houseEvents = {
  'creditor.changed': event('creditor', 'What stands in his messages changed. Names the fields, never what stands in them.', {
    fields: z.array(z.string()).readonly(),
  }),
  'creditor.sender_allowed': event('creditor', 'The operator allows him to mail from a domain, or to sign an sms with a name.', sender),
  'creditor.sender_withdrawn': event('creditor', 'He may no more. If he sent so, the house sends for him from now on.', sender),
  'key.issued': event('creditor', 'An API key was made. The key itself stands nowhere.', key),
  'key.revoked': event('creditor', 'An API key opens nothing any more.', key),
  'clock.created': event('creditor', 'A test clock was made.', {}),
  'clock.advancing': event('creditor', 'A test clock is on its way to a later instant.', { to: instant }),
  'clock.deleted': event('creditor', 'A test clock was removed.', {}),
  'job.cancel_requested': event('creditor', 'Somebody asked that long work stop. What it has done stands.', { kind: code }),
};
