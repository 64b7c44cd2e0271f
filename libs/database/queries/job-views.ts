/** Jobs as the API shows them. */
import type { Tx } from '../tx.js';

/** A job. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly done: number;
  readonly total: number | null;
  readonly result: unknown;
  readonly error: string | null;
  readonly cancel_requested_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A job by its id. */
export const findJobView = (tx: Tx, id: string): Promise<JobView | null> =>
  tx.one<JobView & Record<string, unknown>>(
    'select id, kind, status, done, total, result, error, cancel_requested_at, created_at, updated_at from job where id = $1 and tenant_id = $2',
    [id, tx.tenantId],
  );
