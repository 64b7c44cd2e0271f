import { ledgerResults, type MessageState, movesOf, type NewsSource, noticeFates } from '#domain/messages/message-state.js';
import { Message } from '../entities/message.entity.js';
import { momentNow } from '../moment.js';
import type { Tx } from '../tx.js';
import { placeTaken } from './ledger.repository.js';
import type { AttemptTerms, BegunAttempt } from './message-attempts.repository.js';
import { toFormerAddress } from '../facts/recipient.sql.js';

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
  | 'fromName'
  | 'fromAddress'
  | 'replyTo'
  | 'recipient'
  | 'subject'
  | 'html'
  | 'text'
  | 'payload'
  | 'envelope'
  | 'settleWithinMs'
  | 'paymentReference'
  | 'idempotencyKey'
  | 'claimedAt'
>;

/** A message as its sending needs it. `inDoubt` speaks of the attempts before the one that is under way, which is number `attempts`. */
export type FrozenMessage = Omit<NewMessage, 'templateVersion' | 'tone' | 'language' | 'paymentReference'> &
  Pick<Message, 'tenantId' | 'inDoubt' | 'firstAttemptAt' | 'attempts'>;

/**
 * Writes a claimed message. Its payload never changes again: every attempt sends the same bytes.
 * @param terms of its first attempt, which begins with this transaction; null: none begins yet
 * @returns it, as if it were read back
 */
export async function insertMessage(
  tx: Tx,
  message: NewMessage,
  terms: AttemptTerms | null,
): Promise<{ message: FrozenMessage; attempt: BegunAttempt | null }> {
  const begunAt = momentNow();
  const begins = terms !== null;
  const row = await tx.one<{ first_attempt_at: Date | null }>(
    `insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key, status, claimed_at,
       attempts, in_doubt, first_attempt_at, attempt_until, from_name, from_address, reply_to, payment_reference, payload, settle_within_ms, envelope)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'claimed', $15,
       $16::boolean::int, $18, case when $16 then now() end, clock_timestamp() + make_interval(secs => $17), $19, $20, $21, $22, $23, $24, $25::jsonb)
     returning first_attempt_at`,
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
      begins,
      begins ? terms.leaseMs / 1000 : null,
      begins && terms.leaves,
      message.fromName,
      message.fromAddress,
      message.replyTo,
      message.paymentReference,
      message.payload,
      message.settleWithinMs,
      message.envelope === null ? null : JSON.stringify(message.envelope),
    ],
    'insert-message',
  );
  if (!row) throw new Error('the message was not written');
  const frozen = { ...message, tenantId: tx.tenantId, attempts: begins ? 1 : 0, inDoubt: false, firstAttemptAt: row.first_attempt_at };
  return { message: frozen, attempt: begins ? { begunAt, quietForMs: 0 } : null };
}

/** A message by its id. */
export async function findMessage(tx: Tx, id: string): Promise<Message | null> {
  return tx.manager.findOneBy(Message, { id, tenantId: tx.tenantId });
}

/** How far a message has come, without its payload. */
export type StateOfMessage = {
  readonly id: string;
  readonly channel: string;
  readonly status: string;
  readonly provider_message_id: string | null;
  readonly claimed_at: Date;
  readonly sent_at: Date | null;
};

const stateSql =
  'select m.id, m.channel, m.status, m.provider_message_id, m.claimed_at, m.sent_at from message m where m.id = $1 and m.tenant_id = $2';

/** How far it has come; null when this tenant has no such message. */
export const stateOfMessage = (tx: Tx, id: string): Promise<StateOfMessage | null> =>
  tx.one<StateOfMessage>(stateSql, [id, tx.tenantId], 'message-state');

/** A report of a provider as it is kept, so that it counts once. */
export interface NewReport {
  readonly provider: string;
  readonly id: string;
  readonly messageId: string;
  readonly kind: string;
  readonly at: Date;
  readonly detail: string;
}

/** Of a person who was erased the words of a late report are not kept: they repeat his address. */
const ofErased = `exists (select 1 from message x where x.id = $1 and x.tenant_id = $2 and x.recipient = '')`;

