/** The creditor, his keys, his test clocks and his jobs. */
import { z } from 'zod';
import { code, event, fieldName, instant, text, worded } from './declare.js';

/** A noun and what may be done with it, or all of it. */
const scope = z.string().regex(/^[a-z][a-z-]*(?::(?:[a-z][a-z-]*|\*))?$|^\*$/);
const key = { scopes: z.array(scope).readonly(), expiresAt: instant.nullable() };
const called = { name: text, hint: text };

const sender = { kind: z.enum(['domain', 'sms-name']) };

const ownText = { key: code, version: z.int().positive() };

export const houseEvents = {
  'creditor.changed': event('creditor', 'What stands in his messages changed. Names the fields, never what stands in them.', {
    fields: z.array(fieldName).readonly(),
  }),
  'brand.published': event('creditor', 'A version of how his messages look. Names the fields that are other than in the one before.', {
    version: z.int().positive(),
    fields: z.array(fieldName).readonly(),
  }),
  'text.published': event('creditor', 'A version of a text in his own words counts from now on.', ownText),
  'text.retired': event('creditor', 'A version of a text in his own words counts no more, or never will.', ownText),
  'creditor.sender_allowed': worded(
    event('creditor', 'The operator allows him to mail from a domain, or to sign an sms with a name.', sender),
    { value: text },
  ),
  'creditor.sender_withdrawn': worded(event('creditor', 'He may no more. If he sent so, the house sends for him from now on.', sender), {
    value: text,
  }),
  'key.issued': worded(event('creditor', 'An API key was made. The key itself stands nowhere.', key), called),
  'key.revoked': worded(event('creditor', 'An API key opens nothing any more.', key), called),
  'clock.created': event('creditor', 'A test clock was made.', {}),
  'clock.advancing': event('creditor', 'A test clock is on its way to a later instant.', { to: instant }),
  'clock.deleted': event('creditor', 'A test clock was removed.', {}),
  'job.cancel_requested': event('creditor', 'Somebody asked that long work stop. What it has done stands.', { kind: code }),
};
