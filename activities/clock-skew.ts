/** A worker whose clock is behind Temporal's: it is asked to act at an instant that lies ahead of it, and must neither act nor say so at once. */
import { Context } from '@temporalio/activity';
import type { StepInput, StepResult } from '#contracts/activities.js';
import { type ChasePlan, instantMs } from '#contracts/chase.js';
import { failure } from '#contracts/failure.js';
import { type ActivityObserver, unobserved } from './observer.js';

/** What an activity knows of the server's clock, and how it waits. */
export interface TemporalClock {
  /** Instant at which the server scheduled this attempt, by its own clock; null outside of an activity. */
  scheduledMs(): number | null;
  sleep(ms: number): Promise<void>;
}

/** The clock of the activity that runs. */
export const contextClock: TemporalClock = {
  scheduledMs: () => {
    try {
      return Context.current().info.currentAttemptScheduledTimestampMs;
    } catch {
      return null; // called by hand, as in a test
    }
  },
  sleep: (ms) => Context.current().sleep(ms),
};

/** Waited out inside the activity: what a machine with a working time service is ever off, and far below the attempt's timeout. */
const longestOwnWaitMs = 5_000;
/**
 * Beyond it the attempt is given back, and Temporal tries again after at most this long: a retry costs no event, may meet a worker whose clock
 * is right, and sees a payment that came meanwhile.
 */
const longestPauseMs = 30_000;

/** By how much a plan that was answered lies ahead of this worker although the server's clock has passed it; 0 when the two agree. */
export function prematureMs(plan: ChasePlan, scheduledMs: number | null, nowMs: number): number {
  const wakeMs = instantMs(plan.wakeAt);
  return wakeMs !== null && scheduledMs !== null && scheduledMs >= wakeMs && wakeMs > nowMs ? wakeMs - nowMs : 0;
}

/** What the guard works with. */
export interface SkewTools {
  /** Now, on the worker's clock. */
  readonly now: () => number;
  readonly clock?: TemporalClock;
  readonly observer?: ActivityObserver;
}

/**
 * Runs an activity, and again when its answer is "not yet" only because this clock is behind: the workflow, which lives by the server's clock,
 * would ask again at once and fill its history. `idle` gives the plan of an answer that did nothing. @throws ClockBehind, to be tried again
 */
export function unhurried<Input, Answer>(
  { now, clock = contextClock, observer = unobserved }: SkewTools,
  run: (input: Input) => Promise<Answer>,
  idle: (answer: Answer, input: Input) => ChasePlan | null,
): (input: Input) => Promise<Answer> {
  return async (input) => {
    const scheduledMs = clock.scheduledMs();
    if (scheduledMs !== null) observer.clockBehind(Math.max(0, scheduledMs - now()));
    for (;;) {
      const answer = await run(input);
      const plan = idle(answer, input);
      const earlyMs = plan === null ? 0 : prematureMs(plan, scheduledMs, now());
      if (earlyMs === 0) return answer;
      observer.clockWaited();
      if (earlyMs > longestOwnWaitMs)
        throw failure('ClockBehind', "the clock of this worker is behind Temporal's", { retryAfterMs: Math.min(earlyMs, longestPauseMs) });
      await clock.sleep(earlyMs);
    }
  };
}

/** Planning that only says to wait. */
export const idlePlan = (plan: ChasePlan): ChasePlan | null => (plan.next === 'wait' ? plan : null);

/** A step that was not taken and is still the next one. */
export const idleStep = ({ result, plan }: StepResult, { step }: StepInput): ChasePlan | null =>
  result === 'superseded' && plan.step?.key === step.key && plan.step.occurrence === step.occurrence ? plan : null;
