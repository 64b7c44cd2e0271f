import { fc, test } from '@fast-check/vitest';
import Holidays from 'date-holidays';
import { describe, expect, it } from 'vitest';
import { DomainRefusal } from '../money/refusals.js';
import { decreeDays, decreeDaysKnown } from './decree-days.js';
import questions from './fixtures/day-questions.json' with { type: 'json' };
import dutch from './fixtures/dutch-holidays.json' with { type: 'json' };
import { addDays, firstDay, fromDay, isIsoDate, lastDay, toDay, weekday, weekdayOf } from './iso-date.js';
import { extendTerm } from './legal-term.js';
import {
  addWorkingDays,
  calendarNames,
  calendarYears,
  decreeDayName,
  easterDay,
  holidayName,
  isContactDay,
  isContactDayNumber,
  isWorkingDay,
  isWorkingDayNumber,
  nextContactDayNumber,
  nextWorkingDay,
  nextWorkingDayNumber,
  statutoryHolidayOfDay,
} from './working-days.js';

const nl = 'nl-legal';
const years = Array.from({ length: calendarYears.to - calendarYears.from + 1 }, (_, index) => calendarYears.from + index);
const datesOf = (year: number): string[] =>
  Array.from({ length: 366 }, (_, index) => addDays(`${year}-01-01`, index)).filter((date) => date.startsWith(`${year}`));

describe('Dutch holidays', () => {
  it.each(dutch.cases)('$on is $holiday', ({ on, holiday, weekday: expected }) => {
    expect(holidayName(on, nl)).toBe(holiday);
    expect(weekday(on)).toBe(expected);
  });

  it('has no others in 2025-2030 but the decree days', () => {
    const listed = new Set(dutch.cases.map(({ on }) => on));
    const found = [2025, 2026, 2027, 2028, 2029, 2030]
      .flatMap(datesOf)
      .filter((date) => holidayName(date, nl) !== null && !listed.has(date));
    expect(found).toEqual(['2025-05-30', '2026-01-02', '2026-05-15', '2027-05-07', '2028-04-28', '2028-05-26']);
    expect(found.map((date) => holidayName(date, nl))).toEqual(found.map(() => decreeDayName));
  });

  it('equals another implementation in 1990-2100', () => {
    const other = new Holidays('NL');
    const counted =
      /^(Nieuwjaar|Goede Vrijdag|Tweede paasdag|Konings?dag|Koninginnedag|Bevrijdingsdag|Hemelvaartsdag|Tweede pinksterdag|Kerstmis|Tweede kerstdag)$/;
    for (const year of years) {
      const theirs = other.getHolidays(year).filter(({ name }) => counted.test(name));
      const ours = datesOf(year).filter((date) => statutoryHolidayOfDay(toDay(date)) !== null);
      expect(ours, `${year}`).toEqual([...new Set(theirs.map(({ date }) => date.slice(0, 10)))].toSorted());
    }
  });

  it.each([
    ['2013-04-30', 'Koninginnedag'],
    ['2006-04-29', 'Koninginnedag'],
    ['2006-04-30', null],
    ['2014-04-26', 'Koningsdag'],
    ['2014-04-27', null],
    ['2014-04-30', null],
    ['2015-04-27', 'Koningsdag'],
    ['2013-04-27', null],
    ['2016-05-05', 'Hemelvaartsdag'],
    ['2026-05-24', null],
    ['2026-12-31', null],
  ])('%s is %s', (date, name) => {
    expect(holidayName(date, nl)).toBe(name);
  });

  it('keeps decree days out of art. 3 lid 1-2, on weekdays, in order, within the known years', () => {
    for (const { date, occasion } of decreeDays) {
      expect(isIsoDate(date)).toBe(true);
      expect([statutoryHolidayOfDay(toDay(date)), holidayName(date, nl), isWorkingDay(date, nl)]).toEqual([null, decreeDayName, false]);
      expect(weekday(date)).toBe(5);
      expect(date >= decreeDaysKnown.from && date <= decreeDaysKnown.to).toBe(true);
      // Each is the day after the holiday it names.
      expect(occasion).toBe(`dag na ${statutoryHolidayOfDay(toDay(date) - 1) ?? ''}`);
    }
    expect(decreeDays.map(({ date }) => date)).toEqual(decreeDays.map(({ date }) => date).toSorted());
    expect(decreeDays).toHaveLength(10);
  });
});

describe('Easter', () => {
  it.each([
    '1961-04-02',
    '1990-04-15',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2019-04-21',
    '2038-04-25',
    '2049-04-18',
    '2076-04-19',
    '2100-03-28',
    '2106-04-18',
  ])('falls on %s', (date) => {
    expect(fromDay(easterDay(Number(date.slice(0, 4))))).toBe(date);
  });

  it('is the Sunday after the fourteenth of the Gregorian paschal moon', () => {
    // Second algorithm (Gauss, with the corrections for centuries 19 to 22), so that one slip cannot hide in both.
    const gauss = (year: number): number => {
      const k = Math.floor(year / 100);
      const m = (15 - Math.floor((13 + 8 * k) / 25) + k - Math.floor(k / 4)) % 30;
      const n = (4 + k - Math.floor(k / 4)) % 7;
      const d = (19 * (year % 19) + m) % 30;
      const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7;
      const march = 22 + d + e;
      if (d === 29 && e === 6) return 50;
      return d === 28 && e === 6 && year % 19 > 10 ? 49 : march;
    };
    for (let year = 1900; year <= 2199; year += 1) expect(easterDay(year) - toDay(`${year}-03-01`) + 1, `${year}`).toBe(gauss(year));
  });
});

