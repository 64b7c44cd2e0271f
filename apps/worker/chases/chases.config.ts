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

/** Where messages leave. */
export const channelsConfig = registerAs('channels', (config) => ({
  resend: { apiKey: config.RESEND_API_KEY.reveal(), baseUrl: config.RESEND_BASE_URL },
  sms: { baseUrl: config.SMS_BASE_URL },
  whatsapp: { baseUrl: config.WHATSAPP_BASE_URL, settleMs: config.WHATSAPP_SETTLE_MS },
  letter: { baseUrl: config.LETTER_BASE_URL, settleMs: config.LETTER_SETTLE_MS },
}));

/** How they leave. @throws Error when the sender is no mail address */
export const sendingConfig = registerAs('sending', (config) => {
  const from = parseMailbox(config.MAIL_FROM);
  if (!from) throw new Error('MAIL_FROM is no mail address: write `Name <address>`');
  return { from, providerTimeoutMs: config.SEND_PROVIDER_TIMEOUT_MS, killAt: config.MAANWERK_KILL_AT };
});
