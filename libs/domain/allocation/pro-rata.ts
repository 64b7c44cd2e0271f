/** Sharing an amount in proportion, to the cent. */
import type { Cents } from '../money/money.js';

/**
 * Shares `amount` in proportion to `weights` (none negative): the floor of each share, then one cent each to the largest remainders, ties to
 * the one listed first. The shares always add up to the amount; none exceeds its weight as long as the amount does not exceed their sum.
 * All weights zero: all shares zero.
 */
export function proRata(amount: Cents, weights: readonly Cents[]): Cents[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (sum === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (amount * weight) / sum);
  const leftOver = amount - shares.reduce((total, share) => total + share, 0n);
  const remainder = (index: number): bigint => (amount * (weights[index] ?? 0n)) % sum;
  const byRemainder = weights.map((_, index) => index).sort((a, b) => sign(remainder(b) - remainder(a)));
  for (const index of byRemainder.slice(0, Number(leftOver))) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}

const sign = (value: bigint): number => (value > 0n ? 1 : 0) - (value < 0n ? 1 : 0);
