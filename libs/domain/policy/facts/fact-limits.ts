/**
 * What a fact can say: days and amounts beyond it are refused, by the casebook before the fact is written and by a simulation before it is
 * played. Days are local days on the debtor's clock.
 */
import { addDays, addMonths, type IsoDate } from '../../calendar/iso-date.js';
import type { Cents } from '../../money/money.js';

/** What is wrong, as a value: a stable code, the path of the field (`instalments/1/dueDate`), and words for whoever sent it. */
export interface Fault {
  readonly code: string;
  readonly argument: string;
  readonly detail: string;
}

const fault = (code: string, argument: string, detail: string): Fault => ({ code, argument, detail });

/** A bank east of us, or a batch that is booked at midnight, may be a day ahead of the debtor's clock. */
const daysAhead = 1;

/** A day on which something is said to have happened and which has not come yet. */
export const futureFault = (date: IsoDate, today: IsoDate, argument: string): Fault | null =>
  date > addDays(today, daysAhead) ? fault('date-in-the-future', argument, `Today is ${today}.`) : null;

/** A day until which something is to hold, and which is over. */
export const pastFault = (date: IsoDate, today: IsoDate, argument: string): Fault | null =>
  date < today ? fault('date-in-the-past', argument, `Today is ${today}.`) : null;

/** A promise reaches this far: for longer the debtor agrees a payment plan, whose terms are looked after one by one. */
export const longestPromiseMonths = 12;

/** The day of a promise: from today to {@link longestPromiseMonths} ahead. */
export function promiseFault(date: IsoDate, today: IsoDate): Fault | null {
  const last = addMonths(today, longestPromiseMonths);
  return date > last
    ? fault('promise-too-far', 'date', `A promise reaches ${longestPromiseMonths} months, until ${last}; agree a payment plan.`)
    : pastFault(date, today, 'date');
}

/** A part of a claim is at most what is open of it, in minor units. */
export const aboveOpenFault = (amount: Cents | null, open: Cents, { argument, what }: { argument: string; what: string }): Fault | null =>
  (amount ?? open) > open ? fault('amount-above-open', argument, `More is ${what} than is open.`) : null;

/** A term of a payment plan. */
export interface Term {
  readonly dueDate: IsoDate;
  readonly amount: Cents;
}

/** The terms of a payment plan: from today on, each later than the one before and of more than nothing. */
export function termsFault(terms: readonly Term[], today: IsoDate): Fault | null {
  const [first] = terms;
  const early = first ? pastFault(first.dueDate, today, 'instalments/0/dueDate') : null;
  if (early) return early;
  const missing = terms.findIndex(({ amount }) => amount <= 0n);
  if (missing >= 0) return fault('amount-not-positive', `instalments/${missing}/amount`, 'Each term is of more than zero.');
  const unordered = terms.findIndex(({ dueDate }, index) => dueDate <= (terms[index - 1]?.dueDate ?? ''));
  return unordered === -1
    ? null
    : fault('instalments-out-of-order', `instalments/${unordered}/dueDate`, 'Each term is later than the one before.');
}
