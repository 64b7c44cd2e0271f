import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type TimeZone, formatInstant, fromLocal, localDate, offsetMinutes, parseInstant, timeZoneNames, toLocal } from './zone.js';

const hour = 3_600_000;
const formats = new Map(
  timeZoneNames.map((zone) => [zone, new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })]),
);
/** The oracle: the platform's zone database. */
const oracle = (instant: number, zone: TimeZone): string => formats.get(zone)?.format(instant).slice(0, 16) ?? '';
const clock = (instant: number, zone: TimeZone): string => {
  const { date, minutes } = toLocal(instant, zone);
  return `${date} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

describe.each(timeZoneNames)('%s', (zone) => {
  it('shows the same clock as the platform around every change of 1997-2040 and of 2199', () => {
    const wrong: string[] = [];
    for (const year of [...Array.from({ length: 44 }, (_, index) => 1997 + index), 2199]) {
      // One hour before until two hours after 01:00 UTC, on every day on which the last Sunday can fall, and on New Year.
      for (const day of [
        Date.UTC(year, 0, 1),
        ...[25, 26, 27, 28, 29, 30, 31].flatMap((d) => [Date.UTC(year, 2, d), Date.UTC(year, 9, d)]),
      ]) {
        for (const minutes of [-1, 0, 59, 60, 61, 119, 120]) {
          const instant = day + minutes * 60_000;
          if (clock(instant, zone) !== oracle(instant, zone)) wrong.push(new Date(instant).toISOString());
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test.prop([fc.integer({ min: Date.UTC(1997, 0, 1), max: Date.UTC(2199, 11, 31) })])('reads back its own clock', (instant) => {
    expect(clock(instant, zone)).toBe(oracle(instant, zone));
    const { date, minutes } = toLocal(instant, zone);
    const back = fromLocal(date, minutes, zone);
    // In the hour that comes twice the first one is meant.
    const minute = Math.floor(instant / 60_000) * 60_000;
    expect([minute, minute - hour]).toContain(back);
    expect(toLocal(back, zone)).toEqual({ date, minutes });
    expect(localDate(instant, zone)).toBe(date);
  });

  test.prop([fc.integer({ min: Date.UTC(1997, 0, 1), max: Date.UTC(2198, 0, 1) }), fc.integer({ min: 0, max: 1439 })])(
    'later wall clocks are never earlier instants by more than the hour that comes twice',
    (instant, minutes) => {
      const date = localDate(instant, zone);
      const at = fromLocal(date, minutes, zone);
      expect(fromLocal(date, minutes + 1, zone) - at).toBeGreaterThan(-hour);
      expect(at - Math.floor(at / 60_000) * 60_000).toBe(0);
    },
  );
});

describe('Amsterdam', () => {
  it('ended summer in September until 1995', () => {
    const wrong: string[] = [];
    for (let instant = Date.UTC(1981, 0, 1); instant < Date.UTC(1997, 0, 1); instant += hour) {
      if (clock(instant, 'Europe/Amsterdam') !== oracle(instant, 'Europe/Amsterdam')) wrong.push(new Date(instant).toISOString());
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['2027-03-28', 119, '2027-03-28T00:59:00.000Z', 'before the skipped hour'],
    ['2027-03-28', 150, '2027-03-28T01:30:00.000Z', 'in the skipped hour: as far after the change'],
    ['2027-03-28', 180, '2027-03-28T01:00:00.000Z', 'after it'],
    ['2026-10-25', 119, '2026-10-24T23:59:00.000Z', 'before the hour that comes twice'],
    ['2026-10-25', 150, '2026-10-25T00:30:00.000Z', 'in it: the first'],
    ['2026-10-25', 180, '2026-10-25T02:00:00.000Z', 'after it'],
    ['2026-07-01', 0, '2026-06-30T22:00:00.000Z', 'summer'],
    ['2026-01-01', 0, '2025-12-31T23:00:00.000Z', 'winter'],
  ])('%s minute %i is %s (%s)', (date, minutes, instant) => {
    expect(formatInstant(fromLocal(date, minutes, 'Europe/Amsterdam'))).toBe(instant);
  });

  it('has both offsets', () => {
    expect(offsetMinutes(Date.UTC(2026, 6, 1), 'Europe/Amsterdam')).toBe(120);
    expect(offsetMinutes(Date.UTC(2026, 11, 31, 23, 59), 'Europe/Amsterdam')).toBe(60);
    expect(offsetMinutes(Date.UTC(2026, 6, 1), 'UTC')).toBe(0);
  });
});

describe('instants as text', () => {
  test.prop([fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2199, 11, 31, 23, 59, 59, 999) })])(
    'round trip as the platform writes them',
    (instant) => {
      expect(formatInstant(instant)).toBe(new Date(instant).toISOString());
      expect(parseInstant(formatInstant(instant))).toBe(instant);
    },
  );

  it.each([
    ['2026-11-22T10:00:00Z', Date.UTC(2026, 10, 22, 10)],
    ['2026-11-22T10:00:00.5Z', Date.UTC(2026, 10, 22, 10, 0, 0, 500)],
    ['2026-11-22T10:00:00.123456Z', Date.UTC(2026, 10, 22, 10, 0, 0, 123)],
    ['2026-11-22T23:59:59.999Z', Date.UTC(2026, 10, 22, 23, 59, 59, 999)],
  ])('reads %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    '2026-11-22',
    '2026-02-30T10:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:60:00Z',
    '2026-11-22T10:00:60Z',
    '2026-11-22T10:00:00',
    '2026-11-22T10:00:00+01:00',
    'x2026-11-22T10:00:00Z',
    '2026-11-22T10:00:00Zx',
    '2026-11-22T10:00:00.Z',
    '2250-11-22T10:00:00Z',
    '',
  ])('refuses "%s"', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});
