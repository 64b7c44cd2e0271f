/** What collection costs a formal notice may announce, and what is due of them after its term (6:96 lid 5-7 BW, BIK art. 2). */
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { type Cents, maxCents, minCents } from '../money/money.js';
import type { NoticeFact } from '../policy/facts/facts.js';

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
 * What of a claim costs are due on: what the notice asked and was not paid in time (HR 25-11-2016, ECLI:NL:HR:2016:2704), as far as it is owed.
 * What was credited or written off since never was, and what is contested is not asked meanwhile.
 */
function restOf({ amount, paidInTime, paidLate, undisputed }: ClaimInTerm): Cents {
  return maxCents(0n, minCents(amount - paidInTime, undisputed + paidLate));
}

/** A notice as the scale sees it. Amounts in euro cents. */
export interface CostedNotice {
  readonly announcedCosts: Cents;
  readonly claims: readonly ClaimInTerm[];
}

const restsOf = (claims: readonly ClaimInTerm[]): Cents => claims.reduce((sum, claim) => sum + restOf(claim), 0n);

/**
 * The costs that are due of each notice of one debtor, in the order in which they were written: over its rest by the scale, never more than
 * it announced, and all together never more than the scale over the sum of their rests (6:96 lid 7 BW).
 */
export function costsDueOf(notices: readonly CostedNotice[]): readonly Cents[] {
  let rest = 0n;
  let due = 0n;
  return notices.map(({ announcedCosts, claims }) => {
    const own = restsOf(claims);
    rest += own;
    const costs = minCents(announcedCosts, minCents(scaleOver(own), scaleOver(rest) - due));
    due += costs;
    return costs;
  });
}

/**
 * The costs that a notice may announce over the claims that are new in it, beside notices that stand and announced theirs: together never
 * more than the scale over the sum of what is left of all that they name (6:96 lid 7 BW), and alone never more than the scale over the new ones.
 */
export function costsOfNotice(fresh: Cents, standing: readonly CostedNotice[]): Cents {
  const due = costsDueOf(standing).reduce((sum, costs) => sum + costs, 0n);
  const rest = standing.reduce((sum, { claims }) => sum + restsOf(claims), 0n);
  return maxCents(0n, minCents(scaleOver(fresh), scaleOver(rest + fresh) - due));
}

/** The notices that count against the costs of a new one: those that stand and announced some. */
export const costedNotices = (notices: readonly NoticeFact[]): readonly NoticeFact[] =>
  notices.filter(
    ({ state, kind, announcedCosts }) => state !== 'void' && state !== 'superseded' && kind !== 'notice-of-default' && announcedCosts > 0n,
  );
