/** The dated rate table (6:120 BW) as data, and the look-up that never guesses: a day without a confirmed row is an error naming that day. */
import { type Day, type IsoDate, asIsoDate, civilToDay, dayToCivil, fromDay, toDay } from '../calendar/iso-date.js';
import { requireOneOf } from '../money/checks.js';
import type { Fraction } from '../money/money.js';
import { percent } from '../money/percent.js';
import { DomainRefusal } from '../money/refusals.js';
import { confirmedRateRows } from './confirmed-rates.js';
import type { RateRow } from './rate-row.js';

/** 6:119 (consumer and other non-commercial), 6:119a (commercial), 6:119b (government; the commercial rates). */
export const statutoryKinds = ['consumer', 'commercial', 'government'] as const;
/** One of {@link statutoryKinds}. */
export type StatutoryKind = (typeof statutoryKinds)[number];

/** Days from and up to and including which one rate holds. */
export interface RateSpan {
  readonly from: Day;
  readonly to: Day;
  readonly rate: Fraction;
}

/** A row with the span it is confirmed for. */
export interface ConfirmedRate extends RateSpan {
  readonly row: RateRow;
}

/** Both columns of the table, earliest first, without overlap; days between two rows that no row covers are not confirmed. */
export interface RateTable {
  readonly consumer: readonly ConfirmedRate[];
  readonly commercial: readonly ConfirmedRate[];
}

/** No confirmed rate for a day (`date`). `argument` is the input that reached for it. */
export class RateNotConfirmed extends DomainRefusal {
  constructor(
    argument: string,
    readonly kind: StatutoryKind | 'agreed',
    readonly date: IsoDate,
  ) {
    super('rate-not-confirmed', argument, `${argument}: there is no confirmed ${kind} rate for ${date}`);
    this.name = 'RateNotConfirmed';
  }
}

/** The last day of the half-year that a day lies in. */
function endOfHalfYear(day: Day): Day {
  const { year, month } = dayToCivil(day);
  return month <= 6 ? civilToDay(year, 6, 30) : civilToDay(year, 12, 31);
}

function column(kind: RateRow['kind'], rows: readonly RateRow[]): ConfirmedRate[] {
  const own = rows.filter((row) => row.kind === kind);
  return own.map((row, index) => {
    const from = toDay(asIsoDate(row.from, `${kind}/${index}/from`));
    const next = own[index + 1];
    const until = next ? toDay(asIsoDate(next.from, `${kind}/${index + 1}/from`)) - 1 : Infinity;
    if (until < from) throw new DomainRefusal('date-order', `${kind}/${index + 1}/from`, `${kind} rates must be in order of their dates`);
    return { from, to: Math.min(until, endOfHalfYear(from)), rate: percent(row.percent, `${kind}/${index}/percent`), row };
  });
}

/**
 * Makes a table of rows in order of date. A row holds until the next one, and never beyond its own half-year.
 * @throws DomainRefusal `date-order`, `invalid-date`, `rate-invalid` with `<kind>/<index>/...`
 */
export const createRateTable = (rows: readonly RateRow[]): RateTable => ({
  consumer: column('consumer', rows),
  commercial: column('commercial', rows),
});

/** The table that this version knows. */
export const statutoryRates: RateTable = createRateTable(confirmedRateRows);

/** The column that a kind of interest is read from. @throws DomainRefusal `unknown-interest-kind` */
export function columnOf(kind: StatutoryKind, table: RateTable): readonly ConfirmedRate[] {
  const known = requireOneOf(kind, statutoryKinds, { code: 'unknown-interest-kind', argument: 'kind' });
  return known === 'consumer' ? table.consumer : table.commercial;
}

/** The entry that covers a day, found from the end since most questions are about lately. */
export const entryOn = <T extends RateSpan>(entries: readonly T[], day: Day): T | undefined =>
  entries.findLast((entry) => entry.from <= day && day <= entry.to);

/**
 * The statutory rate on a day, with its row. Government debtors owe the commercial rate (6:119b).
 * @throws RateNotConfirmed naming the day; DomainRefusal `unknown-interest-kind`, `invalid-date`
 */
export function rateOn(kind: StatutoryKind, date: IsoDate, table: RateTable = statutoryRates): ConfirmedRate {
  const found = entryOn(columnOf(kind, table), toDay(asIsoDate(date, 'date')));
  if (!found) throw new RateNotConfirmed('date', kind, date);
  return found;
}

/** A half-year that has begun without a confirmed row; `late` a month after it began: time to ring a bell. */
export interface MissingRate {
  readonly kind: RateRow['kind'];
  readonly halfYearFrom: IsoDate;
  readonly late: boolean;
}

/** The columns that have no confirmed rate for today. */
export function missingRates(today: IsoDate, table: RateTable = statutoryRates): MissingRate[] {
  const day = toDay(asIsoDate(today, 'today'));
  const { year, month } = dayToCivil(day);
  const start = month <= 6 ? civilToDay(year, 1, 1) : civilToDay(year, 7, 1);
  const aMonthOn = month <= 6 ? civilToDay(year, 2, 1) : civilToDay(year, 8, 1);
  return (['commercial', 'consumer'] as const)
    .filter((kind) => entryOn(table[kind], day) === undefined)
    .map((kind) => ({ kind, halfYearFrom: fromDay(start), late: day > aMonthOn }));
}
