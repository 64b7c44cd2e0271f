import { daysBetween, type IsoDate } from '#domain/calendar/iso-date.js';
import { type Refused, refuse } from './actor.js';

/** A term of more than ten years is a typing error. */
export const longestTermDays = 3_660;

/** Term when neither the invoice nor the creditor says one (6:119a lid 2 BW works with 30 days). */
export const defaultTermDays = 30;

/**
 * Where a term comes from when nobody says. A due date is taken for agreed; to the days that are filled in nobody has agreed, and a debtor
 * is not in default by them alone (6:82, 6:83a BW).
 */
export const usualTermBasis = (dueDate: IsoDate | null | undefined): 'agreed' | 'unilateral' =>
  dueDate === null || dueDate === undefined ? 'unilateral' : 'agreed';

/** What is wrong with a due date, whichever way it came; `argument` is its field. Null when nothing is. */
export function dueDateRefusal(issueDate: IsoDate, dueDate: IsoDate, argument = 'dueDate'): Refused | null {
  const days = daysBetween(issueDate, dueDate);
  if (days < 0) return refuse('due-before-issue', argument, `The invoice was issued on ${issueDate}.`);
  return days > longestTermDays
    ? refuse('too-far-ahead', argument, `More than ten years after the issue date, which is ${issueDate}.`)
    : null;
}
