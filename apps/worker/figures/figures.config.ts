import { registerAs } from '#config/config.module.js';

/** Where the worker's page is. */
export const figuresConfig = registerAs('figures', (config) => ({ port: config.WORKER_METRICS_PORT }));
