/** How much time has passed in this process, also while it stood still. */

/** A point in time by both clocks of this machine. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** This moment. */
export const momentNow = (): Moment => ({ monotonicMs: performance.now(), wallMs: Date.now() });

/**
 * Milliseconds since a moment, by the clock that has gone further. The monotonic one is never set and goes on while the process is stopped
 * (SIGSTOP), but not while the machine sleeps; that of the wall does, and may be set. Whoever holds a right for some time must rather
 * think that it has passed.
 */
export const msSince = (then: Moment): number => Math.max(performance.now() - then.monotonicMs, Date.now() - then.wallMs);
