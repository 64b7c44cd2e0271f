/**
 * Which days count: Dutch legal holidays (Algemene termijnenwet, ATW, art. 3), bank days (TARGET) and days of contact. Everything is by
 * rule (Easter computus) except the decree days, which are dated data in decree-days.ts.
 */
import { DomainRefusal } from '../money/refusals.js';
import { decreeDays } from './decree-days.js';
import { type Day, type IsoDate, civilToDay, dayToCivil, firstDay, fromDay, lastDay, toDay, weekdayOf } from './iso-date.js';

/** Calendars a policy may follow: `nl-legal` (ATW), `target` (closing days of the euro payment system), `none` (every day counts). */
export const calendarNames = ['nl-legal', 'target', 'none'] as const;
/** One of {@link calendarNames}. */
export type CalendarName = (typeof calendarNames)[number];

/** Years for which the rules of this file are the law as we know it; outside them the same rules are an estimate. */
export const calendarYears = { from: 1990, to: 2100 } as const;

/** Easter Sunday of a Gregorian year (anonymous computus as published by Meeus, Astronomical Algorithms, ch. 8). */
export function easterDay(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const index = epact + toSunday - 7 * late + 114;
  return civilToDay(year, Math.floor(index / 31), (index % 31) + 1);
}

/**
 * The day on which the King's birthday is celebrated: Koningsdag 27 April since 2014, before it Koninginnedag 30 April; when that is a
 * Sunday, the Saturday before (practice since 1980).
 */
function royalDay(year: number): readonly [Day, string] {
  const day = civilToDay(year, 4, year >= 2014 ? 27 : 30);
  return [weekdayOf(day) === 7 ? day - 1 : day, year >= 2014 ? 'Koningsdag' : 'Koninginnedag'];
}

/** ATW art. 3 lid 1 (5 May every year) and lid 2 (Good Friday). Of two holidays on one day the later line gives the name. */
function dutchHolidays(year: number): ReadonlyMap<Day, string> {
  const easter = easterDay(year);
  return new Map<Day, string>([
    [civilToDay(year, 1, 1), 'Nieuwjaarsdag'],
    [easter - 2, 'Goede Vrijdag'],
    royalDay(year),
    [civilToDay(year, 5, 5), 'Vijfde mei'],
    [easter + 1, 'Tweede Paasdag'],
    [easter + 39, 'Hemelvaartsdag'],
    [easter + 50, 'Tweede Pinksterdag'],
    [civilToDay(year, 12, 25), 'Eerste Kerstdag'],
    [civilToDay(year, 12, 26), 'Tweede Kerstdag'],
  ]);
}

function targetHolidays(year: number): ReadonlyMap<Day, string> {
  const easter = easterDay(year);
  return new Map<Day, string>([
    [civilToDay(year, 1, 1), "New Year's Day"],
    [easter - 2, 'Good Friday'],
    [easter + 1, 'Easter Monday'],
    [civilToDay(year, 5, 1), 'Labour Day'],
    [civilToDay(year, 12, 25), 'Christmas Day'],
    [civilToDay(year, 12, 26), '26 December'],
  ]);
}

/** Remembers a pure function of the year: there are 300 years at most. */
function perYear(rule: (year: number) => ReadonlyMap<Day, string>): (day: Day) => string | null {
  const known = new Map<number, ReadonlyMap<Day, string>>();
  return (day) => {
    const { year } = dayToCivil(day);
    let holidays = known.get(year);
    if (!holidays) {
      holidays = rule(year);
      known.set(year, holidays);
    }
    return holidays.get(day) ?? null;
  };
}

const decrees: ReadonlySet<Day> = new Set(decreeDays.map(({ date }) => toDay(date)));

/**
 * Name of the holiday of art. 3 lid 1-2 ATW on a day, decree days left out (they do not count for the presumption of delivery), or null.
 */
export const statutoryHolidayOfDay: (day: Day) => string | null = perYear(dutchHolidays);

