/** The activities of a chase. Type names are frozen for ever: renaming one breaks every running chase. */
import type { ChaseInput, ChasePlan, StepRef } from './chase.js';

/** A step of a chase to be executed. The activity reads the debtor's clock itself. */
export interface StepInput {
  readonly chase: ChaseInput;
  readonly step: StepRef;
}

/** What executing a step came to; the next plan comes with it, so a step costs one activity. */
export interface StepResult {
  readonly result: 'sent' | 'rejected' | 'unknown' | 'opened' | 'submitted' | 'noted' | 'superseded';
  readonly plan: ChasePlan;
}

/** A signal that came straight to Temporal. `signalId` makes a repeat harmless. */
export interface RecordSignalInput {
  readonly chase: ChaseInput;
  /** Name as it was heard: of a fact, or one that nobody knows and that is refused. */
  readonly signal: string;
  readonly signalId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Implemented in `activities/chase`, called by the workflow. Each throws only failures of `failures.ts`. */
export interface ChaseActivities {
  /** Decides over fresh facts and stores the answer. Runs when neither start, signal nor step brought a plan. */
  planNext(input: ChaseInput): Promise<ChasePlan>;
  /** Sends the message that is due, or finds that it no longer is. */
  sendMessage(input: StepInput): Promise<StepResult>;
  /** Opens a call task for a person. */
  openCallTask(input: StepInput): Promise<StepResult>;
  /** Hands the case over, or opens the approval that must come first. */
  handOver(input: StepInput): Promise<StepResult>;
  /** Notes or flags something inside the house. */
  runInternalStep(input: StepInput): Promise<StepResult>;
  /** Records a fact that was signalled straight to Temporal; a bad payload is refused with an event. Returns the plan after it. */
  recordSignal(input: RecordSignalInput): Promise<ChasePlan>;
}
