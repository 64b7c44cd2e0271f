/**
 * The rate that really runs, day by day: the statutory one, the agreed one, or the higher of the two.
 * 6:119 lid 3 (a higher agreed rate goes on in default), 6:119a lid 8 (between businesses an agreed rate replaces the statutory one),
 * 6:119b lid 8 (a government owes an agreed rate only when it is higher).
 */
import { type Day, type IsoDate, asIsoDate, toDay } from '../calendar/iso-date.js';
import { requireRate } from '../money/checks.js';
import type { Fraction } from '../money/money.js';
import { compareRates } from '../money/percent.js';
import { DomainRefusal } from '../money/refusals.js';
import { type RateSpan, type RateTable, type StatutoryKind, columnOf, entryOn } from './rate-table.js';

/** `agreed`: only what the parties agreed; the statutory table is not consulted. */
export type InterestKind = StatutoryKind | 'agreed';

/** A contractual rate from a day on, until the next one. */
export interface AgreedRate {
  readonly from: IsoDate;
  readonly rate: Fraction;
}

/** Later than any date we know: the last agreed rate has no end. */
const noEnd: Day = 200_000;

/** @throws DomainRefusal `agreed-rates-missing`, `date-order`, `rate-out-of-range`, `invalid-date` */
function agreedSpans(kind: InterestKind, agreed: readonly AgreedRate[]): RateSpan[] {
  if (kind === 'agreed' && agreed.length === 0) {
    throw new DomainRefusal('agreed-rates-missing', 'agreedRates', 'agreedRates: agreed interest needs at least one rate');
  }
  const starts = agreed.map((entry, index) => toDay(asIsoDate(entry.from, `agreedRates/${index}/from`)));
  return agreed.map((entry, index) => {
    const from = starts[index] ?? noEnd;
    const to = (starts[index + 1] ?? noEnd) - 1;
    requireRate(entry.rate, `agreedRates/${index}/rate`);
    if (to < from) throw new DomainRefusal('date-order', `agreedRates/${index + 1}/from`, 'agreed rates must be in order of their dates');
    return { from, to, rate: entry.rate };
  });
}

/** Answers for one calculation; `null` is a day without a confirmed rate. */
export class EffectiveRates {
  private readonly agreed: readonly RateSpan[];
  private readonly statutory: readonly RateSpan[];

  constructor(
    private readonly kind: InterestKind,
    agreed: readonly AgreedRate[],
    table: RateTable,
  ) {
    this.statutory = kind === 'agreed' ? [] : columnOf(kind, table);
    this.agreed = agreedSpans(kind, agreed);
  }

  /** The rate on a day and the last day, at most `limit`, up to which it really stays the same. */
  spanOn(day: Day, limit: Day): RateSpan | null {
    const first = this.pieceOn(day);
    if (!first) return null;
    let to = first.to;
    while (to < limit) {
      const next = this.pieceOn(to + 1);
      if (!next || compareRates(next.rate, first.rate) !== 0) break;
      to = next.to;
    }
    return { from: day, to: Math.min(to, limit), rate: first.rate };
  }

  /** The rate on a day with the end of the table entries it was read from. */
  private pieceOn(day: Day): RateSpan | null {
    const agreed = entryOn(this.agreed, day);
    if (agreed && (this.kind === 'agreed' || this.kind === 'commercial')) return agreed;
    const statutory = entryOn(this.statutory, day);
    if (!statutory) return null;
    if (!agreed) return { ...statutory, to: Math.min(statutory.to, this.beforeAgreement()) };
    return {
      from: day,
      to: Math.min(agreed.to, statutory.to),
      rate: compareRates(agreed.rate, statutory.rate) > 0 ? agreed.rate : statutory.rate,
    };
  }

  /** Agreed rates follow on each other, so a day without one lies before the first. */
  private beforeAgreement(): Day {
    return (this.agreed[0]?.from ?? noEnd) - 1;
  }
}
