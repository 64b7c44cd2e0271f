/** A claim as payments see it, and the parts of it that money can go to. */
import { asIsoDate, type IsoDate } from '../calendar/iso-date.js';
import { requireNotNegative, requireRate } from '../money/checks.js';
import type { Cents, Currency, Fraction } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';

/** Parts of one claim, in the order of 6:44 lid 1 BW. */
export const claimParts = ['costs', 'interest', 'principal'] as const;
/** One of {@link claimParts}. */
export type ClaimPart = (typeof claimParts)[number];

/** An amount for each part of a claim, in minor units. */
export type PartAmounts = Readonly<Record<ClaimPart, Cents>>;

/** The amounts of one claim. */
export interface ClaimAmounts extends PartAmounts {
  readonly id: string;
}

/** What is open on one claim. */
export interface OpenClaim extends ClaimAmounts {
  readonly currency: Currency;
  /** Null without an agreed day: the claim is due at once (6:38 BW) and counts as younger than any dated one. */
  readonly dueDate: IsoDate | null;
  /** The rate that runs on it, which makes it more or less onerous; zero when none does. */
  readonly interestRate: Fraction;
}

/** Everything open on a claim. */
export const openOf = (claim: PartAmounts): Cents => claim.costs + claim.interest + claim.principal;

/** @throws DomainRefusal `duplicate-claim`, `currency-mismatch`, `negative-amount`, `invalid-date`, `rate-out-of-range` with `claims/<index>/...` */
export function checkClaims(claims: readonly OpenClaim[], currency: Currency): void {
  const seen = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    const path = `claims/${index}`;
    if (seen.has(claim.id)) throw new DomainRefusal('duplicate-claim', `${path}/id`, `${path}: ${claim.id} is listed twice`);
    seen.add(claim.id);
    if (claim.currency !== currency) {
      throw new DomainRefusal('currency-mismatch', `${path}/currency`, `${path}: a payment in ${currency} cannot pay ${claim.currency}`);
    }
    for (const part of claimParts) requireNotNegative(claim[part], `${path}/${part}`);
    if (claim.dueDate !== null) asIsoDate(claim.dueDate, `${path}/dueDate`);
    requireRate(claim.interestRate, `${path}/interestRate`);
  }
}
