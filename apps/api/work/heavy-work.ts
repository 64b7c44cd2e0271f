/**
 * Work that a caller can make large, off the event loop and within limits; what goes beyond them is refused with a problem that names the
 * limit.
 */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import { workConfig } from '#config/shared.config.js';
import { type QueueRefusal, QueueRefused } from '#threads/fair-queue.js';
import { type ThreadLimit, type ThreadTask, WorkEnded, WorkPool } from '#threads/work-pool.js';
import { callerOf, type Exchange } from '../http/exchange.js';
import { Problem } from '../http/problems.js';

/** What a route with heavy work refuses besides what every route does. */
export const heavyWorkProblems = ['work-too-large', 'too-many-requests'] as const;

/** Work of a request. */
export interface HeavyOrder<Input, Output> {
  readonly input: Input;
  /** What to make smaller, for the caller: "fewer invoices, ...". */
  readonly advice: string;
  /** Another time than that of the setting. */
  readonly limitMs?: number;
  /** What is given instead of a refusal when the thread was ended. */
  readonly ended?: (limit: ThreadLimit) => Output;
}

/** Seconds after which a place in the queue is likely to be free. */
const retryAfter = { 'Retry-After': '5' };

/** Does it. */
@Injectable()
export class HeavyWork implements OnApplicationShutdown {
  constructor(
    private readonly pool: WorkPool,
    @Inject(workConfig.KEY) private readonly limits: ConfigType<typeof workConfig>,
  ) {}

  /** Units of work that a request may be. */
  get limitUnits(): number {
    return this.limits.units;
  }

  /** Runs a task for the caller. @throws Problem 422 `work-too-large`, 429 `too-many-requests`, 503 `unavailable` */
  async run<Input, Output>(exchange: Exchange, task: ThreadTask<Input, Output>, order: HeavyOrder<Input, Output>): Promise<Output> {
    const { input, advice, limitMs = this.limits.limitMs } = order;
    const { tenantId } = callerOf(exchange);
    // Who hangs up wants no answer: the thread is for somebody else.
    const gone = new AbortController();
    const hungUp = (): void => gone.abort();
    exchange.response.once('close', hungUp);
    try {
      return await this.pool.run(task, { input, owner: tenantId, limitMs, signal: gone.signal });
    } catch (error) {
      if (error instanceof WorkEnded && order.ended) return order.ended(error.limit);
      if (error instanceof WorkEnded) throw this.tooLarge(error.limit, advice);
      if (error instanceof QueueRefused) throw refusedByQueue(error.why);
      throw error;
    } finally {
      exchange.response.off('close', hungUp);
    }
  }

  /** The refusal of work that went beyond a limit. */
  tooLarge(limit: ThreadLimit | 'units', advice: string): Problem {
    const { units, limitMs, memoryMb } = this.limits;
    const named = {
      units: { setting: 'WORK_LIMIT_UNITS', most: units, detail: `It is more than ${units} units of work.` },
      time: { setting: 'WORK_LIMIT_MS', most: limitMs, detail: `It took longer than ${limitMs} ms.` },
      memory: { setting: 'WORK_THREAD_MEMORY_MB', most: memoryMb, detail: `It needs more than ${memoryMb} MB of memory.` },
    }[limit];
    return new Problem('work-too-large', `${named.detail} Ask for less: ${advice}.`, {
      extra: { limit: { name: limit, setting: named.setting, most: named.most } },
    });
  }

  /** Requests that are still under way have been cut by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }
}

function refusedByQueue(why: QueueRefusal): Problem {
  if (why === 'full-of-one')
    return new Problem('too-many-requests', 'Too much work of this creditor waits already.', { headers: retryAfter });
  const detail = { full: 'Too much work waits already.', 'waited-too-long': 'It was not the turn of this work in time.' };
  return new Problem('unavailable', why === 'closed' ? 'This process is stopping.' : detail[why], { headers: retryAfter });
}
