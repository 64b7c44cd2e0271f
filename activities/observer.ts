import type { ChaseAction } from '#contracts/chase.js';
import type { MessageChannel } from '#channels/channel.port.js';

/** What one attempt at a provider came to; `retried`: nothing is known to have arrived, and it will be tried again. */
export const attemptResults = ['sent', 'rejected', 'unknown', 'retried'] as const;
/** One of {@link attemptResults}. */
export type AttemptResult = (typeof attemptResults)[number];

/**
 * Hears what the activities did, for whoever counts: told after the commit, and nothing but words of small sets and a duration. No ids and
 * nothing of a person can reach a counter, since none comes through here.
 */
export interface ActivityObserver {
  /** A step was taken, on the live clock, this long after the instant it was planned for. */
  stepTaken(step: { readonly action: ChaseAction; readonly lagMs: number }): void;
  /** A provider was called. */
  attemptEnded(attempt: { readonly channel: MessageChannel; readonly result: AttemptResult }): void;
  /** This clock is at least so far behind Temporal's, ms; 0: not behind. Told by every activity. */
  clockBehind(ms: number): void;
  /** An activity had to wait because of that. */
  clockWaited(): void;
}

/** Nobody listens. */
export const unobserved: ActivityObserver = {
  stepTaken: () => undefined,
  attemptEnded: () => undefined,
  clockBehind: () => undefined,
  clockWaited: () => undefined,
};
