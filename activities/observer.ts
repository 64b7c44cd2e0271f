import type { ChaseAction } from '#contracts/chase.js';
import { type AttemptObserver, unobservedAttempts } from '#dispatch/deliver/attempt-observer.js';

/**
 * Hears what the activities did, for whoever counts: told after the commit, and nothing but words of small sets and a duration. No ids and
 * nothing of a person can reach a counter, since none comes through here.
 */
export interface ActivityObserver extends AttemptObserver {
  /** A step was taken, on the live clock, this long after the instant it was planned for. */
  stepTaken(step: { readonly action: ChaseAction; readonly lagMs: number }): void;
  /** This clock is at least so far behind Temporal's, ms; 0: not behind. Told by every activity. */
  clockBehind(ms: number): void;
  /** An activity had to wait because of that. */
  clockWaited(): void;
}

/** Nobody listens. */
export const unobserved: ActivityObserver = {
  ...unobservedAttempts,
  stepTaken: () => undefined,
  clockBehind: () => undefined,
  clockWaited: () => undefined,
};
