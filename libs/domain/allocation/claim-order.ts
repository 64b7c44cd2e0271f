/** Which claim a payment goes to first: 6:43 BW. */
import type { IsoDate } from '../calendar/iso-date.js';
import { compareRates } from '../money/percent.js';
import type { OpenClaim } from './open-claim.js';

/** Later than any date that can be written: a claim without a due date is the youngest of its peers. */
const youngest = '9999-12-31';

/** A claim with its place in the list that came in. */
export interface RankedClaim {
  readonly index: number;
  readonly claim: OpenClaim;
}

/** Claims are due after their last day; without a payment date, or without a due date, they count as due. */
export const isDue = (claim: OpenClaim, paidOn: IsoDate | null): boolean =>
  claim.dueDate === null || paidOn === null || claim.dueDate < paidOn;

/** 6:43 lid 2 BW: due before not due, then the more onerous (higher rate), then the older. 0 when none comes first. */
function compare(left: OpenClaim, right: OpenClaim, paidOn: IsoDate | null): number {
  const due = Number(isDue(right, paidOn)) - Number(isDue(left, paidOn));
  if (due !== 0) return due;
  const rate = compareRates(right.interestRate, left.interestRate);
  if (rate !== 0) return rate;
  const [older, newer] = [left.dueDate ?? youngest, right.dueDate ?? youngest];
  if (older === newer) return 0;
  return older < newer ? -1 : 1;
}

/** The claims in groups, first group first; inside a group the money is shared pro rata. Each designated claim is a group of its own. */
export function rankClaims(claims: readonly OpenClaim[], designates: readonly string[], paidOn: IsoDate | null): RankedClaim[][] {
  const ranked = claims.map((claim, index) => ({ claim, index }));
  const designated = designates.flatMap((id) => ranked.filter(({ claim }) => claim.id === id));
  const groups = designated.map((claim) => [claim]);
  const others = ranked.filter(({ claim }) => !designates.includes(claim.id)).sort((a, b) => compare(a.claim, b.claim, paidOn));
  let group: RankedClaim[] = [];
  for (const next of others) {
    const [first] = group;
    if (first && compare(first.claim, next.claim, paidOn) === 0) group.push(next);
    else groups.push((group = [next]));
  }
  return groups;
}
