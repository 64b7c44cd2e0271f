/** Node ends when nothing is left to wait for, and waiting for a signal does not count. Any long time does. */
const STAY_AWAKE_MS = 3_600_000;

/** A wish to stop that may come at any time. */
export interface Interrupt {
  readonly interrupted: Promise<NodeJS.Signals>;
  /** Lets the process end by itself again. */
  readonly forget: () => void;
}

/** Settles at the first Ctrl-C or SIGTERM; a second one ends us at once, and the next start clears up. */
export function watchForInterrupt(): Interrupt {
  const awake = setInterval(() => undefined, STAY_AWAKE_MS);
  const interrupted = new Promise<NodeJS.Signals>((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        settle(signal);
      });
    }
  });
  return { interrupted, forget: () => clearInterval(awake) };
}
