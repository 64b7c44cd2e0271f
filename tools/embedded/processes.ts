import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks: short against every deadline here, long enough to cost nothing. */
const LOOK_EVERY_MS = 50;

/** How long a process may take to vanish after SIGKILL; the kernel needs milliseconds, a frozen disk more. */
const KILL_DEADLINE_MS = 5_000;

/** A process that exists but belongs to somebody else (EPERM) is alive too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * A child that ended but was not collected by its parent still answers signal 0. Its first thread may show as ended while others are
 * still on their way out with its ports and files open, so only a process without further threads counts as gone.
 */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z') && readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return false;
  }
}

/** The command line of a process as one text, empty when it is gone. Read before touching a pid from a file: pids are reused. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return commandLineFromPs(pid);
  }
}

function commandLineFromPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

/** Looks until `probe` gives something other than undefined, or the deadline passes (then undefined). */
export async function until<T>(probe: () => Promise<T | undefined> | T | undefined, deadlineMs: number): Promise<T | undefined> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() >= end) return undefined;
    await pause(LOOK_EVERY_MS);
  }
}

export interface StopPlan {
  /** Signals in order; each is given its grace before the next one follows. SIGKILL always comes last. */
  readonly steps: readonly { readonly signal: NodeJS.Signals; readonly graceMs: number }[];
  /** Signal the whole process group (the process must lead one). */
  readonly group?: boolean;
}

/** Ends a process; resolves with the signal after which it was gone. */
export async function stopProcess(pid: number, plan: StopPlan): Promise<NodeJS.Signals | 'was gone'> {
  const gone = () => (isAlive(pid) ? undefined : true);
  if (gone()) return 'was gone';
  for (const step of [...plan.steps, { signal: 'SIGKILL', graceMs: KILL_DEADLINE_MS } as const]) {
    signalQuietly(plan.group === true ? -pid : pid, step.signal);
    if (await until(gone, step.graceMs)) return step.signal;
  }
  throw new Error(`process ${pid} is still there after SIGKILL`);
}

/** The process may end between the look and the signal: that is what was wanted. */
function signalQuietly(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
