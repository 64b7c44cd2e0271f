import { registerAs } from '#config/config.module.js';

/** Who may report: the providers that this installation uses. */
export const hooksConfig = registerAs('hooks', (config) => ({ providers: config.providers }));
