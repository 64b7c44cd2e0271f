/**
 * What we started ends when we end, however that comes: an error that nobody caught, a reader of our output who went away (`| head`), a
 * signal that nobody listens to. Whoever stops in order has stopped it before; this is the net below. Only SIGKILL gets past it, and then the
 * next start clears up.
 */

/** By the process that leads the group: the signal that asks it to end, since there is no time left to wait and ask again. */
const groups = new Map<number, NodeJS.Signals>();
const deadly = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let watching = false;

function endAll(): void {
  for (const [pid, signal] of groups) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
  groups.clear();
}

/** A signal ends a process unless somebody listens, and we do: so we let it, except where somebody else listens and stops in order. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', endAll);
  for (const signal of deadly) process.on(signal, endBy);
}

/** Sees to it that a process and its group are asked to end when we end. @returns what to call when it is gone */
export function endsWithUs(pid: number, signal: NodeJS.Signals): () => void {
  watch();
  groups.set(pid, signal);
  return () => void groups.delete(pid);
}
