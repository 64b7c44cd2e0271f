/** For how long a doubt about a message may still be settled by its provider. */
import type { ChannelProvider } from '#channels/channel.port.js';

/** How long this installation lets a message stay in doubt. */
export interface DoubtTerms {
  /** So long before a provider forgets a key nothing is repeated under it any more. */
  readonly keyMarginMs: number;
  /** For so long a message in doubt is asked for where the provider knows no keys. */
  readonly patienceMs: number;
}

/** Those of the settings, where nobody says otherwise. */
export const usualDoubtTerms: DoubtTerms = { keyMarginMs: 15 * 60_000, patienceMs: 20 * 3_600_000 };

/** A provider may remember keys for ever; nobody waits longer than this for an answer. */
const longestMs = 14 * 24 * 3_600_000;

/**
 * From the first attempt on: by the provider's own key window, less the margin; a window that is no longer than the margin leaves nothing,
 * and no doubt is ever repeated. Then the message is `unknown`, and a person is asked.
 */
export function settleWithinMs(
  { guarantee, keyWindowMs = 0 }: Pick<ChannelProvider, 'guarantee' | 'keyWindowMs'>,
  terms: DoubtTerms,
): number {
  const ms = guarantee === 'idempotent' ? keyWindowMs - terms.keyMarginMs : terms.patienceMs;
  return Math.floor(Math.min(Math.max(ms, 0), longestMs));
}
