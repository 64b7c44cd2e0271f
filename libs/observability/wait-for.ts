/** Patience at a start: what a process needs may be starting too. */
import { setTimeout as pause } from 'node:timers/promises';
import { errorFields, type Log } from './logger.js';

/** How a process waits. */
export interface Waiting {
  /** Longest wait, ms; 0: one attempt. */
  readonly waitMs: number;
  readonly log: Log;
  /** Whether an error will be the same in an hour: a wrong password, not a closed port. Absent: none is. */
  readonly hopeless?: (error: unknown) => boolean;
}

/** What is waited for; a fixed set, since it stands in log lines. */
export type Needed = 'PostgreSQL' | 'Temporal';

/** Between attempts: soon enough that nobody notices the wait, seldom enough that a starting server is not held up. */
const betweenMs = 500;
/** A line this often while it lasts. */
const sayEveryMs = 10_000;

const codeOf = (error: unknown): string => {
  const { errorCode, errorName } = errorFields(error);
  return String(errorCode ?? errorName ?? 'unknown');
};

/** Tries until it succeeds, and says once in a while that and why it still waits. @throws Error when the wait is over, or at once when it is hopeless */
export async function waitFor<T>(needed: Needed, attempt: () => Promise<T>, { waitMs, log, hopeless }: Waiting): Promise<T> {
  const started = Date.now();
  let saidAt: number | null = null;
  for (;;) {
    try {
      const found = await attempt();
      if (saidAt !== null) log.info(`${needed} answers`, { durationMs: Date.now() - started });
      return found;
    } catch (error) {
      const waited = Date.now() - started;
      if (hopeless?.(error) === true) throw new Error(`${needed} refuses us: ${codeOf(error)}`, { cause: error });
      if (waited >= waitMs)
        throw new Error(`${needed} did not answer within ${Math.round(waitMs / 1000)} s (START_WAIT_MS): ${codeOf(error)}`, {
          cause: error,
        });
      if (saidAt === null || Date.now() - saidAt >= sayEveryMs) {
        saidAt = Date.now();
        log.warn(`waiting for ${needed}`, { ...errorFields(error), durationMs: waited });
      }
      await pause(Math.min(betweenMs, Math.max(1, waitMs - waited)));
    }
  }
}
