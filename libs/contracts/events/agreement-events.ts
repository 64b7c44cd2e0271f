/** What is agreed with the debtor, what he contests, and what is known of him. */
import { z } from 'zod';
import { debtorKinds, holdReasons } from '#domain/policy/facts/facts.js';
import { code, date, event, fieldName, idOf, minor, step, text, worded } from './declare.js';

const promised = { date: date.meta({ description: 'the promised day' }) };

export const agreementEvents = {
  'promise.made': event('invoice', 'The debtor promised to pay on a day; the chase waits for it.', {
    ...promised,
    amount: minor.nullable().meta({ description: 'minor units; null: all that is open' }),
  }),
  'promise.kept': event('invoice', 'What was promised has come in.', promised),
  'promise.broken': event('invoice', 'The promised day and its grace passed without the money; the chase goes on.', promised),
  'promise.withdrawn': event('invoice', 'A promise was taken back.', promised),
  'promise.reopened': event('invoice', 'The money of a kept promise went back before the promised day: it stands again.', promised),
  'payment-plan.agreed': event('invoice', 'Instalments were agreed, over one or more invoices; the chase rests while they are paid.', {
    invoices: z.array(idOf('invoice')).readonly(),
    instalments: z.array(z.strictObject({ dueDate: date, amount: minor })).readonly(),
  }),
  'payment-plan.completed': event('invoice', 'Nothing that the payment plan covers is chased any more.', {}),
  'payment-plan.broken': event('invoice', 'An instalment was missed for good; the chase goes on.', {}),
  'payment-plan.cancelled': event('invoice', 'The payment plan was called off; the chase goes on.', {}),
  'payment-plan.reopened': event('invoice', 'Money of a completed payment plan went back: its instalments stand again.', { on: date }),
  'confirmation.lapsed': event('invoice', 'What was agreed changed before it was confirmed in writing; that message is not sent.', {
    step,
    reason: code,
  }),
  'dispute.raised': worded(
    event('invoice', 'The debtor contests the invoice, or a part of it.', {
      amount: minor.nullable().meta({ description: 'minor units; null: all of it' }),
    }),
    { reason: text },
  ),
  'dispute.resolved': event('invoice', 'The dispute is settled; what the debtor was right about is credited.', {
    outcome: z.enum(['upheld', 'rejected', 'partly']),
    creditAmount: minor,
    newDueDate: date.nullable(),
    open: minor.meta({ description: 'minor units open of the invoice afterwards' }),
  }),
  'debtor.created': worded(event('debtor', 'A debtor was registered.', { kind: z.enum(debtorKinds), language: code }), {
    segment: text.nullable(),
  }),
  'debtor.changed': event('debtor', 'Data of the debtor changed. Names the fields, never what stands in them.', {
    fields: z.array(fieldName).readonly(),
  }),
  'debtor.held': event('debtor', 'All chases of the debtor stop.', { reason: z.enum(holdReasons), until: date.nullable() }),
  'debtor.erased': event('debtor', 'The person was erased: names, addresses, messages and notes are gone; money and dates stay.', {
    chasesStopped: z.int().nonnegative(),
  }),
  'debtor.released': event('debtor', 'A hold of the debtor was lifted.', {}),
};
