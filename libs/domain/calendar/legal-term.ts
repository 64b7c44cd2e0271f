/**
 * Terms set by statute (Algemene termijnenwet, ATW, art. 1-4): extended to the next working day, with two working days in it at least.
 * A contractual deadline is never moved: due on a Sunday stays a Sunday.
 */
import { DomainRefusal } from '../money/refusals.js';
import { type Day, type IsoDate, addDays, addMonths, dayToCivil, fromDay, toDay } from './iso-date.js';
import { calendarYears, isWorkingDayNumber, nextWorkingDayNumber } from './working-days.js';

/** How long a term is. Terms of hours are not a matter of days and are not modelled (ATW art. 4 leaves them out too). */
export interface TermLength {
  readonly count: number;
  readonly unit: 'days' | 'weeks' | 'months' | 'years';
}

/** A term to be counted. */
export interface TermRequest {
  /** The day of the event; the first day of the term is the day after it (or before it, when counted backwards). */
  readonly from: IsoDate;
  readonly length: TermLength;
  /** Only a term that a statute or decree sets is extended (ATW art. 1 and 5). */
  readonly setBy: 'statute' | 'contract';
  /** A term counted backwards from a day is not extended (ATW art. 1 lid 2). */
  readonly counted?: 'forwards' | 'backwards';
}

/** A counted term. */
export interface Term {
  /** Last day without the ATW. */
  readonly counted: IsoDate;
  /** Last day after extension. */
  readonly lastDay: IsoDate;
  /** The articles that decided whether and how far it moves. */
  readonly articles: readonly string[];
}

/**
 * Art. 1 lid 1 ATW: the day itself when it is a working day (decree days of art. 3 lid 3 are none), else the next one.
 * @throws InvalidDate, DomainRefusal `calendar-unknown` outside the years for which the holidays are known
 */
export const extendTerm = (lastDay: IsoDate): IsoDate => fromDay(nextWorkingDayNumber(knownDay(lastDay, 'lastDay'), 'nl-legal'));

/**
 * Counts a term and extends it where the ATW says so.
 * @throws InvalidDate, DomainRefusal `calendar-unknown` or `invalid-count`
 */
export function legalTerm(request: TermRequest): Term {
  const { from, length } = request;
  if (!Number.isInteger(length.count) || length.count < 1) {
    throw new DomainRefusal('invalid-count', 'length.count', 'length.count: must be a whole number of at least 1');
  }
  const counted = shift(from, length, request.counted === 'backwards' ? -1 : 1);
  const exempt = exemption(request);
  if (exempt) return { counted, lastDay: counted, articles: [exempt] };
  const plain = knownDay(counted, 'from');
  const enough = withTwoWorkingDays(knownDay(from, 'from'), plain, length);
  const lastDay = nextWorkingDayNumber(enough, 'nl-legal');
  return { counted, lastDay: fromDay(lastDay), articles: enough > plain ? ['ATW 1 lid 1', 'ATW 2'] : ['ATW 1 lid 1'] };
}

/** The article that keeps a term from being extended, or null. */
function exemption({ length, setBy, counted }: TermRequest): string | null {
  if (setBy === 'contract') return 'ATW 1 lid 1';
  if (counted === 'backwards') return 'ATW 1 lid 2';
  return isLong(length) ? 'ATW 4' : null;
}

const longest = { days: 90, weeks: 12, months: 3, years: 0 } as const;

/** Art. 4 ATW: more than 90 days, 12 weeks or 3 months, or in years. */
const isLong = ({ count, unit }: TermLength): boolean => count > longest[unit];

function shift(from: IsoDate, { count, unit }: TermLength, sign: 1 | -1): IsoDate {
  if (unit === 'days') return addDays(from, sign * count);
  if (unit === 'weeks') return addDays(from, sign * count * 7);
  return addMonths(from, sign * count * (unit === 'years' ? 12 : 1));
}

/** Art. 2 ATW: a term of at least three days holds at least two working days. */
function withTwoWorkingDays(from: Day, counted: Day, { count, unit }: TermLength): Day {
  if (unit === 'days' && count < 3) return counted;
  let end = from;
  for (let found = 0; found < 2;) {
    end += 1;
    if (isWorkingDayNumber(end, 'nl-legal')) found += 1;
  }
  return Math.max(counted, end);
}

/** A day in the years for which this calendar is the law; a legal term is refused rather than estimated. */
export function knownDay(date: IsoDate, argument: string): Day {
  const day = toDay(date, argument);
  const { year } = dayToCivil(day);
  if (year < calendarYears.from || year > calendarYears.to) {
    throw new DomainRefusal(
      'calendar-unknown',
      argument,
      `${argument}: the holidays of ${year} are not known (${calendarYears.from}-${calendarYears.to})`,
    );
  }
  return day;
}
