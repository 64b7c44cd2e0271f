/** A UBL file as the API reads it: in a thread that is ended when it takes too long. */
import { unreadUbl } from '#importers/ubl/import-ubl.js';
import type { ImportFile, UblResult } from '#importers/ubl/ubl-result.js';
import { XML_TIMEOUT_MS } from '#importers/xml/xml-limits.js';
import { threadTask, WorkEnded, WorkPool } from '#threads/work-pool.js';
import type { readUblBytes } from './read-ubl.thread.js';

const pool = new WorkPool({ atOnce: 2, waiting: 1_000, waitingOfOne: 1_000, waitMs: 60_000, memoryMb: 256 });
const task = threadTask<typeof readUblBytes>(new URL('./read-ubl.thread.js', import.meta.url), 'readUblBytes');

/** Reads it. */
export async function importUbl(file: ImportFile, { timeoutMs = XML_TIMEOUT_MS } = {}): Promise<UblResult> {
  try {
    return (await pool.run(task, { input: file, owner: 'spec', limitMs: timeoutMs })).result;
  } catch (error) {
    if (error instanceof WorkEnded) return unreadUbl(file.name, error.limit).result;
    throw error;
  }
}
