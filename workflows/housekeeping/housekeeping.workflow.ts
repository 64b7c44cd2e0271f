/** The house's own work, started by Schedules: one activity each. What fails is logged by the worker and done again the next time. */
import { proxyActivities } from '@temporalio/workflow';
import type { AuditVerified, HousekeepingActivities, Revived } from '#contracts/housekeeping.js';
import { taskQueues } from '#contracts/task-queues.js';

/** Two statements over indexes. Few attempts: the next start comes by itself, and one that waits holds it up. */
const { sweep, reviveForgotten } = proxyActivities<HousekeepingActivities>({
  taskQueue: taskQueues.jobs,
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '5 seconds', maximumAttempts: 3 },
});

/** Reads for twenty minutes at most, and says page by page that it does. What it has read is remembered: the next attempt goes on there. */
const { verifyAudit } = proxyActivities<HousekeepingActivities>({
  taskQueue: taskQueues.jobs,
  startToCloseTimeout: '45 minutes',
  heartbeatTimeout: '2 minutes',
  retry: { initialInterval: '30 seconds', maximumAttempts: 5 },
});

/** Asks one provider after another. What it did not come to is asked the next time. */
const { learnMailIds } = proxyActivities<HousekeepingActivities>({
  taskQueue: taskQueues.jobs,
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '5 seconds', maximumAttempts: 1 },
});

/** Removes what need not be kept. */
export function sweepWorkflow(): Promise<void> {
  return sweep();
}

/** Wakes chases and jobs that somebody has forgotten. */
export function reviveForgottenWorkflow(): Promise<Revived> {
  return reviveForgotten();
}

/** Looks whether the audit holds. */
export function verifyAuditWorkflow(): Promise<AuditVerified> {
  return verifyAudit();
}

/** Asks under which Message-IDs mails travelled. */
export function learnMailIdsWorkflow(): Promise<number> {
  return learnMailIds();
}
