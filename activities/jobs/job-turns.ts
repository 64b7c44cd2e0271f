/** One turn of a job: taken under its lock, worked on, and told to Temporal as what it came to. */
import { randomUUID } from 'node:crypto';
import { failure } from '#contracts/failure.js';
import type { JobClosing, JobInput, JobState, JobTurn } from '#contracts/jobs.js';
import type { Database } from '#database/database.js';
import { endJob, type JobEnd, lockJob, takeJob, type TakenJob } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import { errorFields, type Log } from '#observability/logger.js';
import { JobCancelled, JobFailed, JobInHand, JobLost, TurnLeft } from './job-in-hand.js';
import { type JobPulse, pulseOfActivity } from './job-pulse.js';

/** What a turn came to: there is more, or the job is done, with what belongs into the same transaction. */
export type Worked = 'more' | { readonly result: object; readonly also?: (tx: Tx) => Promise<void> };

/** How a kind of job is worked off. A turn may be repeated from where its last word stood, by whatever worker. */
export interface JobWork {
  turn(job: JobInHand): Promise<Worked>;
  /** What else must be set right when the job ends undone, in that transaction. */
  close(tx: Tx, job: Pick<TakenJob, 'id' | 'input'>, end: Exclude<JobEnd, { status: 'done' }>): Promise<void>;
}

/** What turns need around them. */
export interface TurnSettings {
  readonly log: Log;
  /** How long a turn lasts before its workflow hears how far it is. */
  readonly turnMs?: number;
  readonly pulse?: () => JobPulse;
}

/** A look at Temporal's page shows a job at most this old; short turns cost events, six each. */
const usualTurnMs = 10_000;
/** Well within the patience of `job-activities.ts`: the SDK passes on as many as are needed. */
const beatEveryMs = 1_000;
/** A worker of the release before this one holds a job for a minute after its last word. */
const heldRetryMs = 15_000;

/** What a person reads who ordered a job that broke. */
const unexpected = 'an unexpected error; see the log of the worker';

const states: Readonly<Record<string, JobState>> = { done: 'done', failed: 'failed', cancelled: 'cancelled' };

/** Takes turns of jobs. */
export class JobTurns {
  constructor(
    private readonly db: Database,
    private readonly settings: TurnSettings,
  ) {}

  /** Works on a job for one turn. @throws JobHeld, and whatever the work throws: Temporal tries again */
  async take(work: JobWork, input: JobInput): Promise<JobTurn> {
    const held = { id: input.jobId, holder: randomUUID() };
    const taken = await this.db.ofTenant(input.tenantId, (tx) => takeJob(tx, held));
    if (taken === 'held') throw failure('JobHeld', 'a worker of an earlier release works on it', { retryAfterMs: heldRetryMs });
    if (taken === 'over') return this.asItIs(input);
    const pulse = (this.settings.pulse ?? pulseOfActivity)();
    const turnMs = this.settings.turnMs ?? usualTurnMs;
    const job = new JobInHand(input.tenantId, { ...taken, ...held }, { db: this.db, pulse, turnMs });
    const beats = setInterval(() => pulse.beat(job.progress), beatEveryMs);
    try {
      if (taken.cancelRequested) throw new JobCancelled('the job was cancelled before this turn');
      const worked = await work.turn(job);
      if (worked === 'more') return { state: 'going', ...job.progress };
      return await this.end(job, { status: 'done', result: worked.result }, { holder: held.holder, also: worked.also });
    } catch (error) {
      return await this.undone(error, { job, work, holder: held.holder });
    } finally {
      clearInterval(beats);
    }
  }

  /** Writes the end that no turn could write. @returns how the job stands then */
  async close(works: Readonly<Record<string, JobWork>>, input: JobClosing): Promise<JobTurn> {
    const end = { status: input.state, error: input.state === 'failed' ? unexpected : null } as const;
    await this.db.ofTenant(input.tenantId, async (tx) => {
      const job = await lockJob(tx, input.jobId);
      if (!job || !(await endJob(tx, { id: input.jobId, holder: null }, end))) return;
      await works[job.kind]?.close(tx, job, end);
    });
    return this.asItIs(input);
  }

  private async undone(error: unknown, { job, work, holder }: { job: JobInHand; work: JobWork; holder: string }): Promise<JobTurn> {
    if (error instanceof TurnLeft) return { state: 'going', ...job.progress };
    const end = endOf(error);
    if (!end) throw error;
    if (end.status === 'failed') this.settings.log.warn('job failed', { jobId: job.id, ...errorFields(error) });
    return this.end(job, end, { holder, also: (tx) => work.close(tx, job, end) });
  }

  private async end(
    job: JobInHand,
    end: JobEnd,
    { holder, also }: { readonly holder: string; readonly also: ((tx: Tx) => Promise<void>) | undefined },
  ): Promise<JobTurn> {
    await this.db.ofTenant(job.tenantId, async (tx) => {
      if (!(await endJob(tx, { id: job.id, holder }, end))) throw new JobLost('the job is in other hands');
      await also?.(tx);
    });
    return this.asItIs({ tenantId: job.tenantId, jobId: job.id });
  }

  private async asItIs({ tenantId, jobId }: JobInput): Promise<JobTurn> {
    const job = await this.db.ofTenant(tenantId, (tx) => lockJob(tx, jobId));
    // A job that is gone was started by hand, or erased with its tenant: its workflow has nothing to do.
    return { state: states[job?.status ?? 'done'] ?? 'going', done: job?.done ?? 0, total: job?.total ?? null };
  }
}

function endOf(error: unknown): Exclude<JobEnd, { status: 'done' }> | null {
  if (error instanceof JobCancelled) return { status: 'cancelled', error: null };
  return error instanceof JobFailed ? { status: 'failed', error: error.message } : null;
}
