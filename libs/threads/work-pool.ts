/** Work that keeps a processor busy, done in threads beside the event loop: few, each with limits, ended and replaced when it goes beyond them. */
import { Piscina } from 'piscina';
import { type TurnLimits, Turns } from './turns.js';

/** The limits of a pool and of each piece of work in it. */
export interface PoolLimits extends TurnLimits {
  /** Heap of one thread. */
  readonly memoryMb: number;
}

/** A function that a file exports for threads. */
export interface ThreadTask<Input, Output> {
  readonly file: string;
  readonly name: string;
  /** Never called: the function, for its types. */
  readonly of?: (input: Input) => Output | Promise<Output>;
}

/**
 * Names a function for threads.
 * @example const simulateTask = threadTask<typeof simulateHere>(new URL('./simulate.thread.js', import.meta.url), 'simulateHere');
 */
export const threadTask = <Task extends (input: never) => unknown>(
  file: URL,
  name: string,
): ThreadTask<Parameters<Task>[0], Awaited<ReturnType<Task>>> => ({ file: file.href, name });

/** One piece of work. */
export interface WorkOrder<Input> {
  readonly input: Input;
  /** Whose it is: owners have their turns in a fair order. */
  readonly owner: string;
  /** After so long the thread is ended. */
  readonly limitMs: number;
  /** Ends the thread when the work is not wanted any more. */
  readonly signal?: AbortSignal;
}

/** What a thread went beyond. */
export type ThreadLimit = 'time' | 'memory';

/** Work that was ended because it went beyond a limit. */
export class WorkEnded extends Error {
  constructor(readonly limit: ThreadLimit) {
    super(`the work was ended: ${limit}`);
    this.name = 'WorkEnded';
  }
}

/** A thread that nothing was asked of for so long is ended: it holds some 20 MB. */
const idleMs = 30_000;

/** Run from the sources, as the suites do, a thread has to be told how to read TypeScript. */
const builtHere = import.meta.url.endsWith('.js');
const execArgv = builtHere
  ? {}
  : { execArgv: ['--conditions=source', '--import', new URL('../../scripts/typescript-threads.mjs', import.meta.url).href] };

const isOutOfMemory = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** A pool of threads. It starts none before there is work. */
export class WorkPool {
  private readonly threads: Piscina;
  private readonly turns: Turns;

  constructor(limits: PoolLimits) {
    this.turns = new Turns(limits);
    this.threads = new Piscina({
      minThreads: 0,
      maxThreads: limits.atOnce,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
      // Between two pieces of work the thread runs its event loop: sockets that close, timers.
      atomics: 'disabled',
      recordTiming: false,
      ...execArgv,
    });
    // What a thread breaks on while nothing is asked of it: it is replaced, and nobody waits.
    this.threads.on('error', () => undefined);
  }

  /** How many pieces of work run and wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return this.turns.load;
  }

  /** Does work in a thread. @throws TurnRefused, WorkEnded, the reason of the signal, or what the work throws (as a plain Error) */
  run<Input, Output>(task: ThreadTask<Input, Output>, order: WorkOrder<Input>): Promise<Output> {
    return this.turns.take(order.owner, () => this.inThread(task, order));
  }

  /** Ends all threads; what they worked on is lost. */
  async close(): Promise<void> {
    this.turns.close();
    await this.threads.destroy();
  }

  private async inThread<Input, Output>({ file, name }: ThreadTask<Input, Output>, order: WorkOrder<Input>): Promise<Output> {
    const time = AbortSignal.timeout(order.limitMs);
    const signal = order.signal ? AbortSignal.any([time, order.signal]) : time;
    try {
      const output: Output = await this.threads.run(order.input, { filename: file, name, signal });
      return output;
    } catch (error) {
      if (isOutOfMemory(error)) throw new WorkEnded('memory');
      order.signal?.throwIfAborted();
      if (time.aborted) throw new WorkEnded('time');
      throw error;
    }
  }
}
