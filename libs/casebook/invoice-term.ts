import { daysBetween, type IsoDate } from '#domain/calendar/iso-date.js';
import { type Refused, refuse } from './actor.js';

/** A term of more than ten years is a typing error. */
export const longestTermDays = 3_660;

/** What is wrong with a due date, whichever way it came; `argument` is its field. Null when nothing is. */
export function dueDateRefusal(issueDate: IsoDate, dueDate: IsoDate, argument = 'dueDate'): Refused | null {
  const days = daysBetween(issueDate, dueDate);
  if (days < 0) return refuse('due-before-issue', argument, `The invoice was issued on ${issueDate}.`);
  return days > longestTermDays
    ? refuse('too-far-ahead', argument, `More than ten years after the issue date, which is ${issueDate}.`)
    : null;
}
