/**
 * Local time of the zones a Dutch creditor meets, in Europe by the EU's summer-time rule instead of a zone database, in the Caribbean by an
 * hour that never changes:
 * summer time runs from the last Sunday of March to the last Sunday of October, both at 01:00 UTC (directive 2000/84/EC; before 1996
 * it ended on the last Sunday of September). Plain arithmetic, so the domain needs neither `Intl` nor the host's zone. It is the law from
 * 1981 on (Lisbon: from 1997 on); an earlier instant may be an hour off.
 */
import { type Day, type IsoDate, civilToDay, fromDay, isIsoDate, toDay, weekdayOf } from './iso-date.js';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Zones the engine knows. */
export const timeZoneNames = [
  'Europe/Amsterdam',
  'Europe/Brussels',
  'Europe/Berlin',
  'Europe/Paris',
  'Europe/Lisbon',
  'Atlantic/Canary',
  'America/Aruba',
  'America/Curacao',
  'America/Kralendijk',
  'America/Lower_Princes',
  'UTC',
] as const;
/** Name of a zone in {@link timeZoneNames}. */
export type TimeZone = (typeof timeZoneNames)[number];

/** The zone of a creditor who names none. */
export const usualZone: TimeZone = 'Europe/Amsterdam';

/** Whether a text is a {@link TimeZone}. */
export const isTimeZone = (text: unknown): text is TimeZone => timeZoneNames.some((name) => name === text);

interface ZoneRule {
  /** Minutes ahead of UTC in winter, or all year where there is no summer time. */
  readonly winter: number;
  readonly summerTime: boolean;
}

const european = (winter: number): ZoneRule => ({ winter, summerTime: true });
const caribbean: ZoneRule = { winter: -240, summerTime: false };

const rules: Readonly<Record<TimeZone, ZoneRule>> = {
  'Europe/Amsterdam': european(60),
  'Europe/Brussels': european(60),
  'Europe/Berlin': european(60),
  'Europe/Paris': european(60),
  'Europe/Lisbon': european(0),
  'Atlantic/Canary': european(0),
  'America/Aruba': caribbean,
  'America/Curacao': caribbean,
  'America/Kralendijk': caribbean,
  'America/Lower_Princes': caribbean,
  UTC: { winter: 0, summerTime: false },
};

/** A date and a minute of that day (0-1439) on the clock on the wall. */
export interface LocalTime {
  readonly date: IsoDate;
  readonly minutes: number;
}

/** A calendar day on the clock of a zone. */
export interface LocalDay {
  readonly on: IsoDate;
  readonly zone: TimeZone;
}

const minute = 60_000;
const day = 86_400_000;

/** Last Sunday of a month that has 30 or 31 days. */
function lastSunday(year: number, month: number, length: number): Day {
  const last = civilToDay(year, month, length);
  return last - (weekdayOf(last) % 7);
}

interface Summer {
  readonly start: Instant;
  readonly end: Instant;
}

function summerOf(year: number): Summer {
  const end = year < 1996 ? lastSunday(year, 9, 30) : lastSunday(year, 10, 31);
  return { start: lastSunday(year, 3, 31) * day + 60 * minute, end: end * day + 60 * minute };
}

const summers = new Map<number, Summer>();
const meanYear = 365.2425 * day;

/**
 * The year is the mean Gregorian one: at most a few days off around 1 January, where it is winter in both years, so that no calendar is
 * needed on this hot path.
 */
function isSummer(instant: Instant): boolean {
  const year = 1970 + Math.floor(instant / meanYear);
  let summer = summers.get(year);
  if (!summer) {
    summer = summerOf(year);
    summers.set(year, summer);
  }
  return instant >= summer.start && instant < summer.end;
}

/** Minutes that local time is ahead of UTC at an instant. */
export function offsetMinutes(instant: Instant, zone: TimeZone): number {
  const { winter, summerTime } = rules[zone];
  return summerTime && isSummer(instant) ? winter + 60 : winter;
}

/** The clock on the wall at an instant. */
export function toLocal(instant: Instant, zone: TimeZone): LocalTime {
  const local = instant + offsetMinutes(instant, zone) * minute;
  const localDay = Math.floor(local / day);
  return { date: fromDay(localDay), minutes: Math.floor((local - localDay * day) / minute) };
}

/** The local calendar date at an instant. */
export const localDate = (instant: Instant, zone: TimeZone): IsoDate => toLocal(instant, zone).date;

/**
 * The instant at which the wall clock shows date and minute of the day. In the hour that summer time skips, the instant the same
 * distance after the change; in the hour that comes twice, the first of the two.
 */
export function fromLocal(date: IsoDate, minutes: number, zone: TimeZone): Instant {
  return instantOfWall(toDay(date) * day + minutes * minute, zone);
}

/** The same for a wall clock given as milliseconds of UTC that would show it. */
export function instantOfWall(wall: Instant, zone: TimeZone): Instant {
  const { winter, summerTime } = rules[zone];
  const early = wall - (winter + 60) * minute;
  return summerTime && isSummer(early) ? early : wall - winter * minute;
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, for text that crosses a process. */
export function formatInstant(instant: Instant): string {
  const days = Math.floor(instant / day);
  const rest = instant - days * day;
  const pad = (n: number, width: number): string => String(n).padStart(width, '0');
  const clock = [Math.floor(rest / 3_600_000), Math.floor(rest / minute) % 60, Math.floor(rest / 1000) % 60]
    .map((n) => pad(n, 2))
    .join(':');
  return `${fromDay(days)}T${clock}.${pad(rest % 1000, 3)}Z`;
}

const instantShape = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3})\d*)?Z$/;

const offsetShape = /^(.+)([+-])(0\d|1[0-4]):([0-5]\d)$/;

/**
 * Reads RFC 3339 text in UTC or with an offset of up to 14:59 hours (`2026-11-01T10:00:00+01:00`); `null` when it is not that, or when in
 * UTC it falls before 1900 or after 2199, where no date has a name.
 */
export function parseOffsetInstant(text: string): Instant | null {
  const [, local = '', sign = '', hours = '', minutes = ''] = offsetShape.exec(text) ?? [];
  if (sign === '') return parseInstant(text);
  const at = parseInstant(`${local}Z`);
  if (at === null) return null;
  const moved = at - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minute;
  return moved >= toDay('1900-01-01') * day && moved < (toDay('2199-12-31') + 1) * day ? moved : null;
}

/** Reads RFC 3339 text in UTC; `null` when it is not that. */
export function parseInstant(text: string): Instant | null {
  const match = instantShape.exec(text);
  if (!match) return null;
  const [, date = '', h = '', m = '', s = '', fraction = ''] = match;
  if (!isIsoDate(date)) return null;
  return toDay(date) * day + Number(h) * 3_600_000 + Number(m) * minute + Number(s) * 1000 + Number(fraction.padEnd(3, '0'));
}
