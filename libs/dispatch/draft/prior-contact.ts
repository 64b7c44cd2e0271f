/** What the send ledger proves about the time before a message; a text says no more than this. */
import type { InvoiceFacts, TakenStep } from '#domain/policy/facts/facts.js';
import type { PriorContact } from '#templates/message-variables.js';

/** A message that left and is not known to have failed; one whose end is unknown proves nothing. */
const wrote = ({ channel, result }: TakenStep): boolean =>
  channel !== null && channel !== 'call' && (result === 'sent' || result === 'delivered');

const called = ({ channel, result }: TakenStep): boolean => channel === 'call' && result === 'done';
/** Somebody spoke with the debtor. A wrong number is no call to him. */
const reached = (step: TakenStep): boolean => called(step) && (step.outcome?.startsWith('reached-') ?? false);
const tried = (step: TakenStep): boolean => called(step) && (step.outcome === 'no-answer' || step.outcome === 'call-back');

/** What was done about every one of these invoices: a sentence about all of them must hold for each. */
export function priorContact(invoices: readonly Pick<InvoiceFacts, 'taken'>[]): PriorContact {
  const each = (was: (step: TakenStep) => boolean): boolean => invoices.length > 0 && invoices.every(({ taken }) => taken.some(was));
  const either = (step: TakenStep): boolean => reached(step) || tried(step);
  return { wrote: each(wrote), called: each(reached) ? 'reached' : each(either) ? 'not-reached' : null };
}
