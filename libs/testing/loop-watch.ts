/**
 * How long work holds the event loop, told by the processor time of single turns of the loop: what a busy machine takes for others is none of
 * it, so a spec can say how much may be done in one go.
 */

/** Turns of the loop while something was done, in milliseconds of the processor, the longest first. */
export interface LoopWatched<T> {
  readonly answer: T;
  readonly turns: readonly number[];
  readonly totalMs: number;
}

/** Watches the loop until work is done. */
export async function watchLoop<T>(work: () => Promise<T>): Promise<LoopWatched<T>> {
  const turns: number[] = [];
  const watch = { on: true };
  let before = process.cpuUsage();
  const look = (): void => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    turns.push((user + system) / 1_000);
    if (watch.on) setImmediate(look);
  };
  setImmediate(look);
  try {
    const answer = await work();
    look();
    return { answer, turns: turns.toSorted((a, b) => b - a), totalMs: turns.reduce((sum, turn) => sum + turn, 0) };
  } finally {
    watch.on = false;
  }
}
