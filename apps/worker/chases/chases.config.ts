import { registerAs } from '#config/config.module.js';

/** Pace of the worker that runs workflows and activities; reasons are with the settings. */
export const tuningConfig = registerAs('tuning', (config) => ({
  maxCachedWorkflows: config.WORKER_MAX_CACHED_WORKFLOWS,
  maxConcurrentActivities: config.WORKER_MAX_ACTIVITIES,
  maxConcurrentWorkflowTasks: config.WORKER_MAX_WORKFLOW_TASKS,
  shutdownGraceMs: config.WORKER_SHUTDOWN_GRACE_MS,
  shutdownForceMs: config.WORKER_SHUTDOWN_FORCE_MS,
}));

/** How attempts to send are bounded. */
export const sendingConfig = registerAs('sending', (config) => ({
  providerTimeoutMs: config.SEND_PROVIDER_TIMEOUT_MS,
  killAt: config.MAANWERK_KILL_AT,
}));
