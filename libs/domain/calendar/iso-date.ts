/**
 * Calendar dates without a clock or a zone. A legal date is text `YYYY-MM-DD` (in the creditor's zone);
 * arithmetic runs on whole days since 1970-01-01, so no `Date` and no host time zone is ever involved.
 */
import { DomainRefusal } from '../money/refusals.js';

/** A calendar date as `YYYY-MM-DD`, years 1900 to 2199. */
export type IsoDate = string;

/** Whole days since 1970-01-01 (that day is 0); negative before it. */
export type Day = number;

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A date that does not exist or lies outside 1900-2199. `argument` names the culprit for the caller's error message. */
export class InvalidDate extends DomainRefusal {
  constructor(
    argument: string,
    readonly value: string,
  ) {
    super('invalid-date', argument, `${argument}: "${value}" is not a calendar date between 1900-01-01 and 2199-12-31 (YYYY-MM-DD)`);
    this.name = 'InvalidDate';
  }
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const hyphen = 45;
const zero = 48;

/** Whether the (proleptic Gregorian) year has a 29 February. */
export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days in a month; `month` is 1 to 12. */
export const daysInMonth = (year: number, month: number): number => (month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] ?? 0));

/** The number that text[from..to) writes in digits; NaN when another character is among them. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - zero;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The day number of the text or NaN: by character code, because `decide` reads several dates for each of 100,000 chases a second. */
function parse(text: string): Day {
  if (text.length !== 10 || text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const dayOfMonth = digits(text, 8, 10);
  const exists = year >= 1900 && year <= 2199 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month);
  return exists ? civilToDay(year, month, dayOfMonth) : NaN;
}

/** Whether the text is a date that exists, written `YYYY-MM-DD`. */
export const isIsoDate = (text: string): boolean => !Number.isNaN(parse(text));

/**
 * The last date a fact of a case may name. A century before the calendar's end, so that whatever counts on from a fact (a term, a grace, a step,
 * sixty monthly instalments) has a date too.
 */
export const lastFactDate: IsoDate = '2099-12-31';

/** Whether a fact of a case may name the date: it exists and is no later than {@link lastFactDate}. */
export const isFactDate = (text: string): boolean => isIsoDate(text) && text <= lastFactDate;

/** Checks a date that came from outside. @throws InvalidDate naming `argument` */
export function asIsoDate(text: string, argument: string): IsoDate {
  if (!isIsoDate(text)) throw new InvalidDate(argument, text);
  return text;
}

/** The day number of a valid date. `argument` names the date in the refusal. @throws InvalidDate */
export function toDay(date: IsoDate, argument = 'date'): Day {
  const day = parse(date);
  if (Number.isNaN(day)) throw new InvalidDate(argument, date);
  return day;
}

/** The day number of year, month (1-12) and day of the month; nothing is checked (algorithm: Howard Hinnant, days_from_civil). */
export function civilToDay(year: number, month: number, dayOfMonth: number): Day {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month (1-12) and day of the month of a day number. */
export function dayToCivil(day: Day): { year: number; month: number; dayOfMonth: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, dayOfMonth: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1 };
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** Day numbers of 1900-01-01 and 2199-12-31. */
export const firstDay: Day = civilToDay(1900, 1, 1);
/** See {@link firstDay}. */
export const lastDay: Day = civilToDay(2199, 12, 31);

/** The date of a day number. @throws InvalidDate when it is no whole number or outside 1900-2199 */
export function fromDay(day: Day): IsoDate {
  if (!(Number.isInteger(day) && day >= firstDay && day <= lastDay)) throw new InvalidDate('day', `${day}`);
  const { year, month, dayOfMonth } = dayToCivil(day);
  return `${year}-${two(month)}-${two(dayOfMonth)}`;
}

/** The date `days` later (earlier when negative). @throws InvalidDate also when the result is outside 1900-2199 */
export const addDays = (date: IsoDate, days: number): IsoDate => fromDay(toDay(date) + days);

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number => toDay(to) - toDay(from);

/** Weekdays from a Thursday on, because day 0 (1970-01-01) was one. */
const weekdaysFromThursday = [4, 5, 6, 7, 1, 2, 3] as const;

/** ISO weekday of a day number. @throws InvalidDate when it is no whole number */
export function weekdayOf(day: Day): Weekday {
  const weekday = weekdaysFromThursday[((day % 7) + 7) % 7];
  if (weekday === undefined) throw new InvalidDate('day', `${day}`);
  return weekday;
}

/** ISO weekday of a date. */
export const weekday = (date: IsoDate): Weekday => weekdayOf(toDay(date));

/** The date `months` later, clamped to the length of that month (31 January + 1 month is 28 or 29 February).
 * @throws InvalidDate also when the result is outside 1900-2199 */
export function addMonths(date: IsoDate, months: number): IsoDate {
  const { year, month, dayOfMonth } = dayToCivil(toDay(date));
  const index = year * 12 + month - 1 + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return fromDay(civilToDay(toYear, toMonth, Math.min(dayOfMonth, daysInMonth(toYear, toMonth))));
}

/** The last day of the date's month. */
export function endOfMonth(date: IsoDate): IsoDate {
  const { year, month } = dayToCivil(toDay(date));
  return fromDay(civilToDay(year, month, daysInMonth(year, month)));
}
