/** What messages asked for which claims. */
import { MessageClaim } from '../entities/message-claim.entity.js';
import type { Tx } from '../tx.js';

/** What a message asked for one claim, in minor units. */
export type AskedOf = Pick<MessageClaim, 'invoiceId' | 'amount'>;

/** Writes what a message asks. */
export async function insertMessageClaims(tx: Tx, messageId: string, claims: readonly AskedOf[]): Promise<void> {
  if (claims.length === 0) return;
  await tx.manager.insert(
    MessageClaim,
    claims.map(({ invoiceId, amount }) => ({ messageId, invoiceId, amount, tenantId: tx.tenantId })),
  );
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

/** A message with a payment reference of its own, and what it asked. */
export interface AskingMessage {
  readonly debtorId: string;
  readonly claims: readonly AskedOf[];
}

/** The message of this creditor that bears one of these references; null when none does. */
export async function askedUnder(tx: Tx, references: readonly string[]): Promise<AskingMessage | null> {
  if (references.length === 0) return null;
  const rows = await tx.query<Row & { debtor_id: string }>(
    `select m.debtor_id, c.invoice_id, c.amount from message_claim c join message m on m.id = c.message_id where c.tenant_id = $1 and m.id = (
       select id from message where tenant_id = $1 and payment_reference = any($2) order by claimed_at desc, id desc limit 1)`,
    [tx.tenantId, references],
  );
  const [first] = rows;
  return first ? { debtorId: first.debtor_id, claims: rows.map(askedOf) } : null;
}
