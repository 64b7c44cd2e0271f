/** A bench that is broken off (Ctrl-C, or a reader such as `| head` that has seen enough) stops what it started and removes its data, too. */

/** Somebody broke it off. */
export class BrokenOff extends Error {
  constructor(how: string) {
    super(`broken off: ${how}`);
    this.name = 'BrokenOff';
  }
}

/** Waits for work until it is broken off; what it is at then is forgotten, and the caller's `finally` has its turn. @throws BrokenOff */
export function untilBrokenOff<T>(work: Promise<T>): Promise<T> {
  const off = new Promise<never>((_, reject) => {
    // Each line that is said after the first one fails, too.
    process.stdout.on('error', () => reject(new BrokenOff('nobody reads the output any more')));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => reject(new BrokenOff(signal)));
  });
  work.catch(() => undefined);
  return Promise.race([work, off]);
}

/** Runs a bench. One that was broken off has things under way that would keep the process: it ends here, with 130 as after Ctrl-C. */
export async function runBench(bench: () => Promise<void>): Promise<void> {
  try {
    await bench();
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(130);
  }
}
