import { continueAsNew } from '@temporalio/workflow';
import type { JobInput, JobTurn } from '#contracts/jobs.js';
import { importDocuments } from './job-activities.js';
import { type SoFar, workOff } from './work-off.js';

/** Writes the documents of an import, one transaction each. */
export function documentImportWorkflow(input: JobInput, soFar?: SoFar): Promise<JobTurn> {
  return workOff(input, soFar, { turn: importDocuments, again: (...next) => continueAsNew<typeof documentImportWorkflow>(...next) });
}
