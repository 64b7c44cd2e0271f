/** Threads for what-ifs over the book, as a worker has them. */
import type { DatabaseOptions } from '#database/database.js';
import { WorkPool } from '#threads/work-pool.js';

/** Two of them, that reach a database; `over` changes the limits. */
export function twoThreads(database: DatabaseOptions, over: { readonly limitMs?: number; readonly limitUnits?: number } = {}) {
  const pool = new WorkPool({ atOnce: 2, atOnceOfOne: 2, waiting: 2, waitingOfOne: 2, waitMs: 60_000, memoryMb: 256 });
  return { pool, database, parts: 2, limitMs: 60_000, limitUnits: 1_000_000_000, ...over };
}
