/** Asks a provider whether a message arrived, and says how far its answer may be believed. */
import type { ChannelProvider, LookupOutcome, LookupReference, SendOptions } from './channel.port.js';

/** A message that may have left. */
export interface DoubtfulReference extends LookupReference {
  /** For so long no request of ours for this message has been under way. */
  readonly quietForMs: number;
}

/** `unsettled`: it is not there yet and may still come; to be asked again after `retryAfterMs`. */
export type SettledLookup = LookupOutcome | { readonly status: 'unsettled'; readonly retryAfterMs: number; readonly detail: string };

/** Shortest pause before a provider is asked again: a request that was given up on is often carried out within seconds. */
const askAgainMs = 5_000;
/** A provider that states no time is believed never; it is asked at this pace until the doubt goes to a person. */
const withoutStatementMs = 15 * 60_000;

/**
 * Looks for a message that may have left. A request that we gave up on may lie in a queue of the network or of the provider and be carried
 * out later, so "absent" counts only when `settleMs` had passed since our last request **before** the provider was asked. Until then it is
 * asked again after as long a time as has passed already: soon at first, and only a few times.
 */
export async function lookUpSettled(provider: ChannelProvider, reference: DoubtfulReference, options: SendOptions): Promise<SettledLookup> {
  const { quietForMs, ...message } = reference;
  if (!provider.lookup) return { status: 'unknown', detail: 'the provider cannot be asked' };
  const answer = await provider.lookup(message, options);
  if (answer.status !== 'absent') return answer;
  const { settleMs } = provider;
  if (settleMs !== undefined && quietForMs >= settleMs) return answer;
  const leftMs = settleMs === undefined ? withoutStatementMs : settleMs - quietForMs;
  return {
    status: 'unsettled',
    retryAfterMs: Math.ceil(Math.min(leftMs, Math.max(askAgainMs, quietForMs))),
    detail: 'the provider does not have it yet, and may still carry out an earlier request',
  };
}
