/**
 * Where a payment goes (toerekening): over several claims by 6:43 BW, inside one claim by 6:44 BW; what nothing is left for is credit, never
 * income. And the way back, when a payment is reversed.
 */
import { asIsoDate, type IsoDate } from '../calendar/iso-date.js';
import { costsOnScale } from '../collection-costs/scale.js';
import { requireCurrency, requireNotNegative, requirePositive } from '../money/checks.js';
import type { Cents, Currency, Money } from '../money/money.js';
import { minCents } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';
import { isDue, rankClaims } from './claim-order.js';
import { type ClaimAmounts, type ClaimPart, type PartAmounts, type OpenClaim, checkClaims, claimParts, openOf } from './open-claim.js';
import { proRata } from './pro-rata.js';

/** A payment and what it may be set against. All in one currency. */
export interface AllocationInput {
  readonly claims: readonly OpenClaim[];
  /** Above zero. Without a day all claims count as due. */
  readonly payment: { readonly amount: Money; readonly on?: IsoDate };
  /** Claims the debtor named, in his order (6:43 lid 1 BW). What they do not need follows the general order. */
  readonly designates?: readonly string[];
  /** Another order inside a claim that the debtor named and the creditor accepted (6:44 lid 2 BW: it may refuse). */
  readonly order?: readonly ClaimPart[];
  /**
   * A consumer's payment inside the 14-day term: costs become due on what is still unpaid of the claims in the letter, never more than was
   * announced. `claims` are the ones it names; without it all that were due on the day of the payment, for a letter may name no others.
   */
  readonly withinNoticeTerm?: { readonly announcedCosts: Money; readonly claims?: readonly string[] };
  /**
   * Setting: what a payment leaves of a claim is written off when it is no more than this, nor than the interest that was open on it. Since
   * interest is paid first, a debtor who pays the bare principal leaves the interest's amount of principal.
   */
  readonly tolerance?: Money;
}

/** What one claim got; `writtenOff` is what was given up under the tolerance, part by part. */
export interface AllocatedPart extends ClaimAmounts {
  readonly writtenOff: PartAmounts;
}

/** The answer, in minor units of `currency`. `allocated` and `left` hold every claim, in the order it came in. */
export interface Allocation {
  readonly currency: Currency;
  readonly allocated: readonly AllocatedPart[];
  readonly left: readonly OpenClaim[];
  readonly credit: Cents;
  /** Costs due when the term ends with this left unpaid; null outside a notice's term. */
  readonly costsAfterTerm: Cents | null;
  readonly articles: readonly string[];
}

/**
 * Sets a payment against open claims.
 * @throws DomainRefusal `negative-amount`, `zero-amount`, `currency-mismatch`, `duplicate-claim`, `unknown-claim`, `duplicate-designation`,
 * `order-incomplete`, `invalid-date`, `rate-out-of-range`
 */
export function allocate(input: AllocationInput): Allocation {
  check(input);
  const { claims, payment } = input;
  const amounts = amountsByClaim(input);
  const order = input.order ?? claimParts;
  const tolerance = input.tolerance?.amount ?? 0n;
  const allocated = claims.map((claim, index) => spend(claim, { amount: amounts.shares[index] ?? 0n, order, tolerance }));
  const left = claims.map((claim, index) => subtract(claim, allocated[index]));
  const { currency } = payment.amount;
  return { currency, allocated, left, credit: amounts.rest, costsAfterTerm: costsAfterTerm(input, left), articles: articlesOf(input) };
}

/** Every name is that of an open claim, and stands there once. */
function checkNames(names: readonly string[], claims: readonly OpenClaim[], argument: string): void {
  for (const [index, id] of names.entries()) {
    const path = `${argument}/${index}`;
    if (!claims.some((claim) => claim.id === id)) throw new DomainRefusal('unknown-claim', path, `${path}: no open claim ${id}`);
    if (names.indexOf(id) !== index) throw new DomainRefusal('duplicate-designation', path, `${path}: ${id} is named twice`);
  }
}