/** Keeps a report. @returns how far its message has come; null when the report was kept before, or there is no such message */
export const noteReport = (tx: Tx, { provider, id, messageId, kind, at, detail }: NewReport): Promise<StateOfMessage | null> =>
  tx.one<StateOfMessage>(
    `with kept as (insert into provider_event (tenant_id, message_id, provider, id, kind, at, detail) values ($2, $1, $3, $4, $5, $6, case when ${ofErased} then null else $7 end) on conflict do nothing returning 1)
     ${stateSql} and exists (select 1 from kept)`,
    [messageId, tx.tenantId, provider, id, kind, at, detail],
    'note-report',
  );

/** Whether the address a message went to is still the one the debtor has on that channel. */
export async function wentToPresentAddress(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.one<{ former: boolean }>(
    `select ${toFormerAddress('m')} as former from message m join debtor d on d.id = m.debtor_id where m.id = $1 and m.tenant_id = $2`,
    [id, tx.tenantId],
    'present-address',
  );
  return row !== null && !row.former;
}

/** Takes a message that was withdrawn in this transaction back: the same bytes are to go to the same address, so it is the same message. */
export async function reclaimMessage(tx: Tx, id: string, claimedAt: Date): Promise<void> {
  await tx.query(
    `with m as (update message set status = $4::jsonb ->> status, claimed_at = $3, updated_at = now() where id = $1 and tenant_id = $2 and $4::jsonb ? status returning id)
     update ledger set result = 'claimed', at = $3 from m where message_id = m.id and tenant_id = $2 and result = 'withdrawn'`,
    [id, tx.tenantId, claimedAt, JSON.stringify(movesOf('engine', 'claimed'))],
    'reclaim-message',
  );
}

/** Gives a claimed message that surely never left to another provider, since its own is there no more. */
export async function moveMessage(tx: Tx, id: string, to: Pick<Message, 'provider' | 'settleWithinMs'>): Promise<void> {
  await tx.query(
    `update message set provider = $3, settle_within_ms = $4, updated_at = now() where id = $1 and tenant_id = $2 and status = 'claimed' and not in_doubt`,
    [id, tx.tenantId, to.provider, to.settleWithinMs],
    'move-message',
  );
}

/** What a message came to, and who says so. */
export interface MessageEnd {
  readonly by: NewsSource;
  readonly status: Exclude<MessageState, 'claimed'>;
  readonly providerMessageId?: string | null;
  readonly detail?: string | null;
  readonly sentAt?: Date | null;
  /** It was sent now: at this live instant, or at the one of the debtor's test clock. */
  readonly sentNow?: Date;
  /** Of an attempt: its number. Once another has begun, this one is a `former-attempt`. */
  readonly attempt?: number;
}

/** The formal notice that a message is, before and after its end. */
export interface NoticeMove {
  readonly id: string;
  readonly was: string;
  readonly state: string;
  /** Its term runs; without, its receipt is not proven yet. */
  readonly started: boolean;
}

/** What the end of a message touched. */
export interface MessageEnded {
  /** Invoices the message is about. */
  readonly invoiceIds: readonly string[];
  /** What the message is now: a report may have overtaken the news. Null: the news changed nothing. */
  readonly state: MessageState | null;
  /** Null: it is no formal notice. */
  readonly notice: NoticeMove | null;
}

// A late report for a message that we had written off (a person said it did not arrive, or it bounced): if the step was sent again, the newer line wins.
const keptOut = `(ledger.result in ('withdrawn', 'failed') and ${placeTaken})`;
/** From which state to which, by the attempt that speaks: compare and set in one statement, since a message ends once a step. */
const moves = `(case when $9::int is null or attempts = $9 then $3::jsonb else $10::jsonb end)`;
const onItsClock = (table: string, live: string): string =>
  `coalesce((select k.now from debtor d join test_clock k on k.id = d.test_clock_id where d.id = ${table}.debtor_id), ${live})`;
