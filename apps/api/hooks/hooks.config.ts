import { registerAs } from '#config/config.module.js';

/** Secrets of providers' reports; two while one is being rotated. */
export const hooksConfig = registerAs('hooks', (config) => ({ resendSecrets: [config.RESEND_WEBHOOK_SECRET.reveal()] }));
