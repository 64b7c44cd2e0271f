import { v7 as uuidv7 } from 'uuid';
import { appendEvent } from '#database/repositories/events.repository.js';
import { lockJob, requestCancel } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import { type Actor, type Refused, refuse } from '../actor.js';

/**
 * Asks whoever works on a job to stop; what it has done stands. Asked again, or of a job that was cancelled already, it changes nothing.
 * @returns `job-ended` of one that came to another end; null when there is no such job
 */
export async function cancelJob(tx: Tx, actor: Actor, jobId: string): Promise<{ readonly jobId: string } | Refused | null> {
  const job = await lockJob(tx, jobId);
  if (!job) return null;
  if (job.status === 'done' || job.status === 'failed') return refuse('job-ended', '', `The job is ${job.status}.`);
  if (job.status === 'cancelled' || job.cancelRequested) return { jobId };
  await requestCancel(tx, jobId);
  appendEvent(tx, {
    id: uuidv7(),
    type: 'job.cancel_requested',
    debtorId: null,
    invoiceId: null,
    subjectId: jobId,
    actor: actor.name,
    requestId: actor.requestId ?? null,
    at: new Date().toISOString(),
    data: { kind: job.kind },
  });
  return { jobId };
}
