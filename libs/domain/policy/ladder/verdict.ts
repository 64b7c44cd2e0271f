/** A rung of the ladder, and the verdicts on it: take it, wait for it, leave it out. */
import type { Day } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import type { StepOverride } from '../facts/facts.js';
import type { StepRecord } from '../situation/step-record.js';
import type { PlannedStep, ReasonCode } from '../language/plan.js';
import type { Situation } from '../situation/situation.js';
import type { LastTaken } from '../timing/step-date.js';

/** A rung: one occurrence of a step, with what is already known about it before its day and instant are worked out. */
export interface Rung {
  readonly step: CompiledStep;
  readonly occurrence: number;
  /** What was begun for this very occurrence: a failed message to be tried by another channel, or an approval that was given. */
  readonly begun: StepRecord | null;
  /** The operator's order to take the step now; null when there is none. */
  readonly runNow: StepOverride | null;
  /** The day on which it falls due whatever its trigger says: that of a repetition. Null: the trigger gives the day. */
  readonly fixedDay: Day | null;
}

/** What is known about the rungs below the one in question. */
export interface Below {
  /** The rung that was really taken last; null when none was. */
  readonly lastTaken: LastTaken | null;
  /** Day of the rung below: a step that counts from the previous one counts from it when nothing was ever taken. */
  readonly dayBelow: Day;
  /**
   * Day of the rung below when that can be taken and has not been; null when there is no such rung. A step that counts from the previous one
   * then counts from this day.
   */
  readonly untakenDay: Day | null;
}

/** A rung that can be taken. `day` is the day the policy gives, before sending windows and contact caps. */
export interface Takeable {
  readonly verdict: 'step';
  readonly day: Day;
  readonly step: PlannedStep;
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly gate: string | null;
}

/** A rung that has to be waited for, and keeps the rungs above it waiting. */
export interface Waiting {
  readonly verdict: 'wait';
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  /** When to look again; null when only news can end the wait. */
  readonly until: Instant | null;
  readonly gate: string | null;
  /** Key of the step that is waited for; absent when the wait is not about one step. */
  readonly rung?: string;
}

/** A rung at which the search up the ladder stops: it can be taken, or it is waited for. */
export type NextRung = Takeable | Waiting;

/** `skip`: never for this chase, so the ladder goes on above it. `absent`: what its trigger counts from has not happened (yet). */
export type Verdict =
  NextRung | { readonly verdict: 'skip'; readonly reason: ReasonCode; readonly day: Day } | { readonly verdict: 'absent' };

/** The verdict on a rung that is left out. */
export const skip = (reason: ReasonCode, day: Day): Verdict => ({ verdict: 'skip', reason, day });
/** The verdict on a rung that waits for news. */
export const wait = (reason: ReasonCode, gate: string | null = null): Waiting => ({
  verdict: 'wait',
  reasons: [reason],
  until: null,
  gate,
});

/** Reason code for waiting until a person has dealt with an open task: the outcome of a call, or an approval. */
export const awaitingReason = ({ step: { step } }: StepRecord): ReasonCode =>
  step.kind === 'call' ? 'awaiting-outcome' : 'awaiting-approval';

/**
 * What a step waits for that needs a formal notice when none stands: the person who is to approve one, the answer about one whose delivery
 * is in doubt, or news.
 */
export function waitForNotice({ history: { open, openUntil, unknown } }: Situation): Waiting {
  if (open?.step.step.legal) return { ...wait(awaitingReason(open)), until: openUntil };
  return unknown ? wait('outcome-unknown') : wait('legal-gate', 'no-valid-notice');
}
