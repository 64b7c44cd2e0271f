import { registerAs } from '#config/config.module.js';

/** When an import becomes a job; the reason is with the setting. */
export const importsConfig = registerAs('imports', (config) => ({ directFiles: config.IMPORT_DIRECT_FILES }));

/** Where the files of a request lie, and how much they may be. */
export const uploadsConfig = registerAs('uploads', (config) => ({
  folder: config.UPLOAD_DIR,
  maxBytes: config.UPLOAD_MAX_BYTES,
  maxElements: config.UPLOAD_MAX_ELEMENTS,
}));
