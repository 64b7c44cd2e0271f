/**
 * The scale of the Besluit vergoeding voor buitengerechtelijke incassokosten (BIK, in force since 2012-07-01), art. 2 lid 1 and 2:
 * 15 % of the first EUR 2,500, 10 % of the next 2,500, 5 % of the next 5,000, 1 % of the next 190,000, 0.5 % of the rest.
 */
import type { Cents, Fraction } from '../money/money.js';
import { divideHalfUp, maxCents, minCents } from '../money/money.js';

/** A band of the scale in euro cents; `to` is null for the last one. `perMille` of what lies between them is due. */
export interface ScaleBand {
  readonly from: Cents;
  readonly to: Cents | null;
  readonly perMille: bigint;
}

/** Art. 2 lid 1 BIK. */
const scaleBands: readonly ScaleBand[] = [
  { from: 0n, to: 250_000n, perMille: 150n },
  { from: 250_000n, to: 500_000n, perMille: 100n },
  { from: 500_000n, to: 1_000_000n, perMille: 50n },
  { from: 1_000_000n, to: 20_000_000n, perMille: 10n },
  { from: 20_000_000n, to: null, perMille: 5n },
];
/** EUR 40: art. 2 lid 2 BIK, and between businesses 6:96 lid 4 BW. */
export const minimumCosts: Cents = 4_000n;
/** EUR 6,775: art. 2 lid 1 BIK. */
export const maximumCosts: Cents = 677_500n;

/** What one band adds, for printing: `amount` is exact, in cents (it may have a fraction of a cent). */
export interface ScaleStep {
  readonly from: Cents;
  readonly to: Cents | null;
  readonly rate: Fraction;
  readonly amount: Fraction;
}

/** The part of the principal inside a band, in cents. */
const inBand = (base: Cents, band: ScaleBand): Cents => (band.to === null ? base : minCents(base, band.to)) - band.from;

/** The exact sum over the bands in thousandths of a cent; 0 for a principal of zero or less. */
export function thousandthsOnScale(base: Cents): bigint {
  let sum = 0n;
  for (const band of scaleBands) {
    if (base <= band.from) break;
    sum += inBand(base, band) * band.perMille;
  }
  return sum;
}

/** The bands that the principal reaches into, lowest first. */
export function scaleSteps(base: Cents): ScaleStep[] {
  return scaleBands
    .filter((band) => base > band.from)
    .map((band) => ({
      from: band.from,
      to: band.to,
      rate: { numerator: band.perMille, denominator: 1000n },
      amount: { numerator: inBand(base, band) * band.perMille, denominator: 1000n },
    }));
}

/**
 * The costs on one principal (euro cents, VAT of the invoice included, interest not): exact sum, half-up once to the cent, then minimum
 * and maximum. Zero or less gives no costs.
 */
export function costsOnScale(base: Cents): Cents {
  if (base <= 0n) return 0n;
  return minCents(maxCents(divideHalfUp(thousandthsOnScale(base), 1000n), minimumCosts), maximumCosts);
}
