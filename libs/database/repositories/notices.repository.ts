/** Formal notices: written with their message, ended by what becomes of it or by a fact that makes them unfit. */
import type { Cents, Currency } from '#domain/money/money.js';
import type { Channel, DebtorKind, NamedClaim, NoticeEnd, NoticeKind } from '#domain/policy/facts/facts.js';
import type { GivenTerm } from '#domain/notice/given-term.js';
import type { Tx } from '../tx.js';
import { zoneSql } from '../zone.sql.js';

/** A claim to be written with a notice. */
export interface NewNoticeClaim extends NamedClaim {
  readonly cycle: number;
  readonly defaultSince: string | null;
}

/** A notice to be written. */
export interface NewNotice {
  readonly id: string;
  readonly debtorId: string;
  readonly kind: NoticeKind;
  readonly debtorKind: DebtorKind;
  readonly currency: Currency;
  readonly channel: Channel;
  readonly messageId: string;
  readonly claimedAt: Date;
  readonly sentOn: string;
  readonly term: GivenTerm | null;
  readonly announcedCosts: Cents;
  readonly claims: readonly NewNoticeClaim[];
}

const insertSql = `
insert into notice (id, tenant_id, debtor_id, kind, debtor_kind, currency, channel, message_id, claimed_at, sent_on, receipt_on, receipt_basis, last_day, costs_from, announced_costs, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'claimed')
on conflict (message_id) do update set claimed_at = excluded.claimed_at, sent_on = excluded.sent_on, receipt_on = excluded.receipt_on, receipt_basis = excluded.receipt_basis,
  last_day = excluded.last_day, costs_from = excluded.costs_from, state = 'claimed', ended_at = null, ended_reason = null
returning id`;

const claimSql = `
insert into notice_claim (notice_id, tenant_id, invoice_id, cycle, amount, due_date, term_basis, default_basis, default_since, step, occurrence)
select $1, $2, c.* from jsonb_to_recordset($3::jsonb) as c("invoiceId" uuid, cycle int, amount bigint, "dueDate" date, "termBasis" text, "defaultBasis" text, "defaultSince" date, step text, occurrence int)
on conflict do nothing`;

/**
 * Writes a notice as its message is claimed. A message that was withdrawn and is taken back with the same words is the same notice.
 * @returns its id
 */
export async function insertNotice(tx: Tx, notice: NewNotice): Promise<string> {
  const { term } = notice;
  const row = await tx.one<{ id: string }>(
    insertSql,
    [
      notice.id,
      tx.tenantId,
      notice.debtorId,
      notice.kind,
      notice.debtorKind,
      notice.currency,
      notice.channel,
      notice.messageId,
      notice.claimedAt,
      notice.sentOn,
      term?.receipt ?? null,
      term?.receiptBasis ?? null,
      term?.lastDay ?? null,
      term?.costsFrom ?? null,
      notice.announcedCosts,
    ],
    'insert-notice',
  );
  if (!row) throw new Error('the notice was not written');
  const claims = notice.claims.map((claim) => ({ ...claim, amount: claim.amount.toString() }));
  await tx.query(claimSql, [row.id, tx.tenantId, JSON.stringify(claims)], 'insert-notice-claims');
  return row.id;
}

/** Says of messages that they are a notice, or copies of it. */
export async function tieToNotice(tx: Tx, noticeId: string, messageIds: readonly string[]): Promise<void> {
  await tx.query('update message set notice_id = $3 where id = any($1::uuid[]) and tenant_id = $2', [messageIds, tx.tenantId, noticeId]);
}

/** A notice as commands need it. */
export interface StoredNotice {
  readonly id: string;
  readonly debtorId: string;
  readonly kind: NoticeKind;
  readonly debtorKind: DebtorKind;
  readonly channel: Channel;
  readonly messageId: string;
  readonly sentOn: string;
  /** The day on which it was put in the post, when somebody said so. */
  readonly postedOn: string | null;
  readonly state: string;
  readonly endedReason: string | null;
  readonly endedOn: string | null;
  readonly endedDetail: string | null;
  readonly receiptOn: string | null;
  readonly receiptBasis: string | null;
  readonly proof: string | null;
  readonly started: boolean;
  readonly invoiceIds: readonly string[];
}

const storedSql = `
select n.id, n.debtor_id as "debtorId", n.kind, n.debtor_kind as "debtorKind", n.channel, n.message_id as "messageId", n.sent_on as "sentOn", n.posted_on as "postedOn", n.state, n.ended_reason as "endedReason",
  to_char(n.ended_at at time zone ${zoneSql}, 'YYYY-MM-DD') as "endedOn", n.ended_detail as "endedDetail", n.receipt_on as "receiptOn", n.receipt_basis as "receiptBasis", n.proof,
  n.last_day is not null as started, array(select c.invoice_id::text from notice_claim c where c.notice_id = n.id order by c.due_date, c.invoice_id) as "invoiceIds"
from notice n where n.tenant_id = $2 and `;

/** A notice by its id; null when this tenant has no such notice. */
export const findNotice = (tx: Tx, id: string): Promise<StoredNotice | null> =>
  tx.one<StoredNotice & Record<string, unknown>>(`${storedSql} n.id = $1`, [id, tx.tenantId], 'find-notice');

/** The notice that a message is; null when it is none. Its copies are none. */
export const noticeOfMessage = (tx: Tx, messageId: string): Promise<StoredNotice | null> =>
  tx.one<StoredNotice & Record<string, unknown>>(`${storedSql} n.message_id = $1`, [messageId, tx.tenantId], 'notice-of-message');

/** Fixes the term of a notice whose receipt is proven. */
export async function startTerm(tx: Tx, id: string, { term, proof }: { term: GivenTerm; proof: string | null }): Promise<void> {
  await tx.query(
    'update notice set receipt_on = $3, receipt_basis = $4, last_day = $5, costs_from = $6, proof = coalesce($7, proof) where id = $1 and tenant_id = $2',
    [id, tx.tenantId, term.receipt, term.receiptBasis, term.lastDay, term.costsFrom, proof],
    'start-term',
  );
}

/** Says on which day a letter was put in the post. */
export async function setPosted(tx: Tx, id: string, on: string): Promise<void> {
  await tx.query('update notice set posted_on = $3 where id = $1 and tenant_id = $2', [id, tx.tenantId, on], 'notice-posted');
}

/** How a notice ends. */
export interface NoticeEnding {
  readonly state: 'void' | 'superseded';
  readonly reason: NoticeEnd | null;
  readonly detail?: string | null;
  readonly at: Date;
}

/** Ends a notice. */
export async function endNotice(tx: Tx, id: string, { state, reason, detail, at }: NoticeEnding): Promise<void> {
  await tx.query(
    'update notice set state = $3, ended_reason = $4, ended_detail = $5, ended_at = $6 where id = $1 and tenant_id = $2',
    [id, tx.tenantId, state, reason, detail ?? null, at],
    'end-notice',
  );
}
