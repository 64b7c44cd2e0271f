import { daysBetween, type IsoDate } from '#domain/calendar/iso-date.js';
import { type Refused, refuse } from './actor.js';

/** A term of more than ten years is a typing error. */
export const longestTermDays = 3_660;
/** The longest term from here ends early in 2190: time enough for every step after it before the calendar ends, in 2199. */
export const lastIssueDate: IsoDate = '2179-12-31';

/** What is wrong with a due date, whichever way it came; `argument` is its field. Null when nothing is. */
export function dueDateRefusal(issueDate: IsoDate, dueDate: IsoDate, argument = 'dueDate'): Refused | null {
  const days = daysBetween(issueDate, dueDate);
  if (days < 0) return refuse('due-before-issue', argument, `The invoice was issued on ${issueDate}.`);
  return days > longestTermDays
    ? refuse('too-far-ahead', argument, `More than ten years after the issue date, which is ${issueDate}.`)
    : null;
}
