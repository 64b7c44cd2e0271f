/** Local days and minutes as numbers: what calendar/zone.ts does with text, for the hot path of `decide`. */
import type { Day } from '../../calendar/iso-date.js';
import { type Instant, type TimeZone, instantOfWall, offsetMinutes } from '../../calendar/zone.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The local day number at an instant. */
export const localDayAt = (instant: Instant, zone: TimeZone): Day =>
  Math.floor((instant + offsetMinutes(instant, zone) * minuteMs) / dayMs);

/** Minute of the local day (0-1439) at an instant. */
export const localMinuteAt = (instant: Instant, zone: TimeZone): number =>
  Math.floor((instant + offsetMinutes(instant, zone) * minuteMs - localDayAt(instant, zone) * dayMs) / minuteMs);

/** The earlier of two instants, where null is never. */
export const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null || b === null ? (a ?? b) : Math.min(a, b));

/** The instant at which the wall clock shows a minute of a local day; both hours of a change of the clock as in `fromLocal`. */
export const instantOfDay = (day: Day, minutes: number, zone: TimeZone): Instant => instantOfWall(day * dayMs + minutes * minuteMs, zone);
