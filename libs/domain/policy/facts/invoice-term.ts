/** The term of an invoice: what is taken when nobody says one, and what cannot be one. */
import { daysBetween, type IsoDate } from '../../calendar/iso-date.js';
import type { Fault } from './fact-limits.js';

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
export function dueDateFault(issueDate: IsoDate, dueDate: IsoDate, argument = 'dueDate'): Fault | null {
  const days = daysBetween(issueDate, dueDate);
  if (days < 0) return { code: 'due-before-issue', argument, detail: `The invoice was issued on ${issueDate}.` };
  return days > longestTermDays
    ? { code: 'too-far-ahead', argument, detail: `More than ten years after the issue date, which is ${issueDate}.` }
    : null;
}
