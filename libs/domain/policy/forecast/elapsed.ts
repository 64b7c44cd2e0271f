/** What time alone turns into a fact: a promise or a plan that is broken, a task that nobody did in time. The casebook writes it, the simulation plays it. */
import { type IsoDate, fromDay, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { breaksOn } from '../agreements/agreement-messages.js';
import { stopsOf } from '../decide.js';
import type { ChaseFacts, Contact, InvoiceFacts, TakenStep } from '../facts/facts.js';
import { lastDayOfGrace } from '../situation/payment-plan.js';
import type { Policy } from '../language/policy.js';
import { situationOf } from '../situation/situation.js';

/**
 * The day on which the promise of an invoice broke, the first after its grace; null when it stands on that local day. Not the day on which
 * somebody first looked: what counts from it must not move by that.
 */
export function promiseBrokenOn({ promise }: InvoiceFacts, policy: Policy, today: IsoDate): IsoDate | null {
  if (!promise) return null;
  const lastDay = lastDayOfGrace(promise.date, policy.calendar);
  return toDay(today) > lastDay ? fromDay(lastDay + 1) : null;
}

/** Whether the payment plan of an invoice breaks now. */
export function paymentPlanBreaks(policy: Policy, facts: ChaseFacts, now: Instant): boolean {
  const { paymentPlan, paymentPlanBrokenOn } = facts.invoice;
  if (!paymentPlan || paymentPlanBrokenOn !== null) return false;
  const situation = situationOf(policy, facts, now);
  return breaksOn(situation, stopsOf(situation));
}

/** Whether a task that waits for a person has run out of time. */
export const taskRanOut = ({ result, deadline }: TakenStep, now: Instant): boolean =>
  result === 'open' && deadline !== null && deadline <= now;

/** Without the contact that a call was. Two calls of one instant are two contacts. */
function withoutCall(contacts: readonly Contact[], { at }: TakenStep): readonly Contact[] {
  const index = contacts.findIndex((contact) => contact.at === at && contact.channel === 'call');
  return contacts.filter((_, other) => other !== index);
}

/** The contacts that are left when these rows are none any more: a call that nobody made, or that was taken off the list, is no contact. */
export const contactsWithout = (contacts: readonly Contact[], rows: readonly TakenStep[]): readonly Contact[] =>
  rows.filter(({ channel }) => channel === 'call').reduce(withoutCall, contacts);

/** A chase whose case is opened at a moment: its tasks that ran out are over. The same facts when none did. */
export function withoutLateCalls(facts: ChaseFacts, now: Instant): ChaseFacts {
  const { debtor, invoice } = facts;
  const late = invoice.taken.filter((row) => taskRanOut(row, now));
  if (late.length === 0) return facts;
  const taken = invoice.taken.map((row): TakenStep => (late.includes(row) ? { ...row, result: 'expired' } : row));
  return { ...facts, debtor: { ...debtor, contacts: contactsWithout(debtor.contacts, late) }, invoice: { ...invoice, taken } };
}
