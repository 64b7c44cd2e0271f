/** Message-IDs: under which names mails travelled, so that later ones of the same chase can refer to them. */
import type { Tx } from '../tx.js';

/** A mail whose Message-ID nobody has asked for yet. */
export interface MailWithoutId {
  readonly tenantId: string;
  readonly id: string;
  readonly provider: string;
  readonly providerMessageId: string;
}

/** Mails of all creditors that these providers sent in the last seven days, the oldest first. For the system's access. */
export async function mailsWithoutId(tx: Tx, providers: readonly string[], most: number): Promise<MailWithoutId[]> {
  return tx.query<MailWithoutId & Record<string, unknown>>(
    `select tenant_id as "tenantId", id, provider, provider_message_id as "providerMessageId" from mails_without_id($1, $2)`,
    [providers, most],
  );
}

/** Keeps the Message-ID of a mail; empty: its provider knows none, and is not asked again. */
export async function keepMailId(tx: Tx, id: string, mailId: string): Promise<void> {
  await tx.query('update message set mail_message_id = $3 where id = $1 and tenant_id = $2 and mail_message_id is null', [
    id,
    tx.tenantId,
    mailId,
  ]);
}

/** The Message-IDs of the last mails about a chase, the oldest first. */
export async function mailIdsOfChase(tx: Tx, of: { readonly invoiceId: string; readonly cycle: number }, most: number): Promise<string[]> {
  const rows = await tx.query<{ mail_message_id: string }>(
    `select m.mail_message_id from message m where m.tenant_id = $1 and m.channel = 'email' and m.mail_message_id <> ''
       and m.id in (select l.message_id from ledger l where l.tenant_id = $1 and l.invoice_id = $2 and l.cycle = $3)
     order by m.claimed_at desc, m.id desc limit $4`,
    [tx.tenantId, of.invoiceId, of.cycle, most],
    'mail-ids-of-chase',
  );
  return rows.map(({ mail_message_id: id }) => id).reverse();
}
