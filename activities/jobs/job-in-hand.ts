/** A job in the hands of one attempt: who was overtaken by another attempt, or told to stop, hears it at its next word. */
import type { JobProgress } from '#contracts/jobs.js';
import type { Database } from '#database/database.js';
import { type Holding, type TakenJob, tellJob } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import type { JobPulse } from './job-pulse.js';

/** A job that cannot succeed, in words for the person who ordered it. */
export class JobFailed extends Error {}

/** The turn is over before its work: the worker stops. What was written stands, and the next turn goes on from there. */
export class TurnLeft extends Error {}

/** Somebody asked for the job to be cancelled. */
export class JobCancelled extends Error {}

/** Another attempt has the job, or it has ended, or Temporal wants no answer any more: nothing may be written. */
export class JobLost extends Error {}

/** Between two words to the database while a job only waits; how late a cancellation is heard. */
const wordEveryMs = 500;

/** What a job works with in a turn. */
export interface JobTurnOptions {
  readonly db: Database;
  readonly pulse: JobPulse;
  /** A turn that has lasted so long ends at the next convenient moment. */
  readonly turnMs: number;
}

/** The job that a turn works on. */
export class JobInHand {
  readonly id: string;
  readonly input: unknown;
  /** Where the turn before this one stopped; null: at the very beginning. */
  readonly mark: unknown;
  private at: JobProgress;
  private saidAt = Date.now();
  private readonly begunAt = Date.now();

  constructor(
    readonly tenantId: string,
    private readonly held: TakenJob & Holding,
    private readonly options: JobTurnOptions,
  ) {
    this.id = held.id;
    this.input = held.input;
    this.mark = held.mark;
    this.at = { done: held.done, total: held.total };
  }

  get progress(): JobProgress {
    return this.at;
  }

  /** Whether this turn has lasted long enough: work that can be left here returns `more`. */
  get turnIsOver(): boolean {
    return this.options.pulse.stop() !== null || Date.now() - this.begunAt > this.options.turnMs;
  }

  /**
   * Says how far it is, in the transaction of the work that came so far: both stand or neither.
   * @throws JobLost, JobCancelled, TurnLeft: then nothing was written
   */
  async tell(at: JobProgress & { readonly mark?: object }, work: (tx: Tx) => Promise<void> = async () => undefined): Promise<void> {
    await this.options.db.ofTenant(this.tenantId, async (tx) => {
      this.heed(await tellJob(tx, this.held, at));
      await work(tx);
    });
    this.at = { done: at.done, total: at.total };
    this.saidAt = Date.now();
  }

  /** For work that waits, or goes on in small steps: says twice a second how far it is, and hears whether to go on. @throws as {@link tell} */
  async ask(at: JobProgress = this.at): Promise<void> {
    this.at = at;
    if (Date.now() - this.saidAt > wordEveryMs) await this.tell(at);
    else this.heed('going');
  }

  private heed(word: Awaited<ReturnType<typeof tellJob>>): void {
    const stop = this.options.pulse.stop();
    if (word === 'lost' || stop === 'cancelled') throw new JobLost('the job is in other hands');
    if (word === 'cancel') throw new JobCancelled('the job is to be cancelled');
    if (stop === 'shutdown') throw new TurnLeft('the worker stops');
  }
}
