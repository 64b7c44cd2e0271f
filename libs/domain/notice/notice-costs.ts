/** What collection costs a formal notice may announce, and what is due of them after its term (6:96 lid 5-7 BW, BIK art. 2). */
import type { IsoDate } from '../calendar/iso-date.js';
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { type Cents, maxCents, minCents } from '../money/money.js';

/** The legal scale over a sum in euro cents, without VAT: a creditor who chases his own invoices adds none (BIK art. 2 lid 3). */
const scaleOver = (sum: Cents): Cents =>
  sum <= 0n ? 0n : collectionCosts({ principals: [{ amount: sum, currency: 'EUR' }], debtorKind: 'consumer' }).costs;

/** A claim of a notice and what became of it since. Euro cents. */
export interface ClaimInTerm {
  /** What the notice asked for it. */
  readonly amount: Cents;
  /** Paid on its principal since the notice, in time. */
  readonly paidInTime: Cents;
  /** Paid since, after the last day. */
  readonly paidLate: Cents;
  /** What may be asked of it now: open, less what is contested. */
  readonly undisputed: Cents;
}

/**
 * What of a claim costs are due on: what the notice asked and was not paid in time (HR 25-11-2016, ECLI:NL:HR:2016:2704), as far as it is
 * owed. What was credited or written off since never was, and what is contested is not asked meanwhile.
 */
function restOf({ amount, paidInTime, paidLate, undisputed }: ClaimInTerm): Cents {
  return maxCents(0n, minCents(amount - paidInTime, undisputed + paidLate));
}

/** A notice as the scale sees it. Amounts in euro cents. */
export interface CostedNotice {
  readonly announcedCosts: Cents;
  readonly claims: readonly ClaimInTerm[];
  /** The oldest due date of its claims. */
  readonly dueFrom: IsoDate;
  /** The day on which the last of its claims was settled; null while one of them is owed, be it handed over or no longer chased. */
  readonly settledOn: IsoDate | null;
}

/** What of its claims costs are due on: nothing of a notice that announced none. */
const restsOf = ({ announcedCosts, claims }: CostedNotice): Cents =>
  announcedCosts > 0n ? claims.reduce((sum, claim) => sum + restOf(claim), 0n) : 0n;

/**
 * Which earlier notices count beside one whose oldest claim fell due on a day: their claims and its own could be in one letter, so the law
 * calculates costs over their sum (6:96 lid 7 BW). That is so while the debtor still owed the earlier ones when the newer fell due, in a
 * chain from one to the next: what he had settled before is another matter. What became of the claims since, by handover or payment,
 * changes nothing: their costs were charged. @returns their places in the list
 */
function placesBeside(dueFrom: IsoDate, earlier: readonly CostedNotice[]): ReadonlySet<number> {
  const found = new Set<number>();
  let from = dueFrom;
  for (let before = -1; before !== found.size;) {
    before = found.size;
    earlier.forEach((notice, place) => {
      if (notice.settledOn !== null && notice.settledOn <= from) return;
      found.add(place);
      if (notice.dueFrom < from) from = notice.dueFrom;
    });
  }
  return found;
}

/** The earlier notices that count beside a new one whose oldest claim fell due on a day, see {@link costsOfNotice}. */
export function noticesBeside(dueFrom: IsoDate, earlier: readonly CostedNotice[]): readonly CostedNotice[] {
  const places = placesBeside(dueFrom, earlier);
  return earlier.filter((_, place) => places.has(place));
}

/**
 * The costs that are due of each notice of one debtor, in the order in which they were written: over its rest by the scale, never more than
 * it announced, and with those that count beside it never more than the scale over the sum of their rests (6:96 lid 7 BW).
 */
export function costsDueOf(notices: readonly CostedNotice[]): readonly Cents[] {
  const due: Cents[] = [];
  notices.forEach((notice, at) => {
    const own = restsOf(notice);
    let rest = own;
    let charged = 0n;
    for (const place of placesBeside(notice.dueFrom, notices.slice(0, at))) {
      const beside = notices[place];
      if (beside) rest += restsOf(beside);
      charged += due[place] ?? 0n;
    }
    due.push(maxCents(0n, minCents(notice.announcedCosts, minCents(scaleOver(own), scaleOver(rest) - charged))));
  });
  return due;
}

/**
 * The costs that a notice may announce over the claims that are new in it, beside earlier ones that count and announced theirs: together
 * never more than the scale over the sum of what is left of all that they name (6:96 lid 7 BW), and alone never more than the scale over the
 * new ones. `beside` are those of {@link noticesBeside}.
 */
export function costsOfNotice(fresh: Cents, beside: readonly CostedNotice[]): Cents {
  const charged = costsDueOf(beside).reduce((sum, costs) => sum + costs, 0n);
  const rest = beside.reduce((sum, notice) => sum + restsOf(notice), 0n);
  return maxCents(0n, minCents(scaleOver(fresh), scaleOver(rest + fresh) - charged));
}
