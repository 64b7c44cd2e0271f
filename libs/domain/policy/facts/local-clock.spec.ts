import { describe, expect, it } from 'vitest';
import { toDay } from '../../calendar/iso-date.js';
import type { TimeZone } from '../../calendar/zone.js';
import { earlier, instantOfDay, localDayAt, localMinuteAt } from './local-clock.js';

// In 2026 the clock goes forward on 29 March at 02:00 in Amsterdam (01:00 UTC), and back on 25 October at 03:00 (01:00 UTC).
describe('the local clock', () => {
  it.each<[string, TimeZone, string, string, number]>([
    ['a winter evening in Amsterdam', 'Europe/Amsterdam', '2026-01-15T22:59:59Z', '2026-01-15', 1439],
    ['the midnight after it', 'Europe/Amsterdam', '2026-01-15T23:00:00Z', '2026-01-16', 0],
    ['a summer evening in Amsterdam', 'Europe/Amsterdam', '2026-07-15T21:59:00Z', '2026-07-15', 1439],
    ['a summer midnight in Lisbon', 'Europe/Lisbon', '2026-07-15T23:00:00Z', '2026-07-16', 0],
    ['a summer midnight in UTC', 'UTC', '2026-07-16T00:00:00Z', '2026-07-16', 0],
  ])('%s', (_, zone, instant, day, minute) => {
    const at = Date.parse(instant);
    expect(localDayAt(at, zone)).toBe(toDay(day));
    expect(localMinuteAt(at, zone)).toBe(minute);
  });

  it.each<[string, TimeZone, string, number, string]>([
    ['half past eight in winter', 'Europe/Amsterdam', '2026-01-15', 510, '2026-01-15T07:30:00Z'],
    ['half past eight in summer', 'Europe/Amsterdam', '2026-07-15', 510, '2026-07-15T06:30:00Z'],
    ['half past eight in UTC, which knows no summer', 'UTC', '2026-07-15', 510, '2026-07-15T08:30:00Z'],
    ['an hour that the clock leaps over is the one after it', 'Europe/Amsterdam', '2026-03-29', 150, '2026-03-29T01:30:00Z'],
    ['an hour that comes twice is its first', 'Europe/Amsterdam', '2026-10-25', 150, '2026-10-25T00:30:00Z'],
  ])('%s', (_, zone, day, minute, instant) => {
    expect(new Date(instantOfDay(toDay(day), minute, zone))).toEqual(new Date(instant));
  });
});

describe('the earlier of two instants', () => {
  it.each([
    ['is the first', 1, 2, 1],
    ['is the second', 2, 1, 1],
    ['is the first when the other never comes', 2, null, 2],
    ['is the second when the other never comes', null, 2, 2],
    ['never comes when neither does', null, null, null],
  ])('%s', (_, a, b, expected) => {
    expect(earlier(a, b)).toBe(expected);
  });
});
