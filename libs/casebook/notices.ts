/** Changes of formal notices (sent, received, void, superseded), recorded for every claim that they name. */
import type { EventData, EventRecorder } from '#contracts/events/catalogue.js';
import { endNotice, findNotice, setPosted, startTerm, type StoredNotice } from '#database/repositories/notices.repository.js';
import type { NoticeMove } from '#database/repositories/messages.repository.js';
import type { CaseRecord } from '#database/repositories/case-record.js';
import type { Tx } from '#database/tx.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Instant } from '#domain/calendar/zone.js';
import { givenTerm } from '#domain/notice/given-term.js';
import { unfitFor } from '#domain/notice/standing.js';
import type { NoticeEnd, NoticeFact } from '#domain/policy/facts/facts.js';

/** Where notices are written: the case of the debtor. */
export interface NoticeContext extends EventRecorder {
  readonly tx: Tx;
  readonly now: Instant;
  /** Makes invoices part of the case whose chases are over: what was done on the strength of the notice is looked at too. */
  include(invoiceIds: readonly string[]): Promise<void>;
}

/** The event of each invoice that a notice names. */
export type EventByInvoice = ReadonlyMap<string, string>;

const noEvents: EventByInvoice = new Map();

/** The events about a notice. */
type NoticeEvent = 'notice.sent' | 'notice.posted' | 'notice.received' | 'notice.voided' | 'notice.superseded';

async function recordForEachClaim<Type extends NoticeEvent>(
  context: NoticeContext,
  notice: StoredNotice,
  { type, data }: { type: Type; data: EventData<Type> },
): Promise<EventByInvoice> {
  const eventIds = new Map<string, string>();
  for (const invoiceId of notice.invoiceIds)
    eventIds.set(invoiceId, await context.recordEvent(type, { invoiceId, subjectId: notice.id, data }));
  return eventIds;
}

/** Records that a notice left, or became void, together with its message. */
export async function recordNoticeMove(context: NoticeContext, { id, was, state }: NoticeMove): Promise<void> {
  if (was === state || (state !== 'sent' && state !== 'void')) return;
  const notice = await findNotice(context.tx, id);
  if (!notice) return;
  const { kind, channel, endedReason: reason } = notice;
  if (state === 'sent') await recordForEachClaim(context, notice, { type: 'notice.sent', data: { kind, channel } });
  else {
    await recordForEachClaim(context, notice, { type: 'notice.voided', data: { kind, reason } });
    await context.include(notice.invoiceIds);
  }
}

/** The day on which a notice left: in the post, when that is known, else by our own hand. */
export const leftOn = ({ sentOn, postedOn }: Pick<StoredNotice, 'sentOn' | 'postedOn'>): IsoDate => postedOn ?? sentOn;

/**
 * A letter was put in the post on a day, which is never before we handed it in: its presumed receipt moves with it, and its term never ends
 * sooner than it did. A proven receipt stays as it is.
 */
export async function postNotice(context: NoticeContext, notice: StoredNotice, on: IsoDate): Promise<EventByInvoice> {
  await setPosted(context.tx, notice.id, on);
  const { debtorKind, kind, receiptBasis } = notice;
  const term = receiptBasis === 'proven' ? null : givenTerm(debtorKind, kind, { on, channel: 'letter', receivedOn: null });
  if (term) await startTerm(context.tx, notice.id, { term, proof: null });
  const moved = term && { lastDay: term.lastDay, costsFrom: term.costsFrom };
  return recordForEachClaim(context, notice, { type: 'notice.posted', data: { kind, on, ...moved } });
}

/** How the receipt of a notice became known. `proof`: what a person knows it from; null for the report of a provider. */
export interface Receipt {
  readonly on: IsoDate;
  readonly proof: string | null;
}

/**
 * The receipt of a notice is proven, and its term runs from that day (3:37 lid 3 BW): an e-mail's begins with it, a letter's takes the place
 * of the one that was presumed.
 */
export async function receiveNotice(context: NoticeContext, notice: StoredNotice, { on, proof }: Receipt): Promise<EventByInvoice> {
  const channel = notice.channel === 'letter' ? 'letter' : 'email';
  const term = givenTerm(notice.debtorKind, notice.kind, { on: leftOn(notice), channel, receivedOn: on });
  if (!term) return noEvents;
  await startTerm(context.tx, notice.id, { term, proof });
  const { lastDay, costsFrom } = term;
  return recordForEachClaim(context, notice, { type: 'notice.received', data: { kind: notice.kind, on, lastDay, costsFrom } });
}

/** Why a notice counts for nothing any more. */
export interface Voiding {
  readonly reason: NoticeEnd;
  readonly detail?: string | null;
  readonly at?: Date;
}

/** Voids a notice: what rests on it falls with it. */
export async function voidNotice(
  context: NoticeContext,
  id: string,
  { reason, detail = null, at = new Date(context.now) }: Voiding,
): Promise<EventByInvoice> {
  const notice = await findNotice(context.tx, id);
  if (!notice) return noEvents;
  await endNotice(context.tx, id, { state: 'void', reason, detail, at });
  await context.include(notice.invoiceIds);
  return recordForEachClaim(context, notice, { type: 'notice.voided', data: { kind: notice.kind, reason } });
}

/** A newer notice takes the place of one that stands for none of its claims any more. */
export async function supersedeNotice(context: NoticeContext, id: string, by: string): Promise<void> {
  const notice = await findNotice(context.tx, id);
  if (!notice) return;
  await endNotice(context.tx, id, { state: 'superseded', reason: null, at: new Date(context.now) });
  await recordForEachClaim(context, notice, { type: 'notice.superseded', data: { kind: notice.kind, by } });
}

/** Every formal notice that names one of the case's invoices, once. */
export const noticesOf = ({ invoices }: CaseRecord): readonly NoticeFact[] => [
  ...new Map(invoices.flatMap(({ facts }) => facts.notices).map((notice) => [notice.id, notice])).values(),
];

/**
 * Voids the notices that do not fit any more, in the transaction that wrote the fact. A notice that names one claim wrongly is void for all
 * of them: its costs were calculated over their sum (6:96 lid 7 BW). @returns whether one was, so that the facts are read again
 */
export async function voidUnfitNotices(context: NoticeContext, record: CaseRecord): Promise<boolean> {
  const claims = record.invoices
    .filter(({ facts: { outcome } }) => outcome === null || outcome === 'handed-over')
    .map(({ facts }) => facts);
  let voided = false;
  for (const notice of noticesOf(record)) {
    if (notice.state === 'void' || notice.state === 'superseded') continue;
    const reason = unfitFor(notice, record.debtor.kind, claims);
    if (!reason) continue;
    await voidNotice(context, notice.id, { reason });
    voided = true;
  }
  return voided;
}