/** Name that {@link holidayName} gives to a day equated by royal decree (ATW art. 3 lid 3). */
export const decreeDayName = 'Gelijkgestelde dag';

const holidayRules: Readonly<Record<CalendarName, (day: Day) => string | null>> = {
  'nl-legal': (day) => statutoryHolidayOfDay(day) ?? (decrees.has(day) ? decreeDayName : null),
  target: perYear(targetHolidays),
  none: () => null,
};

// One byte a day, filled when first asked: `decide` asks this several times for each of 100,000 chases a second.
const known = 1;
const working = 2;
const contact = 4;
const dayCount = lastDay - firstDay + 1;
const tables: Record<CalendarName, Uint8Array | null> = { 'nl-legal': null, target: null, none: null };

function evaluate(day: Day, calendar: CalendarName): number {
  if (calendar === 'none') return known | working | contact;
  const weekday = weekdayOf(day);
  if (weekday === 7 || holidayRules[calendar](day) !== null) return known;
  return weekday === 6 ? known | contact : known | working | contact;
}

function flagsOf(day: Day, calendar: CalendarName): number {
  const table = (tables[calendar] ??= new Uint8Array(dayCount));
  const index = day - firstDay;
  const flags = table[index];
  if (flags) return flags;
  const fresh = evaluate(day, calendar);
  table[index] = fresh;
  return fresh;
}

/** Name of the holiday on a date in a calendar (Dutch for `nl-legal`, English for `target`), or null. Weekends have no name. @throws InvalidDate */
export const holidayName = (date: IsoDate, calendar: CalendarName): string | null => holidayRules[calendar](toDay(date));

/** {@link isWorkingDay} of a day number, for hot paths. */
export const isWorkingDayNumber = (day: Day, calendar: CalendarName): boolean => (flagsOf(day, calendar) & working) !== 0;

/** {@link isContactDay} of a day number, for hot paths. */
export const isContactDayNumber = (day: Day, calendar: CalendarName): boolean => (flagsOf(day, calendar) & contact) !== 0;

/** {@link nextWorkingDay} of a day number, for hot paths. */
export function nextWorkingDayNumber(day: Day, calendar: CalendarName): Day {
  let next = day;
  while (!isWorkingDayNumber(next, calendar)) next += 1;
  return next;
}

/** The first contact day on or after a day number. */
export function nextContactDayNumber(day: Day, calendar: CalendarName): Day {
  let next = day;
  while (!isContactDayNumber(next, calendar)) next += 1;
  return next;
}

/** Not a Saturday, Sunday, holiday or decree day; with `none` every day is one. @throws InvalidDate */
export const isWorkingDay = (date: IsoDate, calendar: CalendarName): boolean => isWorkingDayNumber(toDay(date), calendar);

/** The date itself when it is a working day, else the next one (ATW art. 1 lid 1 with `nl-legal`). @throws InvalidDate */
export const nextWorkingDay = (date: IsoDate, calendar: CalendarName): IsoDate => fromDay(nextWorkingDayNumber(toDay(date), calendar));

/**
 * Whether a debtor may be contacted: not on a Sunday or holiday (Besluit kwaliteit incassodienstverlening art. 4.2 lid 2; decree days
 * are treated as holidays); Saturday is allowed. With `none` every day is one. @throws InvalidDate
 */
export const isContactDay = (date: IsoDate, calendar: CalendarName): boolean => isContactDayNumber(toDay(date), calendar);

/** The `count`-th working day after a date; the date itself for 0. @throws InvalidDate, DomainRefusal */
export function addWorkingDays(date: IsoDate, count: number, calendar: CalendarName): IsoDate {
  if (!Number.isInteger(count) || count < 0)
    throw new DomainRefusal('invalid-count', 'count', 'count: must be a whole number, zero or more');
  let day = toDay(date);
  for (let left = count; left > 0; left -= 1) day = nextWorkingDayNumber(day + 1, calendar);
  return fromDay(day);
}
