import { continueAsNew } from '@temporalio/workflow';
import type { JobInput, JobTurn } from '#contracts/jobs.js';
import { simulatePortfolio } from './job-activities.js';
import { type SoFar, workOff } from './work-off.js';

/** Plays the open book under another policy. */
export function portfolioSimulationWorkflow(input: JobInput, soFar?: SoFar): Promise<JobTurn> {
  return workOff(input, soFar, {
    turn: simulatePortfolio,
    again: (...next) => continueAsNew<typeof portfolioSimulationWorkflow>(...next),
  });
}
