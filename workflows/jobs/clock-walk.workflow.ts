import { continueAsNew } from '@temporalio/workflow';
import type { JobInput, JobTurn } from '#contracts/jobs.js';
import { walkClock } from './job-activities.js';
import { type SoFar, workOff } from './work-off.js';

/** Walks a test clock to its target, chase by chase. */
export function clockWalkWorkflow(input: JobInput, soFar?: SoFar): Promise<JobTurn> {
  return workOff(input, soFar, { turn: walkClock, again: (...next) => continueAsNew<typeof clockWalkWorkflow>(...next) });
}