function check({ claims, payment, designates = [], order, withinNoticeTerm, tolerance }: AllocationInput): void {
  const { currency } = payment.amount;
  requirePositive(payment.amount.amount, 'payment/amount/amount');
  if (payment.on !== undefined) asIsoDate(payment.on, 'payment/on');
  checkClaims(claims, currency);
  checkNames(designates, claims, 'designates');
  checkNames(withinNoticeTerm?.claims ?? [], claims, 'withinNoticeTerm/claims');
  if (order && (order.length !== claimParts.length || claimParts.some((part) => !order.includes(part)))) {
    throw new DomainRefusal('order-incomplete', 'order', 'order: name costs, interest and principal once each');
  }
  for (const [argument, money] of [
    ['withinNoticeTerm/announcedCosts', withinNoticeTerm?.announcedCosts] as const,
    ['tolerance', tolerance] as const,
  ]) {
    if (!money) continue;
    requireCurrency(money, currency, argument);
    requireNotNegative(money.amount, `${argument}/amount`);
  }
}

/** 6:43 BW: how much of the payment each claim gets, and what is left of it. */
function amountsByClaim({ claims, payment, designates = [] }: AllocationInput): { shares: Cents[]; rest: Cents } {
  const shares = claims.map(() => 0n);
  let rest = payment.amount.amount;
  for (const group of rankClaims(claims, designates, payment.on ?? null)) {
    const open = group.map(({ claim }) => openOf(claim));
    const amount = minCents(
      rest,
      open.reduce((sum, each) => sum + each, 0n),
    );
    for (const [place, share] of proRata(amount, open).entries()) {
      const index = group[place]?.index;
      if (index !== undefined) shares[index] = share;
    }
    rest -= amount;
  }
  return { shares, rest };
}

/** 6:44 lid 1 BW inside one claim. */
function spend(claim: OpenClaim, given: { amount: Cents; order: readonly ClaimPart[]; tolerance: Cents }): AllocatedPart {
  const paid = { costs: 0n, interest: 0n, principal: 0n };
  let rest = given.amount;
  for (const part of given.order) {
    paid[part] = minCents(rest, claim[part]);
    rest -= paid[part];
  }
  const left = openOf(claim) - given.amount;
  const isTrifle = given.amount > 0n && left <= given.tolerance && left <= claim.interest;
  return { id: claim.id, ...paid, writtenOff: isTrifle ? difference(claim, paid) : nothing };
}

const nothing: PartAmounts = { costs: 0n, interest: 0n, principal: 0n };

const difference = (from: PartAmounts, what: PartAmounts): PartAmounts => ({
  costs: from.costs - what.costs,
  interest: from.interest - what.interest,
  principal: from.principal - what.principal,
});

const subtract = (claim: OpenClaim, part: AllocatedPart | undefined): OpenClaim =>
  part === undefined ? claim : { ...claim, ...difference(difference(claim, part), part.writtenOff) };

/**
 * ECLI:NL:HR:2016:2704: the scale on the principal that is still unpaid; the scale never falls, so the announced amount is its limit. A
 * claim that is not due cannot be in the letter (6:96 lid 6 BW: after default), so it bears none of its costs.
 */
function costsAfterTerm({ withinNoticeTerm, payment }: AllocationInput, left: readonly OpenClaim[]): Cents | null {
  if (!withinNoticeTerm) return null;
  const { announcedCosts, claims: named } = withinNoticeTerm;
  const inLetter = left.filter((claim) => isDue(claim, payment.on ?? null) && (named?.includes(claim.id) ?? true));
  const unpaid = inLetter.reduce((sum, claim) => sum + claim.principal, 0n);
  return minCents(costsOnScale(unpaid), announcedCosts.amount);
}

function articlesOf(input: AllocationInput): string[] {
  const articles = ['6:44 lid 1 BW'];
  if (input.order) articles.push('6:44 lid 2 BW');
  if (input.designates?.length) articles.push('6:43 lid 1 BW');
  if (input.claims.length > 1) articles.push('6:43 lid 2 BW');
  if (input.withinNoticeTerm) articles.push('6:96 lid 6 BW', 'ECLI:NL:HR:2016:2704');
  return articles;
}
