import type { StepResult } from './facts.js';

/** What the stage of a chase is derived from: a line of its ledger, with the cycle it was written in. */
export interface StageLine {
  readonly step: string;
  readonly cycle: number;
  readonly result: StepResult;
}

/** The stage before the first step of a cycle. */
export const firstStage = 'new';

/** Nothing was done: the step was left out, or its message is being sent at this moment and may still be withdrawn. */
const notTaken: ReadonlySet<StepResult> = new Set(['skipped', 'claimed']);

/**
 * How far a chase has got: the key of the last step that was taken in its present cycle, `new` before the first. Whether a step succeeded is
 * another question: a letter that came back was sent, and a call that nobody answered was made.
 *
 * @param lines in order of time, without copies and confirmations, which are no steps
 */
export const stageOf = (lines: readonly StageLine[], cycle: number): string =>
  lines.findLast((line) => line.cycle === cycle && !notTaken.has(line.result))?.step ?? firstStage;
