/**
 * Facts that time alone brings about: a broken promise or payment plan, a task that nobody did in time. The casebook writes them down, the
 * forecast and the simulation assume them.
 */
import { type IsoDate, fromDay, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { missedInstalmentBreaksPlan } from '../agreements/agreement-messages.js';
import { stopsOf } from '../decide.js';
import type { ChaseFacts, Contact, InvoiceFacts, TakenStep } from '../facts/facts.js';
import { lastDayOfGrace } from '../situation/payment-plan.js';
import type { Policy } from '../language/policy.js';
import { situationOf } from '../situation/situation.js';

/**
 * The day on which the promise of an invoice broke, the first after its days of grace; null when on `today`, a local day, it is not broken.
 * It does not depend on the day on which anybody first looked, because steps count from it.
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
  return missedInstalmentBreaksPlan(situation, stopsOf(situation));
}

/** Whether a task that waits for a person has run out of time. */
export const taskRanOut = ({ result, deadline }: TakenStep, now: Instant): boolean =>
  result === 'open' && deadline !== null && deadline <= now;

/** The contacts without the one that a call made. Two calls at one instant are two contacts, of which one is left. */
function withoutCall(contacts: readonly Contact[], { at }: TakenStep): readonly Contact[] {
  const index = contacts.findIndex((contact) => contact.at === at && contact.channel === 'call');
  return contacts.filter((_, other) => other !== index);
}

/** The contacts without the calls among these rows: a call that nobody made, or that was taken off the list, is no contact. */
export const contactsWithoutCalls = (contacts: readonly Contact[], rows: readonly TakenStep[]): readonly Contact[] =>
  rows.filter(({ channel }) => channel === 'call').reduce(withoutCall, contacts);

/**
 * The facts with every task that has run out of time expired, as the casebook writes it whenever a case is opened. The same object when
 * none has.
 */
export function withTasksExpired(facts: ChaseFacts, now: Instant): ChaseFacts {
  const { debtor, invoice } = facts;
  const ranOut = invoice.taken.filter((row) => taskRanOut(row, now));
  if (ranOut.length === 0) return facts;
  const taken = invoice.taken.map((row): TakenStep => (ranOut.includes(row) ? { ...row, result: 'expired' } : row));
  return { ...facts, debtor: { ...debtor, contacts: contactsWithoutCalls(debtor.contacts, ranOut) }, invoice: { ...invoice, taken } };
}
