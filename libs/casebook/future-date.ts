import { addDays } from '#domain/calendar/iso-date.js';
import { type Refused, refuse } from './actor.js';
import type { OpenCase } from './open-case.js';

/** A bank east of us, or a batch that is booked at midnight, may be a day ahead of the debtor's clock. */
const daysAhead = 1;

/** Refuses a day on which something is said to have happened and which has not come yet, on the clock of the debtor. */
export function futureRefusal({ today }: Pick<OpenCase, 'today'>, date: string, argument: string): Refused | null {
  return date > addDays(today, daysAhead) ? refuse('date-in-the-future', argument, `Today is ${today}.`) : null;
}
