import { FirstSchema1764000000001 } from './0001-first-schema.migration.js';

/** Every migration, oldest first. A new one is added at the end; a published one never changes. */
export const migrations = [FirstSchema1764000000001];
