/** A limit on work that never waits: what a creditor wrote may not hold up everybody else in the process. */
import { createContext, Script } from 'node:vm';

/** The work took longer than it may. */
export class TookTooLong extends Error {
  constructor(readonly limitMs: number) {
    super(`took longer than ${limitMs} ms`);
    this.name = 'TookTooLong';
  }
}

const box = createContext({ work: (): void => undefined });
const call = new Script('work()');

/** The error is made inside the box, so it is no `Error` of ours. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * Does the work, and stops it wherever it is when its time is up: a timer could not, for it only comes when the work is done. What was
 * stopped may have left things half done, so whatever it worked on must be thrown away. @throws TookTooLong
 */
export function withinMs<Result>(limitMs: number, work: () => Result): Result {
  const done: { result: Result }[] = [];
  box['work'] = (): void => {
    done.push({ result: work() });
  };
  try {
    call.runInContext(box, { timeout: limitMs });
  } catch (error) {
    throw isTimeout(error) ? new TookTooLong(limitMs) : error;
  }
  const [first] = done;
  if (!first) throw new Error('the work did not end');
  return first.result;
}
