import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { isAlive, until } from './processes.js';

/** Longer than the slowest start that may hold it. */
const LOCK_DEADLINE_MS = 120_000;

function tryLock(path: string): true | undefined {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    releaseIfHolderIsGone(path);
    return undefined;
  }
}

/** The holder was killed: its lock would block every later start. An empty file is one that is being written right now. */
function releaseIfHolderIsGone(path: string): void {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder > 0 && holder !== process.pid && !isAlive(holder)) rmSync(path, { force: true });
  } catch {
    // gone in the meantime: the next look takes it
  }
}

/** Runs `work` while holding a lock file; waits for another process that holds it. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const held = await until(() => tryLock(path), LOCK_DEADLINE_MS);
  if (held === undefined)
    throw new Error(`another start has held ${path} for ${LOCK_DEADLINE_MS / 1000} s; remove the file if none is running`);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
