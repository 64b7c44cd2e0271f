/** What a person finds out about a formal notice: when it was posted, that it came back, or the day on which the debtor surely got it. */
import { endMessage } from '#database/repositories/messages.repository.js';
import { findNotice, type StoredNotice } from '#database/repositories/notices.repository.js';
import { fromLocal, type TimeZone } from '#domain/calendar/zone.js';
import { type Refused, refuse } from '../actor.js';
import { leftOn, postNotice, receiveNotice, type EventByInvoice, voidNotice } from '../notices.js';
import type { DebtorCase } from '../debtor-case.js';
import { tellEnd } from './end-message.js';
import { closeChannel } from './record-delivery.js';

/** A letter that came back on a day, and why, as its envelope says. */
export interface ReturnedNotice {
  readonly on: string;
  readonly reason: string;
}

/** Proof of the day on which a notice was received: a signature, a reply of the debtor. */
export interface ProvenReceipt {
  readonly on: string;
  readonly proof: string;
}

const noon = (on: string, zone: TimeZone): Date => new Date(fromLocal(on, 720, zone));

function impossibleDay(debtorCase: DebtorCase, notice: StoredNotice, { on, code }: { on: string; code: string }): Refused | null {
  if (on > debtorCase.today) return refuse('date-in-the-future', 'on', `Today is ${debtorCase.today}.`);
  const left = leftOn(notice);
  return on < left ? refuse(code, 'on', `The notice was ${notice.postedOn === null ? 'sent' : 'posted'} on ${left}.`) : null;
}

function notSent(notice: StoredNotice): Refused | null {
  if (notice.state !== 'claimed' && notice.state !== 'withdrawn') return null;
  return refuse('notice-not-sent', '', `The notice is ${notice.state}: it has not left.`);
}

/**
 * A notice came back: it counts for nothing, and the address it went to is not used until another is given (3:37 lid 3 BW). What was asked
 * or approved on the strength of it falls, for every claim that it named. Told twice, it is the same.
 */
export async function returnNotice(debtorCase: DebtorCase, id: string, { on, reason }: ReturnedNotice): Promise<{ done: true } | Refused> {
  const notice = await stored(debtorCase, id);
  if (notice.endedReason === 'returned' && notice.endedOn === on && notice.endedDetail === reason) return { done: true };
  if (notice.endedReason === 'returned' || notice.endedReason === 'bounced')
    return refuse('notice-ended', '', `The notice did not arrive already: ${notice.endedReason} on ${notice.endedOn}.`);
  const impossible = notSent(notice) ?? impossibleDay(debtorCase, notice, { on, code: 'returned-before-sent' });
  if (impossible) return impossible;
  const message = { id: notice.messageId, channel: notice.channel };
  const end = { by: 'person', status: 'bounced', detail: `returned on ${on}` } as const;
  const { invoiceIds } = await endMessage(debtorCase.tx, message.id, end);
  const eventIds = await voidNotice(debtorCase, id, { reason: 'returned', detail: reason, at: noon(on, debtorCase.zone) });
  await closeChannel(debtorCase, message);
  await tellEnd(debtorCase, message, { end, invoiceIds });
  signalChases(debtorCase, eventIds);
  return { done: true };
}

/** The receipt of a notice is proven, and its term is calculated from that day. Proven twice by the same, it is the same. */
export async function proveReceipt(debtorCase: DebtorCase, id: string, { on, proof }: ProvenReceipt): Promise<{ done: true } | Refused> {
  const notice = await stored(debtorCase, id);
  if (notice.receiptBasis === 'proven' && notice.proof !== null) {
    if (notice.receiptOn === on && notice.proof === proof) return { done: true };
    return refuse('receipt-proven', '', `Its receipt on ${notice.receiptOn} is proven already.`);
  }
  const impossible = notSent(notice) ?? stillStands(notice) ?? impossibleDay(debtorCase, notice, { on, code: 'received-before-sent' });
  if (impossible) return impossible;
  signalChases(debtorCase, await receiveNotice(debtorCase, notice, { on, proof }));
  return { done: true };
}

/**
 * A letter was put in the post on a day, as its printer or its carrier says. Said twice, it is the same; another day
 * is refused, for the debtor's term may be counted from the first one.
 */
export async function recordPosting(
  debtorCase: DebtorCase,
  id: string,
  { on }: { readonly on: string },
): Promise<{ done: true } | Refused> {
  const notice = await stored(debtorCase, id);
  if (notice.postedOn === on) return { done: true };
  const refused =
    unposted(notice) ?? notSent(notice) ?? stillStands(notice) ?? impossibleDay(debtorCase, notice, { on, code: 'posted-before-sent' });
  if (refused) return refused;
  const { receiptBasis, receiptOn } = notice;
  if (receiptBasis === 'proven' && receiptOn !== null && on > receiptOn)
    return refuse('posted-after-receipt', 'on', `The debtor got it on ${receiptOn}.`);
  signalChases(debtorCase, await postNotice(debtorCase, notice, on));
  return { done: true };
}

function unposted({ channel, postedOn }: StoredNotice): Refused | null {
  if (channel !== 'letter') return refuse('notice-not-posted', '', `A notice by ${channel} is put in no post.`);
  return postedOn === null ? null : refuse('posting-known', '', `It was posted on ${postedOn}.`);
}

function stillStands({ state, endedReason }: StoredNotice): Refused | null {
  if (state === 'sent') return null;
  if (state === 'unknown') return refuse('notice-not-sent', '', 'Nobody knows whether it left: settle its message first.');
  return refuse('notice-ended', '', `The notice is ${state}${endedReason === null ? '' : ` (${endedReason})`}.`);
}

async function stored(debtorCase: DebtorCase, id: string): Promise<StoredNotice> {
  const notice = await findNotice(debtorCase.tx, id);
  if (!notice) throw new Error('the notice vanished under the lock of its debtor');
  return notice;
}

/** Every chase whose claim it names is planned anew and signalled. */
function signalChases(debtorCase: DebtorCase, eventIds: EventByInvoice): void {
  for (const { id, facts } of debtorCase.record.invoices) {
    const eventId = eventIds.get(id);
    if (eventId !== undefined && facts.outcome === null) debtorCase.signal(id, 'deliveryReported', eventId);
  }
}
