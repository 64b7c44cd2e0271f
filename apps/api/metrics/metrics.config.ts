import { registerAs } from '#config/config.module.js';

/** Where the API's figures are. */
export const metricsConfig = registerAs('metrics', (config) => ({ port: config.METRICS_PORT }));
