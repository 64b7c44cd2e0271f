/** What messages asked for which claims. */
import type { MessageClaim } from '../entities/message-claim.entity.js';
import type { Tx } from '../tx.js';

/** What a message asked for one claim, in minor units. */
export type AskedOf = Pick<MessageClaim, 'invoiceId' | 'amount'>;

/** Writes what a message asks. */
export function appendMessageClaims(tx: Tx, messageId: string, claims: readonly AskedOf[]): void {
  for (const { invoiceId, amount } of claims) tx.append('message_claim', { message_id: messageId, invoice_id: invoiceId, amount });
}

/** Messages the debtor has, or may have: what bounced, was refused or was withdrawn asked him nothing. */
const arrived = `m.status in ('claimed', 'sent', 'delivered', 'unknown', 'complained')`;

const askedLastSql = `
select c.invoice_id, c.amount from message_claim c where c.tenant_id = $2 and c.message_id = (
  select m.id from message m join message_claim x on x.message_id = m.id
  where x.invoice_id = $1 and x.tenant_id = $2 and ${arrived} order by m.claimed_at desc, m.id desc limit 1)`;

type Row = { readonly invoice_id: string; readonly amount: bigint };
const askedOf = ({ invoice_id: invoiceId, amount }: Row): AskedOf => ({ invoiceId, amount });

/** What the last message to the debtor that asked for an invoice asked, of all its claims; empty when none did. */
export async function askedLastWith(tx: Tx, invoiceId: string): Promise<AskedOf[]> {
  return (await tx.query<Row>(askedLastSql, [invoiceId, tx.tenantId], 'asked-last')).map(askedOf);
}

/** What was asked under a payment reference of our own. */
export interface AskedUnder {
  readonly debtorId: string;
  /** What the last message with it asked. */
  readonly claims: readonly AskedOf[];
  /** Every invoice that a message with it was about: those of a payment plan bear one reference and ask for one instalment after another. */
  readonly covers: readonly string[];
}

/** What messages of this creditor that bear one of these references asked; null when none does. */
export async function askedUnder(tx: Tx, references: readonly string[]): Promise<AskedUnder | null> {
  if (references.length === 0) return null;
  const rows = await tx.query<Row & { message_id: string; debtor_id: string; payment_reference: string }>(
    `select m.id as message_id, m.debtor_id, m.payment_reference, c.invoice_id, c.amount from message m join message_claim c on c.message_id = m.id
     where m.tenant_id = $1 and m.payment_reference = any($2) order by m.claimed_at desc, m.id desc`,
    [tx.tenantId, references],
    'asked-under',
  );
  const [first] = rows;
  if (!first) return null;
  const same = rows.filter((row) => row.payment_reference === first.payment_reference);
  return {
    debtorId: first.debtor_id,
    claims: same.filter((row) => row.message_id === first.message_id).map(askedOf),
    covers: [...new Set(same.map((row) => row.invoice_id))],
  };
}
