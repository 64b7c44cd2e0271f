/** Long work, as it is answered. */
import { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { JobView } from '#database/queries/job-views.js';
import { idOut, publicId } from '../edge/ids.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';

/** `{id}` of a job. */
export const jobId = publicId('job');

/** A job with its progress. */
export const jobOut = z
  .strictObject({
    object: z.literal('job'),
    id: idOut('job'),
    kind: z.string(),
    status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    done: z.int(),
    total: z.int().nullable(),
    percent: z.int().nullable(),
    result: z.unknown(),
    error: z.string().nullable(),
    cancelRequestedAt: instantOut.nullable().meta({ description: 'Somebody asked that it stop; it is `cancelled` as soon as it has.' }),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Job' });
/** See {@link jobOut}. */
export type JobAnswer = z.output<typeof jobOut>;

/** A job for an answer. */
export const presentJob = (view: JobView): JobAnswer => ({
  object: 'job',
  id: toPublicId('job', view.id),
  kind: view.kind,
  status: jobOut.shape.status.parse(view.status),
  done: view.done,
  total: view.total,
  percent: view.status === 'done' ? 100 : view.total ? Math.floor((100 * view.done) / view.total) : null,
  result: view.result,
  error: view.error,
  cancelRequestedAt: view.cancel_requested_at && presentInstant(view.cancel_requested_at),
  createdAt: presentInstant(view.created_at),
  updatedAt: presentInstant(view.updated_at),
});
