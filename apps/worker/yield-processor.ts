import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Id of the session this process belongs to; null where there is no such file. */
function sessionId(): number | null {
  try {
    // "pid (name) state parent group session ...": the name may hold anything, so what follows its bracket is counted.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[3]);
  } catch {
    return null;
  }
}

/**
 * Lets other processes go first. Linux shares the processor between sessions (autogroup), and a priority counts only within one: where this
 * process leads a session of its own, as every part of a house does, the session's priority is set with it. Not every system lets us; then
 * it shares evenly.
 * @param niceness 0 to 19: the higher, the more it yields
 */
export function yieldProcessor(niceness: number): void {
  try {
    setPriority(niceness);
    if (sessionId() === process.pid) writeFileSync('/proc/self/autogroup', String(niceness));
  } catch {
    process.stderr.write('The worker runs with the priority it was given.\n');
  }
}
