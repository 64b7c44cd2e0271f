/** Rows of jobs: ordered by requests, worked off by one attempt at a time. */
import type { JobKind, JobProgress } from '#contracts/jobs.js';
import type { Tx } from '../tx.js';

/** Long work to be done. */
export interface JobOrder {
  readonly id: string;
  readonly kind: JobKind;
  readonly input: object;
  readonly total?: number;
}

/** A job as an attempt takes it. */
export interface TakenJob extends JobProgress {
  readonly id: string;
  readonly kind: string;
  readonly input: unknown;
  /** Where the attempt before stopped; null at the first. */
  readonly mark: unknown;
  readonly cancelRequested: boolean;
}

/** Whose attempt writes. */
export interface Holding {
  readonly id: string;
  readonly holder: string;
}

/** `over`: it has ended. `held`: a worker of the release before this one works on it, and must be gone first. */
export type Taken = TakenJob | 'over' | 'held';

/** Writes the order and tells Temporal of it; both stand or fall with this transaction. */
export async function orderJob(tx: Tx, { id, kind, input, total }: JobOrder): Promise<void> {
  await tx.query(`insert into job (id, tenant_id, kind, status, input, total) values ($1, $2, $3, 'queued', $4, $5)`, [
    id,
    tx.tenantId,
    kind,
    JSON.stringify(input),
    total ?? null,
  ]);
  await tx.query(`insert into outbox (tenant_id, job_id, kind, payload) values ($1, $2, 'job.start', $3)`, [
    tx.tenantId,
    id,
    JSON.stringify({ kind }),
  ]);
  tx.wake('maanwerk_outbox');
}

interface TakenRow {
  [name: string]: unknown;
  readonly kind: string;
  readonly input: unknown;
  readonly mark: unknown;
  readonly done: number;
  readonly total: number | null;
  readonly cancel_requested_at: Date | null;
}

/** Makes `holder` the one attempt that may write from now on. */
export async function takeJob(tx: Tx, { id, holder }: Holding): Promise<Taken> {
  const row = await tx.one<TakenRow>(
    `update job set status = 'running', holder = $3, lease_until = null, updated_at = now()
     where id = $1 and tenant_id = $2 and status in ('queued', 'running') and (lease_until is null or lease_until < now())
     returning kind, input, mark, done, total, cancel_requested_at`,
    [id, tx.tenantId, holder],
    'take-job',
  );
  if (row) {
    const { kind, input, mark, done, total, cancel_requested_at: asked } = row;
    return { id, kind, input, mark, done, total, cancelRequested: asked !== null };
  }
  const held = await tx.one(`select id from job where id = $1 and tenant_id = $2 and status in ('queued', 'running')`, [id, tx.tenantId]);
  return held ? 'held' : 'over';
}

/** Says how far it is. `lost`: another attempt has taken the job, or it has ended. */
export async function tellJob(
  tx: Tx,
  { id, holder }: Holding,
  at: JobProgress & { readonly mark?: object },
): Promise<'going' | 'cancel' | 'lost'> {
  const row = await tx.one<{ cancel_requested_at: Date | null }>(
    `update job set done = $4, total = $5, mark = coalesce($6, mark), updated_at = now()
     where id = $1 and tenant_id = $2 and holder = $3 and status = 'running' returning cancel_requested_at`,
    [id, tx.tenantId, holder, at.done, at.total, at.mark === undefined ? null : JSON.stringify(at.mark)],
    'tell-job',
  );
  if (!row) return 'lost';
  return row.cancel_requested_at === null ? 'going' : 'cancel';
}

/** How a job ends. */
export type JobEnd =
  { readonly status: 'done'; readonly result: object } | { readonly status: 'failed' | 'cancelled'; readonly error: string | null };

/** Ends a job; by its attempt when `holder` is given, else whoever works on it. @returns whether this ended it */
export async function endJob(tx: Tx, { id, holder }: { id: string; holder: string | null }, end: JobEnd): Promise<boolean> {
  const [result, error] = end.status === 'done' ? [JSON.stringify(end.result), null] : [null, end.error];
  const ended = await tx.one(
    `update job set status = $4, result = $5, error = $6, holder = null, mark = null, lease_until = null, updated_at = now(),
       done = case when $4 = 'done' then coalesce(total, done) else done end
     where id = $1 and tenant_id = $2 and status in ('queued', 'running') and ($3::uuid is null or holder = $3) returning id`,
    [id, tx.tenantId, holder, end.status, result, error],
  );
  return ended !== null;
}

/** Kind, order and progress of a job, whatever its state; under its lock. */
export async function lockJob(tx: Tx, id: string): Promise<(TakenJob & { readonly status: string }) | null> {
  const row = await tx.one<TakenRow & { status: string }>(
    'select kind, status, input, mark, done, total, cancel_requested_at from job where id = $1 and tenant_id = $2 for update',
    [id, tx.tenantId],
  );
  if (!row) return null;
  const { kind, status, input, mark, done, total, cancel_requested_at: asked } = row;
  return { id, kind, status, input, mark, done, total, cancelRequested: asked !== null };
}

/** Asks whoever works on a job to stop; asked again it changes nothing. */
export async function requestCancel(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `update job set cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now() where id = $1 and tenant_id = $2 and status in ('queued', 'running')`,
    [id, tx.tenantId],
  );
}

/** What came of a job that ended undone. */
export async function storeJobResult(tx: Tx, id: string, result: object): Promise<void> {
  await tx.query('update job set result = $3 where id = $1 and tenant_id = $2', [id, tx.tenantId, JSON.stringify(result)]);
}
