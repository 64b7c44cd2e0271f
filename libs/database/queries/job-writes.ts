/** Jobs that were done in the request that ordered them. */
import type { Tx } from '../tx.js';

/** A finished job with what came of it. */
export interface DoneJob {
  readonly id: string;
  readonly kind: string;
  readonly total: number;
  readonly result: object;
}

/** Writes a finished job. */
export async function insertDoneJob(tx: Tx, job: DoneJob): Promise<void> {
  await tx.query(
    `insert into job (id, tenant_id, kind, status, input, done, total, result) values ($1, $2, $3, 'done', '{}', $4, $4, $5)`,
    [job.id, tx.tenantId, job.kind, job.total, JSON.stringify(job.result)],
  );
}
