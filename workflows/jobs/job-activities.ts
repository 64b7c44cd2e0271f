/** The activities of jobs with the patience each deserves. Every number is here, with its reason; none can be read from configuration. */
import { proxyActivities } from '@temporalio/workflow';
import type { JobActivities } from '#contracts/jobs.js';
import { taskQueues } from '#contracts/task-queues.js';

/** A worker says every second that it lives; one that is silent for this long is taken for dead, and the job is given to another. */
const heartbeatTimeout = '10 seconds';

/**
 * Tried again more and more rarely, ten times in some four minutes: a job that breaks ten workers or fails ten times will not succeed the next
 * time, and somebody waits for an answer.
 */
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 10 } as const;

/** A turn takes seconds, and longest when it waits a minute for chases that do not act. */
const turns = proxyActivities<Pick<JobActivities, 'walkClock' | 'importDocuments'>>({
  taskQueue: taskQueues.jobs,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout,
  retry,
});

/** One turn is the whole what-if: a million invoices take minutes, and longer only on a machine that has no processor to give. */
const wholes = proxyActivities<Pick<JobActivities, 'simulatePortfolio'>>({
  taskQueue: taskQueues.whatIfs,
  startToCloseTimeout: '6 hours',
  heartbeatTimeout,
  retry,
});

/** The end of a job must be written, however long the database is away; retries cost no events. */
const ends = proxyActivities<Pick<JobActivities, 'closeJob'>>({
  taskQueue: taskQueues.jobs,
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Activities of the workflows in this room. */
export const { walkClock, importDocuments } = turns;
/** Plays a portfolio to its end. */
export const { simulatePortfolio } = wholes;
/** Ends a job that no turn could end. */
export const { closeJob } = ends;
