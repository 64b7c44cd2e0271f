/** Messages that were claimed for a step and whose end is not known yet. */
import type { Tx } from '../tx.js';
import type { BegunAttempt } from './message-attempts.repository.js';
import { findMessage, type FrozenMessage, invoicesOfMessage } from './messages.repository.js';

/** A claimed message whose end is not known. */
export interface PendingMessage {
  readonly message: FrozenMessage;
  /** A copy of the step's own message through another channel. */
  readonly isCopy: boolean;
  readonly invoiceIds: readonly string[];
  /** The attempt that has begun for it; null: none has. */
  readonly attempt: BegunAttempt | null;
}

/** What else a repeat must know of it. */
export interface WaitingMessage extends PendingMessage {
  /** For how long an attempt may still be running whose end is not recorded; 0 when none is. */
  readonly runsForMs: number;
  /** It starts the term of a formal notice. */
  readonly isNotice: boolean;
}

/** Messages that claimed a step of an invoice and whose end is not known yet, the step's own first. */
export async function pendingMessagesOf(
  tx: Tx,
  step: { invoiceId: string; cycle: number; key: string; occurrence: number },
): Promise<WaitingMessage[]> {
  const rows = await tx.query<{ message_id: string; kind: string; is_notice: boolean; runs_for_ms: number }>(
    `select l.message_id, l.kind, m.notice_id is not null as is_notice,
       coalesce(greatest(extract(epoch from m.attempt_until - clock_timestamp()) * 1000, 0), 0)::int as runs_for_ms
     from ledger l join message m on m.id = l.message_id
     where l.invoice_id = $1 and l.tenant_id = $2 and l.cycle = $3 and l.step = $4 and l.occurrence = $5
       and l.kind in ('message', 'copy', 'confirmation') and l.result = 'claimed' order by l.kind desc`,
    [step.invoiceId, tx.tenantId, step.cycle, step.key, step.occurrence],
    'pending-messages',
  );
  const pending: WaitingMessage[] = [];
  for (const row of rows) {
    const message = await findMessage(tx, row.message_id);
    if (!message) continue;
    const invoiceIds = await invoicesOfMessage(tx, row.message_id);
    pending.push({ message, attempt: null, isCopy: row.kind === 'copy', invoiceIds, runsForMs: row.runs_for_ms, isNotice: row.is_notice });
  }
  return pending;
}
