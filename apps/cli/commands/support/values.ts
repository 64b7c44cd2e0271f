/** What people type, turned into what the API takes; a wrong value is said with an example, before anything is sent. */
import { InvalidArgumentError } from 'commander';
import { isIsoDate } from '#domain/calendar/iso-date.js';
import { formatInstant, fromLocal, localDate, parseInstant, type TimeZone, usualZone } from '#domain/calendar/zone.js';
import { minorUnitDigits } from '#domain/money/minor-units.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';

/** Money as the API takes it. */
export interface MoneyBody {
  readonly amount: number;
  readonly currency: string;
}

const amountShape = /^(\d{1,12})(?:[.,](\d{1,3}))?$/;
const amountHelp = (example: string): string => `Write an amount like ${example}, without separators of thousands`;

function minorUnits(text: string, digits: number): number | null {
  const [matched, whole = '', fraction = ''] = amountShape.exec(text) ?? [];
  return matched === undefined || fraction.length > digits ? null : Number(`${whole}${fraction.padEnd(digits, '0')}`);
}

/** `125.50`, `125,50` or `125` to 12550 cents. Separators of thousands are refused: 1.250 could be either. */
export function parseCents(text: string): number {
  const amount = minorUnits(text, 2);
  if (amount === null) throw new InvalidArgumentError(`${amountHelp('125.50')}.`);
  return amount;
}

/** The same in a currency that another option names: `1250` yen are 1250 units, not 125000. @throws CliFailure when it is no such amount */
export function amountIn(currency: string, text: string): MoneyBody {
  const digits = minorUnitDigits(currency);
  const amount = minorUnits(text, digits);
  if (amount !== null) return { amount, currency };
  const example = digits === 0 ? '125' : `125.${'50'.padEnd(digits, '0')}`;
  throw new CliFailure(ExitCode.usage, `${amountHelp(example)}: ${text} is none in ${currency}`);
}

/** A date that exists, or `today` in Amsterdam by this machine's clock: for what is about nobody. Else see `clock-day.ts`. */
export function parseDate(text: string): string {
  if (text === 'today') return localDate(Date.now(), usualZone);
  if (isIsoDate(text)) return text;
  throw new InvalidArgumentError('Write a date that exists, like 2026-01-19.');
}

const momentHelp = 'Write a date like 2026-01-05 or an instant like 2026-01-05T08:00:00Z.';

/** A date or an instant, for where the API takes both: a date is the beginning of that day where the creditor lives. */
export function parseMoment(text: string): string {
  if (isIsoDate(text)) return text;
  const at = parseInstant(text);
  if (at === null) throw new InvalidArgumentError(momentHelp);
  return formatInstant(at);
}

/** A moment of {@link parseMoment} as an instant: a date is the beginning of that day where the creditor lives. */
export const instantIn = (zone: TimeZone, moment: string): string =>
  isIsoDate(moment) ? formatInstant(fromLocal(moment, 0, zone)) : moment;

const shortDuration = /^(\d{1,4})(d|w|m|y)$/i;
const longDuration = /^P(?!$)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,4}M)?(?:\d{1,5}S)?)?$/;

/** `45d`, `6w`, `2m`, `1y` or an ISO 8601 duration to an ISO 8601 duration. */
export function parseDuration(text: string): string {
  const short = shortDuration.exec(text);
  if (short) return `P${Number(short[1])}${(short[2] ?? 'd').toUpperCase()}`;
  if (longDuration.test(text)) return text;
  throw new InvalidArgumentError('Write a duration like 45d, 6w or P30D.');
}

/** Rows of a page: 1 to 100, the API's own limit. */
export function parseLimit(text: string): number {
  const count = Number(text);
  if (/^\d{1,3}$/.test(text) && count >= 1 && count <= 100) return count;
  throw new InvalidArgumentError('Write a whole number from 1 to 100.');
}

/** The entries that have a value: an option that was not given is not sent. */
export function given<T extends Record<string, unknown>>(entries: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
