/**
 * What changed in the rules on collection costs, by day. A later change is a new row (or a new day) here with its source; what a row says
 * holds from its day until the next one.
 */
import { type IsoDate, asIsoDate } from '../calendar/iso-date.js';
import type { Fraction } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';

/** A rule that holds from a day on, and where that was read. */
interface DatedRule {
  readonly from: IsoDate;
  readonly source: string;
}

/** The decree itself; before it a court estimated what was reasonable. */
export const decree: DatedRule = { from: '2012-07-01', source: 'BIK, Stb. 2012, 141' };

/** Art. 2a BIK on small recurring instalments: on charges made from this day on, the look-back goes further (the strict reading). */
export const instalmentRule: DatedRule = { from: '2024-10-01', source: 'BIK art. 2a; entry into force by the trade press of 2024' };

/** General VAT rates since before the decree, oldest first. */
export const generalVatRates: readonly (DatedRule & { readonly rate: Fraction })[] = [
  { from: '2001-01-01', rate: { numerator: 19n, denominator: 100n }, source: 'art. 9 lid 1 Wet OB 1968, text until 2012-10-01' },
  { from: '2012-10-01', rate: { numerator: 21n, denominator: 100n }, source: 'art. 9 lid 1 Wet OB 1968, text since 2012-10-01' },
];

/**
 * The general VAT rate on a day on which the decree held; without a day the newest.
 * @throws DomainRefusal `before-the-decree`, `invalid-date` naming `argument`
 */
export function generalVatRateOn(on: IsoDate | undefined, argument: string): Fraction {
  if (on !== undefined) requireDecree(on, argument);
  const found = generalVatRates.findLast(({ from }) => on === undefined || from <= on);
  if (!found) throw new DomainRefusal('before-the-decree', argument, `${argument}: no VAT rate is known for ${on}`);
  return found.rate;
}

/** @throws DomainRefusal `before-the-decree`, `invalid-date` naming `argument` */
export function requireDecree(on: IsoDate, argument: string): void {
  if (asIsoDate(on, argument) < decree.from)
    throw new DomainRefusal('before-the-decree', argument, `${argument}: the decree on collection costs is in force since ${decree.from}`);
}
