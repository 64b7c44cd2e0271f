/**
 * Long work, turn by turn: an activity works for some seconds, says how far it came, and is called again. So a worker that dies costs the work
 * of one turn at most, the history shows the way, and it stays short: after some thousand events the workflow continues as new.
 */
import * as wf from '@temporalio/workflow';
import { type JobClosing, type JobInput, jobQueryName, type JobTurn, type JobView } from '#contracts/jobs.js';
import { closeJob } from './job-activities.js';

/** Where an earlier run of the same job stopped. */
export type SoFar = Pick<JobView, 'done' | 'total' | 'turns'>;

/** How one kind of job goes on: by an activity, and in a new run when the history has grown long. */
export interface JobWays {
  readonly turn: (input: JobInput) => Promise<JobTurn>;
  readonly again: (input: JobInput, soFar: SoFar) => Promise<never>;
}

/**
 * Works a job off. @returns how it ended; a job fails in its row and not in Temporal
 * @throws CancelledFailure when it was cancelled in Temporal, after the row has been told
 */
export async function workOff(input: JobInput, soFar: SoFar | undefined, { turn, again }: JobWays): Promise<JobTurn> {
  let view: JobView = { ...input, state: 'going', done: 0, total: null, turns: 0, ...soFar };
  wf.setHandler(wf.defineQuery<JobView>(jobQueryName), () => view);
  while (view.state === 'going') {
    view = { ...view, ...(await turnOrEnd(input, turn)), turns: view.turns + 1 };
    wf.setCurrentDetails(`${view.state}: ${view.done}${view.total === null ? '' : ` of ${view.total}`}`);
    const { done, total, turns } = view;
    if (view.state === 'going' && wf.workflowInfo().continueAsNewSuggested) return again(input, { done, total, turns });
  }
  return { state: view.state, done: view.done, total: view.total };
}

async function turnOrEnd(input: JobInput, turn: JobWays['turn']): Promise<JobTurn> {
  try {
    return await turn(input);
  } catch (error) {
    if (!wf.isCancellation(error) && !(error instanceof wf.ActivityFailure)) throw error;
    const state: JobClosing['state'] = wf.isCancellation(error) ? 'cancelled' : 'failed';
    // The activity that was cancelled may write for a moment yet; from here on it is refused.
    const ended = await wf.CancellationScope.nonCancellable(() => closeJob({ ...input, state }));
    if (state === 'cancelled') throw error;
    return ended;
  }
}
