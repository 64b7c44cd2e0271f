import type { DebtorCase } from '../debtor-case.js';
import { type Ending, finishMessage } from './end-message.js';

/**
 * How long after its first attempt a doubtful message may still be settled by the provider's key; then it is unknown. Resend remembers
 * keys for 24 h; the margin covers clocks that differ and the attempt that is running at the border.
 */
export const keyWindowMs = 20 * 3_600_000;

/**
 * Claims that nobody is sending. Whoever plans is between two steps, so an attempt that still runs is another invoice's of the same
 * message. What never left makes room for a fresh claim; what may have left is unknown once its key is forgotten. A copy goes with its
 * original, or by itself when the activity that had it to send is gone.
 */
const idleClaimsSql = `
with mine as (
  select l.message_id, m.channel, l.kind, l.cycle, l.step, l.occurrence, m.in_doubt, coalesce(m.attempt_until > now(), false) as running,
    coalesce(m.first_attempt_at, m.recorded_at) < now() - make_interval(secs => $3) as forgotten
  from ledger l join message m on m.id = l.message_id where l.invoice_id = $1 and l.tenant_id = $2 and m.status = 'claimed')
select distinct c.message_id as id, c.channel, c.in_doubt from mine c where not c.running and (c.forgotten or not c.in_doubt and (c.kind <> 'copy' or exists (
  select 1 from mine o where o.kind <> 'copy' and (o.cycle, o.step, o.occurrence) = (c.cycle, c.step, c.occurrence) and not o.in_doubt and not o.running)))`;

/** Ends the claims of an invoice that nobody is sending. */
export async function settleClaims(debtorCase: DebtorCase, invoiceId: string): Promise<void> {
  const idle = await debtorCase.tx.query<Ending & { in_doubt: boolean }>(
    idleClaimsSql,
    [invoiceId, debtorCase.tx.tenantId, keyWindowMs / 1000],
    'idle-claims',
  );
  for (const { in_doubt: inDoubt, ...message } of idle)
    await finishMessage(
      debtorCase,
      message,
      inDoubt
        ? { by: 'engine', status: 'unknown', detail: 'no answer within the time the provider remembers keys' }
        : { by: 'engine', status: 'withdrawn' },
    );
}
