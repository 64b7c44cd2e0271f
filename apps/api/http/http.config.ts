import { registerAs } from '#config/config.module.js';

/** How the API stops, and by which name it answers. */
export const httpConfig = registerAs('http', (config) => ({
  instance: config.MAANWERK_INSTANCE,
  shutdownGraceMs: config.API_SHUTDOWN_GRACE_MS,
}));

/** How patient the API is with bodies. */
export const bodyConfig = registerAs('body', (config) => ({
  timeoutMs: config.HTTP_BODY_TIMEOUT_MS,
  uploadTimeoutMs: config.HTTP_UPLOAD_TIMEOUT_MS,
  idleMs: config.HTTP_BODY_IDLE_MS,
  maxUploadBytes: config.UPLOAD_MAX_BYTES,
}));

/** What one connection, and all of them, may take. */
export const serverConfig = registerAs('server', (config) => ({
  trustedProxies: config.HTTP_TRUSTED_PROXIES,
  headersTimeoutMs: config.HTTP_HEADERS_TIMEOUT_MS,
  requestTimeoutMs: config.HTTP_UPLOAD_TIMEOUT_MS,
  keepAliveMs: config.HTTP_KEEP_ALIVE_MS,
  socketIdleMs: config.HTTP_SOCKET_IDLE_MS,
  checkMs: config.HTTP_SOCKET_CHECK_MS,
  maxHeaderBytes: config.HTTP_MAX_HEADER_BYTES,
  maxHeaders: config.HTTP_MAX_HEADERS,
  maxConnections: config.HTTP_MAX_CONNECTIONS,
  maxConnectionsPerAddress: config.HTTP_MAX_CONNECTIONS_PER_ADDRESS,
}));

/** How often somebody may ask. */
export const rateConfig = registerAs('rate', (config) => ({
  keyBurst: config.RATE_KEY_BURST,
  keySustained: config.RATE_KEY_SUSTAINED,
  anonymous: config.RATE_ANONYMOUS,
}));

/** Keys of our own cryptography. */
export const secretsConfig = registerAs('secrets', (config) => ({
  /** The one that keys are stored under first, then another that is accepted, while one is replaced. */
  apiKeyPeppers: [
    config.MAANWERK_API_KEY_PEPPER.reveal(),
    ...(config.MAANWERK_API_KEY_PEPPER_ALSO ? [config.MAANWERK_API_KEY_PEPPER_ALSO.reveal()] : []),
  ],
  cursor: config.MAANWERK_CURSOR_SECRET.reveal(),
}));
