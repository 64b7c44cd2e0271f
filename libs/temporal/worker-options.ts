/** How a chase worker is tuned. Sleeping chases need no worker and hardly a cache; what counts is the burst when sending windows open. */
import type { WorkerOptions } from '@temporalio/worker';

/** Tuning as values; every field has a default. */
export interface WorkerTuning {
  /** Workflows kept in memory, 64 KB of heap (0.2 MB in all) each: those that act within a minute, not those that sleep. */
  readonly maxCachedWorkflows?: number;
  readonly maxConcurrentWorkflowTasks?: number;
  /** Activities at a time in this process; each holds a database connection for its two transactions, so not above the pool's size by much. */
  readonly maxConcurrentActivities?: number;
  readonly maxConcurrentLocalActivities?: number;
  /** How long running activities may finish after a stop was asked. Above the providers' timeout, below the process manager's patience. */
  readonly shutdownGraceMs?: number;
  /** When the worker gives up waiting for what ignores the grace. */
  readonly shutdownForceMs?: number;
}

/** Defaults; the reasons are in {@link WorkerTuning}. */
export const workerTuning: Required<WorkerTuning> = {
  maxCachedWorkflows: 1_000,
  maxConcurrentWorkflowTasks: 40,
  maxConcurrentActivities: 40,
  maxConcurrentLocalActivities: 40,
  shutdownGraceMs: 40_000,
  shutdownForceMs: 50_000,
};

/** A worker that died holds its cached workflows' tasks this long before another may take them; short, since replaying is cheap. */
const stickyTimeoutMs = 5_000;

/**
 * The worker's options from our tuning. One task queue for all keeps activities eager (one database transaction less each); therefore no
 * `maxTaskQueueActivitiesPerSecond`, which switches eager activities off: rates are kept by token buckets in the activities.
 */
export function chaseWorkerOptions(tuning: WorkerTuning = {}): Partial<WorkerOptions> {
  const wanted = { ...workerTuning, ...tuning };
  return {
    maxCachedWorkflows: wanted.maxCachedWorkflows,
    maxConcurrentWorkflowTaskExecutions: wanted.maxConcurrentWorkflowTasks,
    maxConcurrentActivityTaskExecutions: wanted.maxConcurrentActivities,
    maxConcurrentLocalActivityExecutions: wanted.maxConcurrentLocalActivities,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 20 },
    stickyQueueScheduleToStartTimeout: stickyTimeoutMs,
    shutdownGraceTime: wanted.shutdownGraceMs,
    shutdownForceTime: wanted.shutdownForceMs,
  };
}
