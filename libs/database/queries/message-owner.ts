/** Whose message a provider speaks of. The only look-up across tenants, through a function that answers nothing but this. */
import type { Tx } from '../tx.js';

/** Tenant, debtor and id of a message. */
export interface MessageOwner {
  readonly tenantId: string;
  readonly messageId: string;
  readonly debtorId: string;
}

/** Null: no message of ours has that id at that provider. */
export async function findMessageOwner(tx: Tx, provider: string, providerMessageId: string): Promise<MessageOwner | null> {
  const row = await tx.one<{ tenant_id: string; message_id: string; debtor_id: string }>('select * from tenant_of_message($1, $2)', [
    provider,
    providerMessageId,
  ]);
  return row && { tenantId: row.tenant_id, messageId: row.message_id, debtorId: row.debtor_id };
}