const endSql = `
with m as (
  update message set status = ${moves} ->> status, provider_message_id = coalesce($4, provider_message_id), detail = case when recipient = '' then null else coalesce($5, detail) end,
    sent_at = coalesce($6, case when $7::timestamptz is null then sent_at else ${onItsClock('message', '$7')} end),
    in_doubt = (${moves} ->> status = 'unknown' and status in ('claimed', 'unknown')), updated_at = now()
  where id = $1 and tenant_id = $2 and ${moves} ? status
  returning id, status, notice_id, $11::jsonb -> status as fate),
o as (select n.id, n.state from notice n where n.message_id = $1 and n.tenant_id = $2),
n as (
  update notice set state = case when m.counts then m.fate ->> 'state' else notice.state end,
    ended_reason = case when m.counts then m.fate ->> 'reason' else notice.ended_reason end,
    ended_at = case when m.counts and m.fate ->> 'reason' is null then null else coalesce(notice.ended_at, ${onItsClock('notice', 'now()')}) end
  from (select m.id, m.fate, (m.fate ->> 'overrides')::boolean or o.state not in ('void', 'superseded') as counts from m, o where m.notice_id is not null) m
  where notice.message_id = m.id and notice.tenant_id = $2 returning notice.id, notice.state, notice.last_day is not null as started),
l as (update ledger set result = case when ${keptOut} then result else $8::jsonb ->> m.status end,
    outcome = case when m.status = 'complained' and not ${keptOut} then 'complained' else outcome end
  from m where ledger.message_id = m.id and ledger.tenant_id = $2 returning ledger.invoice_id)
select l.invoice_id, m.status, n.id as notice_id, o.state as was, n.state, n.started from l cross join m left join n on true left join o on true`;

type EndRow = {
  invoice_id: string;
  status: MessageState;
  notice_id: string | null;
  was: string | null;
  state: string | null;
  started: boolean | null;
};

/**
 * Writes what a message came to, on its row, on every ledger line of it and on its notice: in one statement, since it is done once a step.
 * Nothing is written where the table of moves does not lead on from its present state.
 */
export async function endMessage(tx: Tx, id: string, end: MessageEnd): Promise<MessageEnded> {
  const lines = await tx.query<EndRow>(
    endSql,
    [
      id,
      tx.tenantId,
      JSON.stringify(movesOf(end.by, end.status)),
      end.providerMessageId ?? null,
      end.detail ?? null,
      end.sentAt ?? null,
      end.sentNow ?? null,
      JSON.stringify(ledgerResults),
      end.attempt ?? null,
      JSON.stringify(movesOf('former-attempt', end.status)),
      JSON.stringify(noticeFates),
    ],
    'end-message',
  );
  const [first] = lines;
  return { invoiceIds: [...new Set(lines.map((line) => line.invoice_id))], state: first?.status ?? null, notice: moveOf(first) };
}

function moveOf(row: EndRow | undefined): NoticeMove | null {
  if (!row || row.notice_id === null || row.state === null) return null;
  return { id: row.notice_id, was: row.was ?? '', state: row.state, started: row.started === true };
}

/** Messages of invoices that are claimed and whose end is unknown: they may still arrive. */
export async function inFlightOf(
  tx: Tx,
  invoiceIds: readonly string[],
): Promise<{ id: string; channel: string; claimed_at: Date; step: string }[]> {
  return tx.query(
    `select distinct on (m.id) m.id, m.channel, m.claimed_at, l.step from message m join ledger l on l.message_id = m.id where l.invoice_id = any($1::uuid[]) and m.tenant_id = $2 and m.status = 'claimed'`,
    [invoiceIds, tx.tenantId],
    'in-flight',
  );
}

/** The steps that a message was, of each invoice it is about; none of a copy, and none of what is written about an agreement. */
export async function stepsOfMessage(tx: Tx, messageId: string): Promise<{ readonly invoiceId: string; readonly step: string }[]> {
  const rows = await tx.query<{ invoice_id: string; step: string }>(
    `select distinct invoice_id, step from ledger where message_id = $1 and tenant_id = $2 and kind = 'message' order by invoice_id`,
    [messageId, tx.tenantId],
  );
  return rows.map((row) => ({ invoiceId: row.invoice_id, step: row.step }));
}

/** Invoices a message is about. */
export async function invoicesOfMessage(tx: Tx, messageId: string): Promise<string[]> {
  const rows = await tx.query<{ invoice_id: string }>('select distinct invoice_id from ledger where message_id = $1 and tenant_id = $2', [
    messageId,
    tx.tenantId,
  ]);
  return rows.map((row) => row.invoice_id);
}
