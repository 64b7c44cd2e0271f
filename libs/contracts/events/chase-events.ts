/** An invoice and its chase, from its registration to its end. */
import { z } from 'zod';
import { chaseOutcomes } from '#domain/policy/facts/facts.js';
import { article, code, currency, date, digest, event, minor, step, text, worded } from './declare.js';

const barred = { lastDay: date, articles: z.array(article).readonly() };
const ordered = {
  step,
  act: z.enum(['skip', 'postpone', 'run-now']),
  until: date.nullable(),
};
const why = { reason: text.nullable() };
/** By the digest of its id a repeat is known; what was heard is words of whoever sent it. */
const direct = { signalKey: digest };
const heard = { signal: text, signalId: text };

export const chaseEvents = {
  'invoice.registered': worded(
    event('invoice', 'The invoice came in and its chase begins.', {
      total: minor,
      currency,
      issueDate: date,
      dueDate: date,
      policy: code,
      version: z.int(),
    }),
    { number: text },
  ),
  'invoice.changed': event('invoice', 'Terms changed; the steps that remain are planned anew. Holds what was changed.', {
    dueDate: date.optional(),
    policyKey: code.optional(),
    termBasis: z.enum(['agreed', 'unilateral', 'none']).optional(),
    directDebitPending: z.boolean().optional(),
    claim: code.optional(),
    interruptions: z
      .array(z.strictObject({ on: date, act: code, received: z.boolean().optional() }))
      .readonly()
      .optional(),
  }),
  'invoice.closed': worded(event('invoice', 'The chase is over.', { outcome: z.enum(chaseOutcomes) }), why),
  'chase.paused': worded(
    event('invoice', 'The chase stops until it is resumed, or through the day `until`. `cause`: the house itself stopped it.', {
      until: date.nullable(),
      cause: code.optional(),
    }),
    { reason: text },
  ),
  'chase.resumed': worded(event('invoice', 'A paused chase goes on.', {}), { note: text.optional() }),
  'chase.replanned': event('invoice', 'What was due next changed without a new fact about this invoice.', {
    reasons: z.array(code).readonly(),
  }),
  'chase.needs_person': event('invoice', 'The chase cannot go on by itself: a task asks a person, and says what would mend it.', {
    reason: code,
    step,
    remedies: z.array(code).readonly(),
  }),
  'document.added': event('invoice', 'The file of the invoice was brought, or another one in its place.', {}),
  'document.removed': event('invoice', 'The file of the invoice was taken away; messages that were claimed with it keep it.', {}),
  'message.sent_without_invoice': event(
    'invoice',
    'A message goes without the file of the invoice: together they are too large or too many.',
    {
      step: code,
    },
  ),
  'note.added': event('invoice', 'Somebody noted something for colleagues. What it says stands with the invoice, never in an event.', {}),
  'step.noted': event('invoice', 'A step that stays in the house was taken.', { step }),
  'step.skipped': worded(event('invoice', 'An operator ordered that a step is never taken.', ordered), why),
  'step.postponed': worded(event('invoice', 'An operator ordered that a step is not taken before a day.', ordered), why),
  'step.run-now': worded(event('invoice', 'An operator ordered a step at once, as far as the law allows.', ordered), why),
  'claim.limitation_near': event('invoice', 'The claim will be barred by limitation within so many months.', {
    ...barred,
    months: z.int(),
  }),
  'claim.time_barred': event('invoice', 'The claim is barred by limitation: nothing is asked before a person has looked.', barred),
  'signal.recorded': worded(event('invoice', 'A signal that was sent straight to Temporal became a fact.', direct), heard),
  'signal.refused': worded(
    event('invoice', 'A signal that was sent straight to Temporal changed nothing; it says why.', { ...direct, code }),
    { ...heard, argument: text, detail: text },
  ),
};
