/** An invoice and its chase, from its registration to its end. */
import { z } from 'zod';
import { chaseOutcomes } from '#domain/policy/facts/facts.js';
import { code, currency, date, event, minor, step, text } from './declare.js';

const barred = { lastDay: date, articles: z.array(z.string()).readonly() };
const ordered = {
  step,
  act: z.enum(['skip', 'postpone', 'run-now']),
  until: date.nullable(),
  reason: text.nullable(),
};
const direct = { signal: text, signalId: text };

export const chaseEvents = {
  'invoice.registered': event('invoice', 'The invoice came in and its chase begins.', {
    number: text,
    total: minor,
    currency,
    issueDate: date,
    dueDate: date,
    policy: code,
    version: z.int(),
  }),
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
  'invoice.closed': event('invoice', 'The chase is over.', { outcome: z.enum(chaseOutcomes), reason: text.nullable() }),
  'chase.paused': event(
    'invoice',
    'The chase stops until it is resumed, or through the day `until`. `cause`: the house itself stopped it.',
    {
      reason: text,
      until: date.nullable(),
      cause: code.optional(),
    },
  ),
  'chase.resumed': event('invoice', 'A paused chase goes on.', { note: text.optional() }),
  'chase.replanned': event('invoice', 'What was due next changed without a new fact about this invoice.', {
    reasons: z.array(z.string()).readonly(),
  }),
  'chase.needs_person': event('invoice', 'The chase cannot go on by itself: a task asks a person, and says what would mend it.', {
    reason: code,
    step,
    remedies: z.array(z.string()).readonly(),
  }),
  'note.added': event('invoice', 'Somebody noted something for colleagues. What it says stands with the invoice, never in an event.', {}),
  'step.noted': event('invoice', 'A step that stays in the house was taken.', { step }),
  'step.skipped': event('invoice', 'An operator ordered that a step is never taken.', ordered),
  'step.postponed': event('invoice', 'An operator ordered that a step is not taken before a day.', ordered),
  'step.run-now': event('invoice', 'An operator ordered a step at once, as far as the law allows.', ordered),
  'claim.limitation_near': event('invoice', 'The claim will be barred by limitation within so many months.', {
    ...barred,
    months: z.int(),
  }),
  'claim.time_barred': event('invoice', 'The claim is barred by limitation: nothing is asked before a person has looked.', barred),
  'signal.recorded': event('invoice', 'A signal that was sent straight to Temporal became a fact.', direct),
  'signal.refused': event('invoice', 'A signal that was sent straight to Temporal changed nothing; it says why.', {
    ...direct,
    code,
    argument: text,
    detail: text,
  }),
};
