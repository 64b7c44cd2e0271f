import { registerAs } from '#config/config.module.js';

/** How the relay paces itself; reasons are with the settings. */
export const relayConfig = registerAs('relay', (config) => ({
  pollMs: config.RELAY_POLL_MS,
  batchSize: config.RELAY_BATCH_SIZE,
  concurrency: config.RELAY_CONCURRENCY,
  maxBackoffMs: config.RELAY_MAX_BACKOFF_MS,
}));
