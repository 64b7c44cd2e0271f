/**
 * Whose message a provider speaks of. By the provider's id it is the only look-up across tenants, through a function that answers nothing
 * but this; by our own tag the tenant is named, and row-level security holds.
 */
import type { Tx } from '../tx.js';

/** Tenant, debtor and id of a message. */
export interface MessageOwner {
  readonly tenantId: string;
  readonly messageId: string;
  readonly debtorId: string;
}

/** {@link findTaggedMessage} when the tenant is none of this database. */
export const foreign = Symbol('foreign');

/** The message that a tag names, in a transaction of the tenant it names. Null: the tenant has no such message of that provider. */
export async function findTaggedMessage(tx: Tx, provider: string, messageId: string): Promise<MessageOwner | null | typeof foreign> {
  const row = await tx.one<{ message_id: string | null; debtor_id: string | null }>(
    'select m.id as message_id, m.debtor_id from tenant t left join message m on m.tenant_id = t.id and m.id = $2 and m.provider = $3 where t.id = $1',
    [tx.tenantId, messageId, provider],
    'tagged-message',
  );
  if (!row) return foreign;
  const { message_id: id, debtor_id: debtorId } = row;
  return id === null || debtorId === null ? null : { tenantId: tx.tenantId, messageId: id, debtorId };
}

/** Null: no message of ours has that id at that provider. */
export async function findMessageOwner(tx: Tx, provider: string, providerMessageId: string): Promise<MessageOwner | null> {
  const row = await tx.one<{ tenant_id: string; message_id: string; debtor_id: string }>(
    'select * from tenant_of_message($1, $2)',
    [provider, providerMessageId],
    'tenant-of-message',
  );
  return row && { tenantId: row.tenant_id, messageId: row.message_id, debtorId: row.debtor_id };
}
