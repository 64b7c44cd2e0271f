/** What the creditor agreed to wait for with one claim, whichever ladder it is on. */
import { type Day, type IsoDate, toDay } from '../calendar/iso-date.js';
import { type CalendarName, nextWorkingDayNumber } from '../calendar/working-days.js';
import type { InstalmentFact, InvoiceFacts } from './facts.js';
import type { ReasonCode } from './plan.js';

/** Working days after a promised date or an instalment's due date in which the money may still come in. */
export const promiseGraceWorkingDays = 2;

/** A stop and its last day; null: until news comes. */
export interface Stop {
  readonly reason: ReasonCode;
  readonly lastDay: Day | null;
}

/** The last day on which money promised for a date is still in time. */
export function lastDayOfGrace(date: IsoDate, calendar: CalendarName): Day {
  let day = toDay(date);
  for (let left = promiseGraceWorkingDays; left > 0; left -= 1) day = nextWorkingDayNumber(day + 1, calendar);
  return day;
}

/** The first instalment that is not paid in full, by its due date; null when all are. */
export function nextInstalment(invoice: InvoiceFacts): InstalmentFact | null {
  let next: InstalmentFact | null = null;
  for (const instalment of invoice.paymentPlan?.instalments ?? [])
    if (instalment.open > 0n && (next === null || instalment.dueDate < next.dueDate)) next = instalment;
  return next;
}

/** A pause, a promise, a plan that is kept, a direct debit: until its last day the claim is not asked. */
export function claimStops(invoice: InvoiceFacts, calendar: CalendarName): readonly Stop[] {
  const stops: Stop[] = [];
  if (invoice.pause) stops.push({ reason: 'paused', lastDay: invoice.pause.until === null ? null : toDay(invoice.pause.until) });
  if (invoice.promise) stops.push({ reason: 'promised', lastDay: lastDayOfGrace(invoice.promise.date, calendar) });
  const instalment = invoice.planBrokenOn === null ? nextInstalment(invoice) : null;
  if (instalment) stops.push({ reason: 'payment-plan', lastDay: lastDayOfGrace(instalment.dueDate, calendar) });
  if (invoice.directDebitPending) stops.push({ reason: 'direct-debit-pending', lastDay: null });
  return stops;
}

/** The first day on which the claim may be asked: -Infinity when nothing was agreed, Infinity when only news can say. */
export function askableFrom(invoice: InvoiceFacts, calendar: CalendarName): Day {
  let first = -Infinity;
  for (const { lastDay } of claimStops(invoice, calendar)) first = Math.max(first, lastDay === null ? Infinity : lastDay + 1);
  return first;
}

/** By due date, then id: in debtor scope the older of two claims carries the ladder. */
export const isOlder = (a: InvoiceFacts, b: InvoiceFacts): boolean => a.dueDate < b.dueDate || (a.dueDate === b.dueDate && a.id < b.id);
