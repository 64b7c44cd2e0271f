import { Message } from '../entities/message.entity.js';
import type { Tx } from '../tx.js';

/** A message as it is frozen when claimed. */
export type NewMessage = Pick<
  Message,
  | 'id'
  | 'debtorId'
  | 'channel'
  | 'provider'
  | 'template'
  | 'templateVersion'
  | 'tone'
  | 'language'
  | 'recipient'
  | 'subject'
  | 'html'
  | 'text'
  | 'idempotencyKey'
  | 'claimedAt'
> & { readonly attempts: number };

/** Writes a claimed message. Its payload never changes again: every attempt sends the same bytes. */
export async function insertMessage(tx: Tx, message: NewMessage): Promise<void> {
  await tx.query(
    `insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key, status, claimed_at, attempts, first_attempt_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'claimed', $15, $16, now())`,
    [
      message.id,
      tx.tenantId,
      message.debtorId,
      message.channel,
      message.provider,
      message.template,
      message.templateVersion,
      message.tone,
      message.language,
      message.recipient,
      message.subject,
      message.html,
      message.text,
      message.idempotencyKey,
      message.claimedAt,
      message.attempts,
    ],
    'insert-message',
  );
}

/** A message by its id. */
export async function findMessage(tx: Tx, id: string): Promise<Message | null> {
  return tx.manager.findOneBy(Message, { id, tenantId: tx.tenantId });
}

/** Notes that an attempt begins (it may leave from now on) or that it surely came to nothing. */
export async function noteAttempt(tx: Tx, id: string, attempt: { begins: boolean }): Promise<void> {
  await tx.query(
    'update message set in_doubt = $3, attempts = attempts + $4, updated_at = now() where id = $1 and tenant_id = $2',
    [id, tx.tenantId, attempt.begins, attempt.begins ? 1 : 0],
    'note-attempt',
  );
}

/** What a message came to. */
export interface MessageEnd {
  readonly status: 'sent' | 'delivered' | 'bounced' | 'complained' | 'rejected' | 'unknown' | 'withdrawn';
  readonly providerMessageId?: string | null;
  readonly detail?: string | null;
  readonly sentAt?: Date | null;
}

/** Writes what a message came to. */
export async function endMessage(tx: Tx, id: string, end: MessageEnd): Promise<void> {
  await tx.query(
    `update message set status = $3, provider_message_id = coalesce($4, provider_message_id), detail = coalesce($5, detail), sent_at = coalesce($6, sent_at), in_doubt = ($3 = 'unknown'), updated_at = now()
     where id = $1 and tenant_id = $2`,
    [id, tx.tenantId, end.status, end.providerMessageId ?? null, end.detail ?? null, end.sentAt ?? null],
    'end-message',
  );
}

/** Messages of an invoice that are claimed and whose end is unknown: they may still arrive. */
export async function inFlightOf(tx: Tx, invoiceId: string): Promise<{ id: string; channel: string; claimed_at: Date; step: string }[]> {
  return tx.query(
    `select distinct m.id, m.channel, m.claimed_at, l.step from message m join ledger l on l.message_id = m.id where l.invoice_id = $1 and m.tenant_id = $2 and m.status = 'claimed'`,
    [invoiceId, tx.tenantId],
    'in-flight',
  );
}

/** Invoices a message is about. */
export async function invoicesOfMessage(tx: Tx, messageId: string): Promise<string[]> {
  const rows = await tx.query<{ invoice_id: string }>('select distinct invoice_id from ledger where message_id = $1 and tenant_id = $2', [
    messageId,
    tx.tenantId,
  ]);
  return rows.map((row) => row.invoice_id);
}

/** A claimed message whose end is not known, with whether it is the step's own (or a copy through another channel). */
export interface PendingMessage {
  readonly message: Message;
  readonly isCopy: boolean;
}

/** Messages that claimed a step of an invoice and whose end is not known yet, the step's own first. */
export async function pendingMessagesOf(
  tx: Tx,
  step: { invoiceId: string; cycle: number; key: string; occurrence: number },
): Promise<PendingMessage[]> {
  const rows = await tx.query<{ message_id: string; kind: string }>(
    `select l.message_id, l.kind from ledger l where l.invoice_id = $1 and l.tenant_id = $2 and l.cycle = $3 and l.step = $4 and l.occurrence = $5
     and l.kind in ('message', 'copy', 'confirmation') and l.result = 'claimed' order by l.kind desc`,
    [step.invoiceId, tx.tenantId, step.cycle, step.key, step.occurrence],
    'pending-messages',
  );
  const pending: PendingMessage[] = [];
  for (const row of rows) {
    const message = await findMessage(tx, row.message_id);
    if (message) pending.push({ message, isCopy: row.kind === 'copy' });
  }
  return pending;
}

/** The creditor's own data, which stand in every message. */
export async function creditorOf(tx: Tx): Promise<unknown> {
  const row = await tx.one<{ creditor: unknown }>('select creditor from tenant where id = $1', [tx.tenantId], 'creditor');
  return row?.creditor ?? null;
}
