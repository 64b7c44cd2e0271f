import { registerAs } from '#config/config.module.js';

/** How the API listens and stops. */
export const httpConfig = registerAs('http', (config) => ({
  instance: config.MAANWERK_INSTANCE,
  shutdownGraceMs: config.API_SHUTDOWN_GRACE_MS,
}));

/** Keys of our own cryptography. */
export const secretsConfig = registerAs('secrets', (config) => ({
  apiKeyPepper: config.MAANWERK_API_KEY_PEPPER.reveal(),
  cursor: config.MAANWERK_CURSOR_SECRET.reveal(),
}));
