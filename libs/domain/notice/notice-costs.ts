/** What collection costs a formal notice may announce, and what is due of them after its term (6:96 lid 5-7 BW, BIK art. 2). */
import { collectionCosts } from '../collection-costs/collection-costs.js';
import { type Cents, maxCents, minCents } from '../money/money.js';
import type { NoticeFact } from '../policy/facts.js';

/** The legal scale over a sum in euro cents, without VAT: a creditor who chases his own invoices adds none (BIK art. 2 lid 3). */
const scaleOver = (sum: Cents): Cents =>
  sum <= 0n ? 0n : collectionCosts({ principals: [{ amount: sum, currency: 'EUR' }], debtorKind: 'consumer' }).costs;

/** A notice as the scale sees it. Amounts in euro cents. */
export interface CostedNotice {
  readonly announcedCosts: Cents;
  readonly claims: readonly { readonly amount: Cents }[];
}

const namedSum = (notices: readonly CostedNotice[]): Cents =>
  notices.flatMap(({ claims }) => claims).reduce((sum, { amount }) => sum + amount, 0n);

/**
 * The costs that a notice may announce over the claims that are new in it, beside notices that stand and announced theirs: together never
 * more than the scale over the sum of all that they name (6:96 lid 7 BW), and alone never more than the scale over the new ones.
 */
export function costsOfNotice(fresh: Cents, standing: readonly CostedNotice[]): Cents {
  const announced = standing.reduce((sum, notice) => sum + notice.announcedCosts, 0n);
  const room = scaleOver(namedSum(standing) + fresh) - announced;
  return maxCents(0n, minCents(scaleOver(fresh), room));
}

/** The notices that count against the costs of a new one: those that stand and announced some. */
export const costedNotices = (notices: readonly NoticeFact[]): readonly NoticeFact[] =>
  notices.filter(
    ({ state, kind, announcedCosts }) => state !== 'void' && state !== 'superseded' && kind !== 'notice-of-default' && announcedCosts > 0n,
  );

/** A claim of a notice and what was paid or credited of it in time. Euro cents. */
export interface ClaimInTerm {
  readonly amount: Cents;
  readonly settledInTime: Cents;
}

/**
 * The costs that are due after the term of a notice: the scale over what was unpaid on its last day, never more than it announced (HR
 * 25-11-2016, ECLI:NL:HR:2016:2704: who pays a part in time owes costs on the rest only). Nothing when all was paid.
 */
export function costsDueOf(announced: Cents, claims: readonly ClaimInTerm[]): Cents {
  const rest = claims.reduce((sum, { amount, settledInTime }) => sum + maxCents(0n, amount - maxCents(0n, settledInTime)), 0n);
  return minCents(announced, scaleOver(rest));
}
