import type { Tx } from '../tx.js';

/** An event of a debtor's case to be written. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly debtorId: string;
  readonly invoiceId: string | null;
  readonly subjectId: string | null;
  readonly actor: string;
  readonly requestId: string | null;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Appends an event. */
export async function insertEvent(tx: Tx, event: NewEvent): Promise<void> {
  const { id, type, debtorId, invoiceId, subjectId, actor, requestId, at, data } = event;
  await tx.query(
    'insert into event (id, tenant_id, type, debtor_id, invoice_id, subject_id, actor, request_id, at, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [id, tx.tenantId, type, debtorId, invoiceId, subjectId, actor, requestId, at, JSON.stringify(data)],
    'insert-event',
  );
}
