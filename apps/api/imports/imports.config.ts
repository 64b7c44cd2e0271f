import { registerAs } from '#config/config.module.js';

/** When an import becomes a job; the reason is with the setting. */
export const importsConfig = registerAs('imports', (config) => ({ directFiles: config.IMPORT_DIRECT_FILES }));
