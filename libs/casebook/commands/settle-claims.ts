import type { DebtorCase } from '../debtor-case.js';
import { type Ending, finishMessage } from './end-message.js';

/**
 * Claims that nobody is sending. Whoever plans is between two steps, so an attempt that still runs is another invoice's of the same
 * message. What never left makes room for a fresh claim; what may have left is unknown once its
 * provider cannot settle that any more (`message.settle_within_ms`). A copy goes with its
 * original, or by itself when the activity that had it to send is gone.
 */
const idleClaimsSql = `
with mine as (
  select l.message_id, m.channel, l.kind, l.cycle, l.step, l.occurrence, m.in_doubt, coalesce(m.attempt_until > now(), false) as running,
    coalesce(m.first_attempt_at, m.recorded_at) < now() - m.settle_within_ms * interval '1 millisecond' as forgotten
  from ledger l join message m on m.id = l.message_id where l.invoice_id = $1 and l.tenant_id = $2 and m.status = 'claimed')
select distinct c.message_id as id, c.channel, c.in_doubt from mine c where not c.running and (c.forgotten or not c.in_doubt and (c.kind <> 'copy' or exists (
  select 1 from mine o where o.kind <> 'copy' and (o.cycle, o.step, o.occurrence) = (c.cycle, c.step, c.occurrence) and not o.in_doubt and not o.running)))`;

/** Ends the claims of an invoice that nobody is sending. */
export async function settleClaims(debtorCase: DebtorCase, invoiceId: string): Promise<void> {
  const idle = await debtorCase.tx.query<Ending & { in_doubt: boolean }>(idleClaimsSql, [invoiceId, debtorCase.tx.tenantId], 'idle-claims');
  for (const { in_doubt: inDoubt, ...message } of idle)
    await finishMessage(
      debtorCase,
      message,
      inDoubt
        ? { by: 'engine', status: 'unknown', detail: 'no answer within the time in which its provider can settle it' }
        : { by: 'engine', status: 'withdrawn' },
    );
}
