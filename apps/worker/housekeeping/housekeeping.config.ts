import { registerAs } from '#config/config.module.js';

/** How often housekeeping runs; reasons are with the settings. */
export const housekeepingConfig = registerAs('housekeeping', (config) => ({
  sweepEveryMs: config.SWEEP_EVERY_MS,
  reviveEveryMs: config.REVIVE_EVERY_MS,
  auditEveryMs: config.AUDIT_EVERY_MS,
  mailIdsEveryMs: config.MAIL_IDS_EVERY_MS,
}));
