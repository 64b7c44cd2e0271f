/** What there is of a process: {@link NodeJS.Process} fits. */
export interface Signalled {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  exit(code: number): void;
}

/** Something that runs and can be stopped in order. */
export interface Stoppable {
  stop(signal: string): Promise<void>;
}

/**
 * Ends the process at SIGTERM or SIGINT: what runs is stopped in order, and while nothing runs yet (the start may wait for Postgres and Temporal for
 * minutes) it ends at once. Without this the first process of a container would not hear the signal at all: only a listener makes it do so.
 * A second signal changes nothing.
 *
 * @returns takes what runs, once it does
 */
export function stopOnSignal(process: Signalled): (running: Stoppable) => void {
  let running: Stoppable | null = null;
  let asked = false;
  const end = (signal: string): void => {
    if (asked) return;
    asked = true;
    if (!running) return process.exit(0);
    running.stop(signal).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  return (started) => {
    running = started;
  };
}
