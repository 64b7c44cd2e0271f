/**
 * Out-of-court collection costs (buitengerechtelijke incassokosten): 6:96 lid 4-7 BW with the BIK. Pure and exact; euro cents.
 * Whether a consumer owes them at all depends on the 14-day letter (6:96 lid 6), which is judged elsewhere.
 */
import { requireCurrency, requireNotNegative, requireOneOf, requireRate } from '../money/checks.js';
import type { Cents, Fraction, Money } from '../money/money.js';
import { divideHalfUp, maxCents } from '../money/money.js';
import { type DebtorKind, debtorKinds } from '../policy/facts/facts.js';
import { generalVatRateOn } from './dated-rules.js';
import { type RecurringInstalments, type RecurringLimit, limitForInstalments, principalBesideLimit } from './recurring.js';
import { type ScaleStep, costsOnScale, maximumCosts, minimumCosts, scaleSteps, thousandthsOnScale } from './scale.js';

/** The newest general VAT rate; that of another day is {@link generalVatRateOn}. */
export const generalVatRate: Fraction = generalVatRateOn(undefined, 'vat/rate');

/** What the costs are calculated on. Every amount in EUR. */
export interface CollectionCostsInput {
  /** Open principals, VAT of the invoice included and interest not; credit notes negative. Added up: 6:96 lid 7. */
  readonly principals: readonly Money[];
  /** `unknown` is treated as `consumer`, the strictest. */
  readonly debtorKind: DebtorKind;
  /** Art. 2 lid 3 BIK: VAT only when the creditor declared that it buys a taxed service and cannot deduct the VAT on it. */
  readonly vat?: { readonly declared: boolean; readonly rate: Fraction };
  /** Setting, businesses only: at least EUR 40 for each late invoice (6:96 lid 4 BW; HvJ EU C-585/20). A consumer never pays by it. */
  readonly perInvoiceMinimum?: boolean;
  /** Paid inside the term of the notice: costs are due on the unpaid part only (ECLI:NL:HR:2016:2704). */
  readonly paidWithinTerm?: Money;
  /** The principals are instalments of one contract; art. 2a BIK. Consumers only: between businesses EUR 40 is a floor. */
  readonly recurring?: RecurringInstalments;
}

/** Which rule decided the amount. */
export type CostsBasis = 'none' | 'scale' | 'minimum' | 'maximum' | 'per-invoice' | 'recurring';

/** The answer, in euro cents. `total` is costs + vat; `exact` the scale before rounding; `articles` the rules that were used. */
export interface CollectionCosts {
  readonly base: Cents;
  readonly costs: Cents;
  readonly vat: Cents;
  readonly total: Cents;
  readonly exact: Fraction;
  readonly basis: CostsBasis;
  readonly steps: readonly ScaleStep[];
  /** What art. 2a BIK withheld, null when it had nothing to withhold. */
  readonly limit: RecurringLimit | null;
  readonly articles: readonly string[];
}

/**
 * The costs of one notice to one debtor.
 * @throws DomainRefusal `currency-mismatch`, `negative-amount`, `rate-out-of-range`, `unknown-debtor-kind`, `invalid-date`, `date-order`
 */
export function collectionCosts(input: CollectionCostsInput): CollectionCosts {
  const consumer = isConsumer(input.debtorKind);
  const base = costBase(input);
  const scale = costsOnScale(base);
  const perInvoice = !consumer && input.perInvoiceMinimum === true && base > 0n ? minimumCosts * countLate(input.principals) : 0n;
  const full = maxCents(scale, perInvoice);
  const { costs, limit } = consumer ? limited(full, input) : { costs: full, limit: null };
  const vat = vatOn(costs, input.vat);
  const exact = { numerator: thousandthsOnScale(base), denominator: 1000n };
  const basis = limit ? 'recurring' : basisOf({ base, scale, perInvoice, exact: exact.numerator });
  const articles = articlesOf(input, { consumer, basis, vat });
  return { base, costs, vat, total: costs + vat, exact, basis, steps: scaleSteps(base), limit, articles };
}

const isConsumer = (kind: DebtorKind): boolean => {
  const known = requireOneOf(kind, debtorKinds, { code: 'unknown-debtor-kind', argument: 'debtorKind' });
  return known === 'consumer' || known === 'unknown';
};

/** Sum of the principals less what was paid in time; never below zero. */
function costBase(input: CollectionCostsInput): Cents {
  let sum = 0n;
  for (const [index, principal] of input.principals.entries()) {
    requireCurrency(principal, 'EUR', `principals/${index}`);
    sum += principal.amount;
  }
  if (input.paidWithinTerm) {
    requireCurrency(input.paidWithinTerm, 'EUR', 'paidWithinTerm');
    requireNotNegative(input.paidWithinTerm.amount, 'paidWithinTerm/amount');
    sum -= input.paidWithinTerm.amount;
  }
  return maxCents(sum, 0n);
}

/** Art. 2a BIK; nothing is cut when the principals are no instalments. */
function limited(full: Cents, { principals, paidWithinTerm, recurring }: CollectionCostsInput): ReturnType<typeof limitForInstalments> {
  if (!recurring) return { costs: full, limit: null };
  const beside = principalBesideLimit(
    principals.map(({ amount }) => amount),
    paidWithinTerm?.amount ?? 0n,
  );
  return limitForInstalments({ full, large: costsOnScale(beside) }, recurring);
}

const countLate = (principals: readonly Money[]): bigint => BigInt(principals.filter((principal) => principal.amount > 0n).length);

/** Half-up on the rounded costs; nothing without the declaration. */
function vatOn(costs: Cents, vat: CollectionCostsInput['vat']): Cents {
  if (!vat) return 0n;
  requireRate(vat.rate, 'vat/rate');
  return vat.declared ? divideHalfUp(costs * vat.rate.numerator, vat.rate.denominator) : 0n;
}

function basisOf(found: { base: Cents; scale: Cents; perInvoice: Cents; exact: bigint }): CostsBasis {
  if (found.base === 0n) return 'none';
  if (found.perInvoice > found.scale) return 'per-invoice';
  if (found.exact < minimumCosts * 1000n) return 'minimum';
  return found.exact > maximumCosts * 1000n ? 'maximum' : 'scale';
}

function articlesOf(input: CollectionCostsInput, found: { consumer: boolean; basis: CostsBasis; vat: Cents }): string[] {
  const articles = found.consumer ? ['6:96 lid 5 BW', '6:96 lid 6 BW'] : ['6:96 lid 4 BW'];
  if (found.consumer && input.principals.length > 1) articles.push('6:96 lid 7 BW');
  articles.push('BIK art. 2 lid 1');
  if (found.basis === 'minimum') articles.push('BIK art. 2 lid 2');
  if (found.vat > 0n) articles.push('BIK art. 2 lid 3');
  if (found.basis === 'recurring') articles.push('BIK art. 2a');
  if (found.basis === 'per-invoice') articles.push('HvJ EU C-585/20');
  if (input.paidWithinTerm && input.paidWithinTerm.amount > 0n) articles.push('ECLI:NL:HR:2016:2704');
  return articles;
}