describe('TARGET', () => {
  it('closes on six days a year, whatever their weekday', () => {
    expect(datesOf(2026).flatMap((date) => (holidayName(date, 'target') === null ? [] : [[date, holidayName(date, 'target')]]))).toEqual([
      ['2026-01-01', "New Year's Day"],
      ['2026-04-03', 'Good Friday'],
      ['2026-04-06', 'Easter Monday'],
      ['2026-05-01', 'Labour Day'],
      ['2026-12-25', 'Christmas Day'],
      ['2026-12-26', '26 December'],
    ]);
  });

  it('works on the days that are only Dutch holidays', () => {
    expect([isWorkingDay('2026-05-14', 'target'), isWorkingDay('2026-05-15', 'target'), isWorkingDay('2026-05-01', 'target')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isWorkingDay('2026-04-27', 'target'), isWorkingDay('2026-05-01', nl), isContactDay('2026-05-01', 'target')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('questions about days', () => {
  const answers: Readonly<Record<string, (on: string, days: number) => unknown>> = {
    holiday: (on) => holidayName(on, nl),
    'statutory-holiday': (on) => statutoryHolidayOfDay(toDay(on)) !== null,
    'working-day': (on) => isWorkingDay(on, nl),
    'contact-day': (on) => isContactDay(on, nl),
    extended: (on) => (extendTerm(on) === nextWorkingDay(on, nl) ? extendTerm(on) : 'two answers'),
    'working-days-later': (on, days) => addWorkingDays(on, days, nl),
  };

  it.each(questions.cases)('$case: $ask of $on', ({ ask, on, answer, days }) => {
    expect(answers[ask]?.(on, days ?? 0)).toEqual(answer);
  });

  it('follows the definition on every day of eleven years and at both ends, asked twice', () => {
    const everyDay = [
      firstDay,
      lastDay,
      ...[2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030].flatMap(datesOf).map((date) => toDay(date)),
    ];
    for (const calendar of [nl, 'target'] as const) {
      const wrong: number[] = [];
      for (let round = 0; round < 2; round += 1) {
        for (const day of everyDay) {
          const free = holidayName(fromDay(day), calendar) !== null;
          const working = weekdayOf(day) < 6 && !free;
          const contact = weekdayOf(day) < 7 && !free;
          if (isWorkingDayNumber(day, calendar) !== working || isContactDayNumber(day, calendar) !== contact) wrong.push(day);
        }
      }
      expect(wrong).toEqual([]);
    }
  });

  it('knows no calendar as every day', () => {
    for (const date of ['2026-12-25', '2026-11-21', '2026-11-22']) {
      expect([holidayName(date, 'none'), isWorkingDay(date, 'none'), isContactDay(date, 'none'), nextWorkingDay(date, 'none')]).toEqual([
        null,
        true,
        true,
        date,
      ]);
    }
  });

  it('answers beyond the range of dates too, where a hot path may look ahead', () => {
    expect(isWorkingDayNumber(lastDay + 1, nl)).toBe(false); // 2200-01-01, a Wednesday
    expect(isWorkingDayNumber(lastDay + 2, nl)).toBe(true);
    expect(isWorkingDayNumber(firstDay - 3, nl)).toBe(true); // 1899-12-29, a Friday
    expect(isContactDayNumber(firstDay - 1, nl)).toBe(false); // 1899-12-31, a Sunday
  });

  it.each([-1, 0.5, NaN])('refuses %s working days', (count) => {
    expect(() => addWorkingDays('2026-01-01', count, nl)).toThrow(
      new DomainRefusal('invalid-count', 'count', 'count: must be a whole number, zero or more'),
    );
  });

  it('leaves the date alone for no working days', () => {
    expect(addWorkingDays('2026-11-22', 0, nl)).toBe('2026-11-22');
  });
});

const anyDay = fc.integer({ min: toDay('1990-01-01'), max: toDay('2100-11-30') });
const anyCalendar = fc.constantFrom(...calendarNames);

describe('properties', () => {
  test.prop([anyDay, anyCalendar])('the next working day is the first one not before', (day, calendar) => {
    const next = nextWorkingDayNumber(day, calendar);
    expect(isWorkingDayNumber(next, calendar)).toBe(true);
    for (let before = day; before < next; before += 1) expect(isWorkingDayNumber(before, calendar)).toBe(false);
    expect(nextWorkingDayNumber(next, calendar)).toBe(next);
    expect(nextWorkingDay(fromDay(day), calendar)).toBe(fromDay(next));
    expect(next - day).toBeLessThanOrEqual(5);
  });

  test.prop([anyDay, anyCalendar])(
    'the next contact day is the first one not before, never after the next working day',
    (day, calendar) => {
      const next = nextContactDayNumber(day, calendar);
      expect(isContactDayNumber(next, calendar)).toBe(true);
      for (let before = day; before < next; before += 1) expect(isContactDayNumber(before, calendar)).toBe(false);
      expect(next).toBeLessThanOrEqual(nextWorkingDayNumber(day, calendar));
    },
  );

  test.prop([anyDay, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 }), anyCalendar])(
    'working days add up',
    (day, a, b, calendar) => {
      const date = fromDay(day);
      expect(addWorkingDays(addWorkingDays(date, a, calendar), b, calendar)).toBe(addWorkingDays(date, a + b, calendar));
    },
  );
});
