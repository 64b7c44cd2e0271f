/** Taking a payment back (storno, chargeback, booking error) by exact undo: what it gave to each part returns to that part. */
import type { Cents } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';
import type { Allocation } from './allocation.js';
import { type OpenClaim, claimParts } from './open-claim.js';

/** The claims as they stand without the payment; `creditTakenBack` is what it had left over and must leave the debtor's credit. */
export interface Reversal {
  readonly claims: readonly OpenClaim[];
  readonly creditTakenBack: Cents;
}

/** What is undone: the claims as they stand now, which other payments may have changed since, and what the payment did. */
export interface ReversalInput {
  readonly claims: readonly OpenClaim[];
  readonly allocation: Pick<Allocation, 'allocated' | 'credit' | 'currency'>;
}

/**
 * Gives each claim back exactly what the payment took from it, in whatever order payments came and go.
 * @throws DomainRefusal `unknown-claim` when the payment paid a claim that is not listed, `currency-mismatch`
 */
export function reverse({ claims, allocation }: ReversalInput): Reversal {
  for (const [index, part] of allocation.allocated.entries()) {
    const took = claimParts.some((name) => part[name] + part.writtenOff[name] > 0n);
    if (!took || claims.some((claim) => claim.id === part.id)) continue;
    throw new DomainRefusal('unknown-claim', `allocation/allocated/${index}/id`, `the payment paid claim ${part.id}, which is not listed`);
  }
  return { claims: claims.map((claim, index) => giveBack(claim, { allocation, index })), creditTakenBack: allocation.credit };
}

function giveBack(claim: OpenClaim, { allocation, index }: { allocation: ReversalInput['allocation']; index: number }): OpenClaim {
  const part = allocation.allocated.find((candidate) => candidate.id === claim.id);
  if (!part) return claim;
  if (claim.currency !== allocation.currency) {
    throw new DomainRefusal(
      'currency-mismatch',
      `claims/${index}/currency`,
      `claims/${index}: ${claim.currency} was not paid in ${allocation.currency}`,
    );
  }
  return {
    ...claim,
    costs: claim.costs + part.costs + part.writtenOff.costs,
    interest: claim.interest + part.interest + part.writtenOff.interest,
    principal: claim.principal + part.principal + part.writtenOff.principal,
  };
}
