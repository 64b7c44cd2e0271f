import type { MessageChannel } from '#channels/channel.port.js';

/** What one attempt at a provider came to; `retried`: nothing is known to have arrived, and it will be tried again. */
export const attemptResults = ['sent', 'rejected', 'unknown', 'retried'] as const;
/** One of {@link attemptResults}. */
export type AttemptResult = (typeof attemptResults)[number];

/** Hears of attempts to deliver, for whoever counts: words of small sets, nothing of a person. */
export interface AttemptObserver {
  /** A provider was called. */
  attemptEnded(attempt: { readonly channel: MessageChannel; readonly result: AttemptResult }): void;
}

/** Nobody listens. */
export const unobservedAttempts: AttemptObserver = { attemptEnded: () => undefined };
