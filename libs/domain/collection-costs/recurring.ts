/**
 * Small recurring instalments (art. 2a BIK, since 2024-10-01). That the article stops the stacking of EUR 40 upon EUR 40 is sure, its exact
 * formula is not, so the strict reading is taken: one letter gives at most what one instalment would give (EUR 40), once per debtor,
 * contract and rolling six months; in all at most EUR 140 per six months; going beyond the first is for a person to approve.
 */
import { type IsoDate, addMonths, asIsoDate } from '../calendar/iso-date.js';
import { requireNotNegative } from '../money/checks.js';
import type { Cents } from '../money/money.js';
import { maxCents, minCents } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';
import { instalmentRule } from './dated-rules.js';
import { minimumCosts } from './scale.js';

/** From EUR 266.67 on 15 % is EUR 40 or more: an instalment of that size is no longer small. */
const smallInstalmentBelow: Cents = 26_667n;
/** The most that small instalments of one debtor may cost in six months. */
const sixMonthCap: Cents = 14_000n;
const lookBackMonths = 6;

/** Costs charged before to this debtor for a letter with small instalments in it, larger ones beside them or not. */
export interface EarlierCharge {
  readonly contract: string;
  readonly on: IsoDate;
  readonly amount: Cents;
}

/** Says that the principals are instalments of one contract; `on` is the day the costs would be charged. */
export interface RecurringInstalments {
  readonly contract: string;
  readonly on: IsoDate;
  readonly charged: readonly EarlierCharge[];
  /** A person allowed a second charge for this contract within the six months. The cap stays. */
  readonly approved?: boolean;
}

/** Why less was charged than the scale gives. `withApproval` is what the costs become when a person approves; all in cents. */
export interface RecurringLimit {
  readonly rule: 'one-letter' | 'once-per-contract' | 'six-month-cap';
  readonly withheld: Cents;
  readonly withApproval: Cents;
}

/**
 * The principal that art. 2a leaves alone: what is left of the larger instalments once credit notes and timely payments (`paid`) have been
 * taken off them and not off the small ones, which is the lower outcome. Never below zero.
 */
export function principalBesideLimit(principals: readonly Cents[], paid: Cents): Cents {
  const counted = principals.filter((amount) => amount < 0n || amount >= smallInstalmentBelow);
  return maxCents(counted.reduce((sum, amount) => sum + amount, 0n) - paid, 0n);
}

function inLookBack(recurring: RecurringInstalments): EarlierCharge[] {
  const on = asIsoDate(recurring.on, 'recurring/on');
  const since = addMonths(on, -lookBackMonths);
  return recurring.charged.filter((charge, index) => {
    const path = `recurring/charged/${index}`;
    requireNotNegative(charge.amount, `${path}/amount`);
    if (asIsoDate(charge.on, `${path}/on`) > on) {
      throw new DomainRefusal('date-order', `${path}/on`, `${path}/on: ${charge.on} lies after the day of this charge, ${on}`);
    }
    return charge.on > since && charge.amount > 0n;
  });
}

/**
 * Cuts the costs on the scale down to what a letter with small instalments may cost. `full` is the scale on all of it, `large` the scale on
 * {@link principalBesideLimit}. `limit` is null when nothing was cut; before 2024-10-01 there was nothing to cut by.
 */
export function limitForInstalments(
  { full, large }: { readonly full: Cents; readonly large: Cents },
  recurring: RecurringInstalments,
): { costs: Cents; limit: RecurringLimit | null } {
  const earlier = inLookBack(recurring);
  if (recurring.on < instalmentRule.from) return { costs: full, limit: null };
  if (large > 0n) return cut(full, { costs: large, rule: 'one-letter', withApproval: large });
  const used = earlier.reduce((sum, charge) => sum + charge.amount, 0n);
  const room = maxCents(sixMonthCap - used, 0n);
  const oneLetter = minCents(full, minimumCosts);
  const withApproval = minCents(oneLetter, room);
  const again = recurring.approved !== true && earlier.some((charge) => charge.contract === recurring.contract);
  const capped = room < oneLetter ? 'six-month-cap' : 'one-letter';
  return cut(full, { costs: again ? 0n : withApproval, rule: again ? 'once-per-contract' : capped, withApproval });
}

const cut = (full: Cents, { costs, ...why }: Omit<RecurringLimit, 'withheld'> & { readonly costs: Cents }) => ({
  costs,
  limit: costs === full ? null : { ...why, withheld: full - costs },
});
