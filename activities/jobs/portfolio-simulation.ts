/** Plays the open book under two policies and tells the difference per debtor. Reads one snapshot, writes nothing but the job's result. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { LiveClock } from '#casebook/clock.js';
import { toPublicId } from '#contracts/ids.js';
import type { Database, DatabaseOptions } from '#database/database.js';
import { type BookPart, countOpenAccounts, inOneSnapshot, partsOfBook, shareSnapshot } from '#database/repositories/open-book.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { threadTask, WorkEnded, type WorkPool } from '#threads/work-pool.js';
import { JobFailed, type JobInHand } from './job-in-hand.js';
import type { JobWork, Worked } from './job-turns.js';
import { PortfolioTally } from './portfolio-tally.js';
import type { PartInput, PartPlayed, playPart, PortfolioQuestion } from './portfolio.thread.js';

const playPartTask = threadTask<typeof playPart>(new URL('./portfolio.thread.js', import.meta.url), 'playPart');

/** How often it is looked how far the threads are, and heard whether to go on. */
const lookEveryMs = 250;

const inputShape = z.object({
  policy: z.unknown(),
  against: z.unknown(),
  days: z.number().int(),
  until: z.string().nullable(),
  debtorIds: z.array(z.uuid()).nullable(),
});

function policyOf(json: unknown): Policy {
  const parsed = parsePolicy(json);
  if ('policy' in parsed) return parsed.policy;
  throw new JobFailed(`The policy cannot be read: ${parsed.findings[0]?.detail ?? ''}`);
}

function questionOf(input: unknown): PortfolioQuestion {
  const read = inputShape.safeParse(input);
  if (!read.success) throw new JobFailed('The order cannot be read.');
  const { policy, against, ...rest } = read.data;
  return { ...rest, policy: policyOf(policy), against: against === null ? null : policyOf(against) };
}

/** Threads for what-ifs over the book, how each of them reaches the database, and what one what-if may be. */
export interface WhatIfSettings {
  readonly pool: WorkPool;
  readonly database: DatabaseOptions;
  /** Parts of the book that are played at the same time. */
  readonly parts: number;
  /** By the clock, all of it. */
  readonly limitMs: number;
  /** Units of work that one debtor may be. */
  readonly limitUnits: number;
}

/** The parts of a book in one snapshot, on their way. */
interface Underway {
  readonly job: JobInHand;
  readonly total: number;
  readonly progress: Int32Array;
  readonly stop: AbortController;
}

/**
 * Does jobs of the kind `portfolio.simulation`, in one turn: threads read parts of the book in one snapshot, which dies with its worker. Who
 * takes the job over begins anew, and nothing was written that could be counted twice.
 */
export class PortfolioSimulation implements JobWork {
  constructor(
    private readonly db: Database,
    private readonly clock: LiveClock,
    private readonly settings: WhatIfSettings,
  ) {}

  async turn(job: JobInHand): Promise<Worked> {
    const question = questionOf(job.input);
    return this.db.ofTenant(job.tenantId, async (tx) => {
      // Made in here: a transaction that lost a race is run again.
      const tally = new PortfolioTally(question);
      await inOneSnapshot(tx);
      const only = question.debtorIds ?? undefined;
      const total = await countOpenAccounts(tx, only);
      await job.tell({ done: 0, total });
      const parts = await partsOfBook(tx, this.settings.parts, only);
      const underway = { job, total, progress: new Int32Array(new SharedArrayBuffer(4)), stop: new AbortController() };
      for (const played of await this.play({ snapshot: await shareSnapshot(tx), parts, question }, underway)) {
        if ('tooLarge' in played) throw this.tooLarge(played.tooLarge);
        tally.absorb(played.sums);
      }
      await job.tell({ done: tally.debtors, total });
      return { result: tally.result() };
    });
  }

  /** It holds nothing that must be set right. */
  async close(): Promise<void> {}

  /** Plays all parts beside each other; when one of them ends badly, or the job is to stop, the threads of the others are ended. */
  private async play(
    book: { readonly snapshot: string; readonly parts: readonly BookPart[]; readonly question: PortfolioQuestion },
    underway: Underway,
  ): Promise<PartPlayed[]> {
    const { job, progress, stop } = underway;
    const { database, limitUnits, limitMs, pool } = this.settings;
    const { snapshot, question } = book;
    const common = { database, tenantId: job.tenantId, snapshot, question, now: this.clock.now(), limitUnits, progress };
    const playing = book.parts.map((part) => {
      const input: PartInput = { ...common, part };
      return pool.run(playPartTask, { input, owner: job.tenantId, limitMs, signal: stop.signal });
    });
    const all = Promise.all(playing);
    try {
      await this.watch(all, underway);
      return await all;
    } catch (error) {
      throw error instanceof WorkEnded ? this.ended(error) : error;
    } finally {
      stop.abort();
      await Promise.allSettled(playing);
    }
  }

  /** Says how far the threads are until they have ended. @throws what the job is told, or what ended a thread */
  private async watch(all: Promise<unknown>, { job, total, progress }: Underway): Promise<void> {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    all.then(end, end);
    while (!ended.signal.aborted) {
      await job.ask({ done: Atomics.load(progress, 0), total });
      await pause(lookEveryMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  }

  private ended({ limit }: WorkEnded): JobFailed {
    const words = {
      time: `It took longer than ${this.settings.limitMs} ms (WHAT_IF_LIMIT_MS)`,
      memory: 'It needs more memory than a thread may have (WORK_THREAD_MEMORY_MB)',
    };
    return new JobFailed(`${words[limit]}: ask for fewer debtors or fewer days.`);
  }

  private tooLarge(debtorId: string): JobFailed {
    const debtor = toPublicId('debtor', debtorId);
    const limit = `${this.settings.limitUnits} units of work (WHAT_IF_LIMIT_UNITS)`;
    return new JobFailed(`Debtor ${debtor} alone is more than ${limit}: ask for fewer days, or name the debtors without this one.`);
  }
}
