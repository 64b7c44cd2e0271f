/** Runs CPU-bound work in a few threads beside the event loop. A thread that goes beyond a limit is ended and replaced. */
import { Piscina } from 'piscina';
import { type QueueLimits, FairQueue } from './fair-queue.js';

/** The limits of a pool and of each piece of work in it. */
export interface PoolLimits extends QueueLimits {
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
  /** Whose work it is; owners share the pool fairly. */
  readonly owner: string;
  /** The thread is ended when the work takes longer. */
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

/** An idle thread is ended after this time: it holds some 20 MB. */
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
  private readonly queue: FairQueue;

  constructor(limits: PoolLimits) {
    this.queue = new FairQueue(limits);
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
    // An error in an idle thread: the pool replaces it, and no caller is waiting.
    this.threads.on('error', () => undefined);
  }

  /** How many pieces of work run and wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return this.queue.load;
  }

  /** Does work in a thread. @throws QueueRefused, WorkEnded, the reason of the signal, or what the work throws (as a plain Error) */
  run<Input, Output>(task: ThreadTask<Input, Output>, order: WorkOrder<Input>): Promise<Output> {
    return this.queue.run(order.owner, () => this.inThread(task, order));
  }

  /** Ends all threads; what they worked on is lost. */
  async close(): Promise<void> {
    this.queue.close();
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
