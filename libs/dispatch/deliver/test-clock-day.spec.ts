import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { TimeZone } from '#domain/calendar/zone.js';
import { dayOnTestClock } from './test-clock-day.js';

const madeAt = Date.parse('2026-11-29T09:00:00Z');
const dayOf = (claimed: string, zone: TimeZone = 'Europe/Amsterdam'): string | null =>
  dayOnTestClock({ id: uuidv7({ msecs: madeAt }), claimedAt: new Date(claimed) }, zone);

describe('the day of a message', () => {
  it.each([
    ['2026-12-14T09:00:00Z', '2026-12-14'],
    ['2026-03-02T23:30:00Z', '2026-03-03'],
    ['2026-11-30T09:00:00Z', '2026-11-30'],
  ])('claimed at %s on a test clock is %s', (claimed, day) => expect(dayOf(claimed)).toBe(day));

  it.each<[TimeZone, string]>([
    ['America/Curacao', '2026-03-02'],
    ['Atlantic/Canary', '2026-03-02'],
    ['Europe/Amsterdam', '2026-03-03'],
  ])('is the one of the creditor in %s', (zone, day) => expect(dayOf('2026-03-02T23:30:00Z', zone)).toBe(day));

  it.each(['2026-11-29T09:00:00.400Z', '2026-11-29T10:00:00Z', '2026-11-28T22:00:00Z'])(
    'claimed at %s is said by the time on the wall',
    (claimed) => expect(dayOf(claimed)).toBeNull(),
  );
});
