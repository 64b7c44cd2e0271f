/** What is asked about a rung of the ladder, and what can be answered. */
import type { Day } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import type { StepOverride } from '../facts/facts.js';
import type { StepRecord } from '../situation/history.js';
import type { PlannedStep, ReasonCode } from '../language/plan.js';
import type { Situation } from '../situation/situation.js';
import type { Footing } from '../timing/step-date.js';

/** A rung to look at. */
export interface Rung {
  readonly step: CompiledStep;
  readonly occurrence: number;
  /** What was begun for this very occurrence: a failed message to be tried elsewhere, an approval that was given. */
  readonly begun: StepRecord | null;
  /** `run-now` of an operator. */
  readonly hurry: StepOverride | null;
  /** For a repetition: the day it falls due, whatever the trigger says. */
  readonly day: Day | null;
}

/** What is known about the rungs below. */
export interface Below {
  readonly footing: Footing | null;
  /** Day of the rung below, for a step that counts from it when nothing was ever taken. */
  readonly day: Day;
  /** Day of the rung below that can be taken and has not been: a step that counts from the previous one counts from there. */
  readonly untaken: Day | null;
}

/** A rung that can be taken. `day` is the policy's day, before windows and caps. */
export interface Takeable {
  readonly verdict: 'step';
  readonly day: Day;
  readonly step: PlannedStep;
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly gate: string | null;
}

/** A rung that stands in the way until news comes or an instant is reached. */
export interface Standing {
  readonly verdict: 'wait';
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly until: Instant | null;
  readonly gate: string | null;
  /** Key of the rung; absent when none stands in the way. */
  readonly rung?: string;
}

/** `skip`: never for this chase; `absent`: its event has not come about; `wait`: it stands in the way until news or an instant. */
export type Verdict =
  Takeable | { readonly verdict: 'skip'; readonly reason: ReasonCode; readonly day: Day } | { readonly verdict: 'absent' } | Standing;

/** A rung that is left out. */
export const skip = (reason: ReasonCode, day: Day): Verdict => ({ verdict: 'skip', reason, day });
/** A rung that waits for news. */
export const wait = (reason: ReasonCode, gate: string | null = null): Standing => ({
  verdict: 'wait',
  reasons: [reason],
  until: null,
  gate,
});

/** Why a step waits for a task that is open. */
export const awaited = ({ step: { step } }: StepRecord): ReasonCode => (step.kind === 'call' ? 'awaiting-outcome' : 'awaiting-approval');

/** What a step that needs a formal notice waits for when there is none: a person who approves one, an answer about one in doubt, or news. */
export function lacksNotice({ history: { open, openUntil, unknown } }: Situation): Standing {
  if (open?.step.step.legal) return { ...wait(awaited(open)), until: openUntil };
  return unknown ? wait('outcome-unknown') : wait('legal-gate', 'no-valid-notice');
}

/** The newest order an operator gave for a step; null when there is none. */
export function orderFor(key: string, { facts }: Situation): StepOverride | null {
  let newest: StepOverride | null = null;
  for (const order of facts.invoice.overrides) if (order.step === key && (!newest || order.at >= newest.at)) newest = order;
  return newest;
}
