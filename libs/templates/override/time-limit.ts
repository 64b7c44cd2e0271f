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

/** Attempts that the clock ended although the processor was busy with others; more, and the machine is no place to render anything. */
const mostStarved = 8;
/** An attempt that had this share of its time on the processor has had it: the rest is the clock's own grain. */
const fairShare = 0.8;

/** Milliseconds that this process has had of the processors. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Work with what has to be ready for it. */
export interface LimitedWork<Tool, Result> {
  /** Before each attempt, and outside its time. */
  readonly prepare: () => Tool;
  readonly work: (tool: Tool) => Result;
}

/**
 * The same by the processor's time. The clock runs on while a busy machine lets others work; so an attempt that was ended before it had its
 * time is made again, and what a debtor reads does not depend on who else works there.
 * @param spentMs milliseconds of processor that were spent so far; absent: by this process
 * @throws TookTooLong
 */
export function withinProcessorMs<Tool, Result>(
  limitMs: number,
  { prepare, work }: LimitedWork<Tool, Result>,
  spentMs: () => number = processorMs,
): Result {
  for (let starved = 0; ; starved += 1) {
    const tool = prepare();
    const before = spentMs();
    try {
      return withinMs(limitMs, () => work(tool));
    } catch (error) {
      const hadItsTime = spentMs() - before >= limitMs * fairShare;
      if (!(error instanceof TookTooLong) || hadItsTime || starved >= mostStarved) throw error;
    }
  }
}
