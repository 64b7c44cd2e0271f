import { parseMailbox } from '#channels/mail-address.js';
import { registerAs } from '#config/config.module.js';

/** Pace of the worker that runs workflows and activities; reasons are with the settings. */
export const tuningConfig = registerAs('tuning', (config) => ({
  maxCachedWorkflows: config.WORKER_MAX_CACHED_WORKFLOWS,
  maxConcurrentActivities: config.WORKER_MAX_ACTIVITIES,
  maxConcurrentWorkflowTasks: config.WORKER_MAX_WORKFLOW_TASKS,
  shutdownGraceMs: config.WORKER_SHUTDOWN_GRACE_MS,
  shutdownForceMs: config.WORKER_SHUTDOWN_FORCE_MS,
}));

/** How they leave. @throws Error when the sender is no mail address */
export const sendingConfig = registerAs('sending', (config) => {
  const from = parseMailbox(config.MAIL_FROM);
  if (!from) throw new Error('MAIL_FROM is no mail address: write `Name <address>`');
  const doubt = { keyMarginMs: config.SEND_KEY_MARGIN_MS, patienceMs: config.SEND_DOUBT_MS };
  return { from, doubt, providerTimeoutMs: config.SEND_PROVIDER_TIMEOUT_MS, killAt: config.MAANWERK_KILL_AT };
});
