/** Node ends when nothing is left to wait for, and waiting for a signal does not count. Any long time does. */
const STAY_AWAKE_MS = 3_600_000;
/** One press of Ctrl-C can arrive twice, from the terminal and from npm that passes it on. A person is not that fast. */
const SAME_PRESS_MS = 500;

/** A wish to stop that may come at any time. */
export interface Interrupt {
  readonly interrupted: Promise<NodeJS.Signals>;
  /** Lets the process end by itself again. */
  readonly forget: () => void;
}

/** Where signals come from, what ends the process, and the time, in ms: stood in for by tests. */
export interface InterruptSource {
  readonly on: (signal: NodeJS.Signals, heard: () => void) => unknown;
  readonly exit: () => void;
  readonly now: () => number;
}

const thisProcess: InterruptSource = {
  on: (signal, heard) => process.on(signal, heard),
  exit: () => process.exit(1),
  now: () => performance.now(),
};

/** Settles at the first Ctrl-C or SIGTERM; a second one ends us at once, and the next start clears up. */
export function watchForInterrupt(source: InterruptSource = thisProcess): Interrupt {
  const awake = setInterval(() => undefined, STAY_AWAKE_MS);
  const interrupted = new Promise<NodeJS.Signals>((settle) => {
    let firstAt: number | null = null;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      source.on(signal, () => {
        if (firstAt !== null && source.now() - firstAt > SAME_PRESS_MS) source.exit();
        firstAt ??= source.now();
        settle(signal);
      });
    }
  });
  return { interrupted, forget: () => clearInterval(awake) };
}
