import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { DomainRefusal } from '../money/refusals.js';
import {
  InvalidDate,
  addDays,
  addMonths,
  asIsoDate,
  civilToDay,
  dayToCivil,
  daysBetween,
  daysInMonth,
  endOfMonth,
  firstDay,
  fromDay,
  isFactDate,
  isIsoDate,
  isLeapYear,
  lastDay,
  lastFactDate,
  toDay,
  weekday,
  weekdayOf,
} from './iso-date.js';

const dayMs = 86_400_000;
/** The oracle: the platform's UTC calendar. */
const oracle = (day: number): Date => new Date(day * dayMs);
const anyDay = fc.integer({ min: firstDay, max: lastDay });

it('facts of a case end a century before the calendar', () => {
  expect(['1900-01-01', lastFactDate, '2100-01-01', '2026-02-30'].map(isFactDate)).toEqual([true, true, false, false]);
});

describe('every day of 1900-2199', () => {
  it('equals the platform calendar in text, number and weekday', () => {
    const wrong: number[] = [];
    for (let day = firstDay; day <= lastDay; day += 1) {
      const date = oracle(day);
      const text = fromDay(day);
      const same = text === date.toISOString().slice(0, 10) && toDay(text) === day && weekdayOf(day) === (date.getUTCDay() || 7);
      if (!same) wrong.push(day);
    }
    expect(wrong).toEqual([]);
    expect(lastDay - firstDay + 1).toBe(109_573);
    expect([fromDay(firstDay), fromDay(lastDay), fromDay(0), weekday('1970-01-01')]).toEqual(['1900-01-01', '2199-12-31', '1970-01-01', 4]);
  });

  it('knows months and leap years', () => {
    for (let year = 1900; year <= 2199; year += 1) {
      expect(isLeapYear(year)).toBe(new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29);
      for (let month = 1; month <= 12; month += 1) expect(daysInMonth(year, month)).toBe(new Date(Date.UTC(year, month, 0)).getUTCDate());
    }
    expect([daysInMonth(2026, 0), daysInMonth(2026, 13)]).toEqual([0, 0]);
  });

  it('keeps day numbers apart from the platform in far years too', () => {
    for (const [year, month, dayOfMonth] of [
      [0, 2, 29],
      [-400, 3, 1],
      [-1, 1, 1],
      [1600, 2, 29],
      [9999, 12, 31],
    ] as const) {
      const date = new Date(0);
      date.setUTCFullYear(year, month - 1, dayOfMonth);
      const day = date.getTime() / dayMs;
      expect(civilToDay(year, month, dayOfMonth)).toBe(day);
      expect(dayToCivil(day)).toEqual({ year, month, dayOfMonth });
    }
  });
});

describe('text that is no date', () => {
  it.each([
    '',
    '2026-02-29',
    '2100-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-04-31',
    '2026-01-00',
    '1899-12-31',
    '2200-01-01',
    '2026-1-01',
    '26-01-01',
    '2026-01-011',
    '2026/01/01',
    '2026-01/01',
    '2026-01-0a',
    '2026-0:-01',
    '2o26-01-01',
    '+026-01-01',
    ' 2026-01-0',
    '2026-01-01T',
    '２026-01-01',
    '-026-01-01',
    '2026-01-1 ',
  ])('refuses "%s"', (text) => {
    expect(isIsoDate(text)).toBe(false);
    expect(() => toDay(text)).toThrow(InvalidDate);
    expect(() => asIsoDate(text, 'paidOn')).toThrow(/^paidOn: "/);
  });

  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2199-12-31', '2026-12-31', '2026-09-19'])('accepts %s', (text) => {
    expect(isIsoDate(text)).toBe(true);
    expect(asIsoDate(text, 'paidOn')).toBe(text);
  });

  test.prop([fc.string({ minLength: 10, maxLength: 10, unit: fc.constantFrom(...'0123456789-/ a') })])(
    'agrees with the platform',
    (text) => {
      const real = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
      expect(isIsoDate(text)).toBe(real && text >= '1900' && text < '2200');
    },
  );

  it('names the culprit', () => {
    const refusal = new InvalidDate('dueDate', 'x');
    expect(refusal).toBeInstanceOf(DomainRefusal);
    expect(refusal).toMatchObject({ code: 'invalid-date', argument: 'dueDate', value: 'x', name: 'InvalidDate' });
    expect(refusal.message).toBe('dueDate: "x" is not a calendar date between 1900-01-01 and 2199-12-31 (YYYY-MM-DD)');
    expect(() => toDay('x')).toThrow(/^date: "x"/);
    expect(() => toDay('x', 'sentOn')).toThrow(/^sentOn: "x"/);
  });

  it.each([NaN, 0.5, Infinity, firstDay - 1, lastDay + 1])('refuses day number %s', (day) => {
    expect(() => fromDay(day)).toThrow(new InvalidDate('day', `${day}`));
  });

  it.each([NaN, 0.5])('has no weekday for %s', (day) => {
    expect(() => weekdayOf(day)).toThrow(/^day: /);
  });

  it('refuses results out of range', () => {
    expect(() => addDays('2199-12-31', 1)).toThrow(InvalidDate);
    expect(() => addMonths('1900-01-15', -1)).toThrow(InvalidDate);
  });
});

describe('arithmetic', () => {
  test.prop([anyDay, fc.integer({ min: -40_000, max: 40_000 })])('addDays and daysBetween are inverse', (day, days) => {
    fc.pre(day + days >= firstDay && day + days <= lastDay);
    const later = addDays(fromDay(day), days);
    expect(daysBetween(fromDay(day), later)).toBe(days);
    expect(addDays(later, -days)).toBe(fromDay(day));
  });

  test.prop([anyDay, fc.integer({ min: -600, max: 600 })])('addMonths keeps the day of the month or clamps to the last', (day, months) => {
    const { year, month, dayOfMonth } = dayToCivil(day);
    const first = new Date(Date.UTC(year, month - 1 + months, 1));
    fc.pre(first.getUTCFullYear() >= 1900 && first.getUTCFullYear() <= 2199);
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    expect(addMonths(fromDay(day), months)).toBe(
      oracle(first.getTime() / dayMs + Math.min(dayOfMonth, last) - 1)
        .toISOString()
        .slice(0, 10),
    );
  });

  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-11-30', -9, '2026-02-28'],
  ])('%s + %i months = %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  it.each([
    ['2026-02-01', '2026-02-28'],
    ['2028-02-29', '2028-02-29'],
    ['2026-12-01', '2026-12-31'],
  ])('the month of %s ends on %s', (date, end) => {
    expect(endOfMonth(date)).toBe(end);
  });
});
