/** Values of the API as a person reads them in a table. */
import { parseInstant, type TimeZone, toLocal } from '#domain/calendar/zone.js';
import { minorUnitDigits } from '#domain/money/minor-units.js';

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** `EUR 1250.90`; empty for nothing. */
export function showMoney(money: Money | null | undefined): string {
  if (!money) return '';
  const places = minorUnitDigits(money.currency);
  const digits = String(Math.abs(money.amount)).padStart(places + 1, '0');
  const cut = digits.length - places;
  return `${money.currency} ${money.amount < 0 ? '-' : ''}${digits.slice(0, cut)}${places > 0 ? `.${digits.slice(cut)}` : ''}`;
}

/** `2026-01-19 09:12` on the creditor's clock; a text that is no instant stays as it is. */
export function showInstant(text: string | null | undefined, zone: TimeZone): string {
  if (!text) return '';
  const at = parseInstant(text);
  if (at === null) return text;
  const { date, minutes } = toLocal(at, zone);
  return `${date} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Any JSON value in one cell. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}
