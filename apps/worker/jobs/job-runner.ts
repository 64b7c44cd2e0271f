import type { Database } from '#database/database.js';
import { errorFields, type Log } from '#observability/logger.js';

/** A job as the runner takes it. */
export interface TakenJob {
  readonly id: string;
  readonly tenantId: string;
  readonly input: unknown;
  /** Says how far it is. */
  progress(done: number, total: number | null): Promise<void>;
  /** Whether this worker is on its way out: long work then throws {@link JobInterrupted}, and another worker begins it anew. */
  readonly stopped: () => boolean;
}

/** Does jobs of one kind. What it returns is the job's result; a {@link JobFailed} is its error; anything else thrown is a surprise. */
export type JobHandler = (job: TakenJob) => Promise<object>;

/** A job that cannot succeed, in words for the person who ordered it. */
export class JobFailed extends Error {}

/** Work that was left off because the worker stops; the job waits again. */
export class JobInterrupted extends Error {}

/** Jobs are looked for this often when no notification comes. */
export const jobsEveryMs = 1_000;
/** A job whose worker says nothing for this long is taken over by another. */
const usualLeaseMs = 60_000;
/** A worker says that it lives this often in that time: once may be lost. */
const saysPerLease = 3;

const lease = (parameter: string): string => `lease_until = now() + make_interval(secs => ${parameter}::float8 / 1000)`;

const takeSql = `
update job set status = 'running', ${lease('$2')}, updated_at = now()
where id = (select id from job where (status = 'queued' or (status = 'running' and lease_until < now())) and kind = any($1)
            order by created_at limit 1 for update skip locked)
returning id, tenant_id, kind, input`;

interface JobRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly kind: string;
  readonly input: unknown;
}

/** Who hears of failures, and for how long a job is lent. */
export interface RunnerSettings {
  readonly log: Log;
  readonly leaseMs?: number;
}

/** Runs ordered jobs one after the other; several workers share them. Handlers must bear being started again after a crash. */
export class JobRunner {
  private readonly log: Log;
  private readonly leaseMs: number;

  constructor(
    private readonly db: Database,
    private readonly handlers: Readonly<Record<string, JobHandler>>,
    { log, leaseMs = usualLeaseMs }: RunnerSettings,
  ) {
    this.log = log;
    this.leaseMs = leaseMs;
  }

  /** Runs everything that waits. */
  async drain(stopped: () => boolean = () => false): Promise<void> {
    for (let row = await this.take(); row; row = stopped() ? null : await this.take()) await this.run(row, stopped);
  }

  private take(): Promise<JobRow | null> {
    return this.db.ofSystem((tx) => tx.one<JobRow>(takeSql, [Object.keys(this.handlers), this.leaseMs]));
  }

  private async run(row: JobRow, stopped: () => boolean): Promise<void> {
    const handler = this.handlers[row.kind];
    if (!handler) return;
    const progress = (done: number, total: number | null): Promise<void> => this.update(row.id, 'done = $2, total = $3', [done, total]);
    // Waiting is work too: two workers at one walk of a clock would set it back and forth.
    const alive = setInterval(() => void this.renew(row.id), this.leaseMs / saysPerLease);
    try {
      const result = await handler({ id: row.id, tenantId: row.tenant_id, input: row.input, progress, stopped });
      await this.update(row.id, `status = 'done', result = $2, lease_until = null`, [JSON.stringify(result)]);
    } catch (error) {
      if (error instanceof JobInterrupted) return this.update(row.id, `status = 'queued', done = 0, lease_until = null`, []);
      this.log.warn('job failed', errorFields(error));
      await this.update(row.id, `status = 'failed', error = $2, lease_until = null`, [
        error instanceof JobFailed ? error.message : 'an unexpected error; see the log of the worker',
      ]);
    } finally {
      clearInterval(alive);
    }
  }

  /** The next time makes good for one that failed. */
  private async renew(id: string): Promise<void> {
    await this.update(id, lease('$2'), [this.leaseMs]).catch((error: unknown) => this.log.warn('job loan not renewed', errorFields(error)));
  }

  private async update(id: string, set: string, values: readonly (string | number | null)[]): Promise<void> {
    await this.db.ofSystem((tx) => tx.query(`update job set ${set}, updated_at = now() where id = $1`, [id, ...values]));
  }
}
