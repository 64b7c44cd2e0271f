import {
  endMessage,
  noteReport,
  type MessageEnded,
  type NoticeMove,
  type StateOfMessage,
  stateOfMessage,
  wentToPresentAddress,
} from '#database/repositories/messages.repository.js';
import { noticeOfMessage } from '#database/repositories/notices.repository.js';
import { updateDebtor } from '#database/repositories/debtors.repository.js';
import type { Tx } from '#database/tx.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { MessageState } from '#domain/messages/message-state.js';
import { localDate } from '#domain/calendar/zone.js';
import { type Channel, channels } from '#domain/policy/facts/facts.js';
import { type Actor, type Refused, refuse } from '../actor.js';
import type { Casebook } from '../casebook.js';
import { receiveNotice, recordNoticeMove } from '../notices.js';
import type { DebtorCase } from '../debtor-case.js';
import { giveUpAfterMessage } from './give-up.js';

/** What a provider reported about a message. */
export interface DeliveryInput {
  readonly provider: string;
  readonly providerEventId: string;
  /** Kept where the answer of the provider, which carries it, never came. */
  readonly providerMessageId?: string;
  readonly messageId: string;
  readonly kind: 'delivered' | 'delayed' | 'bounced-hard' | 'bounced-soft' | 'complained' | 'failed';
  readonly at: Date;
  readonly detail: string;
}

/** The news in a report. One of a delay says at least that the message left, which nobody may know yet. */
const meaning = {
  delivered: 'delivered',
  delayed: 'sent',
  'bounced-soft': 'sent',
  'bounced-hard': 'bounced',
  failed: 'bounced',
  complained: 'complained',
} as const satisfies Readonly<Record<DeliveryInput['kind'], MessageState>>;

/** What a report changed. */
interface Change {
  readonly message: { readonly id: string; readonly channel: string };
  /** Nobody could tell whether it had arrived, or a person said it had not. */
  readonly wasGivenUp: boolean;
  /** Nobody had said before that it left. */
  readonly hadNotLeft: boolean;
  readonly next: (typeof meaning)[DeliveryInput['kind']];
  readonly ended: MessageEnded;
}

/**
 * Records a delivery report once. A hard bounce or a complaint ends that address for all of the debtor's invoices and fails the step. Most
 * reports change little, and each message has two or three: so they are written under the lock before the facts are read, once.
 */
export async function recordDelivery(book: Casebook, who: { actor: Actor; debtorId: string }, input: DeliveryInput): Promise<void> {
  let noted: StateOfMessage | null = null;
  let change: Change | null = null;
  const beforeLoad = async (tx: Tx): Promise<void> => {
    const { provider, providerEventId: id, messageId, kind, at, detail } = input;
    // A transaction that lost a race is run again.
    change = null;
    noted = await noteReport(tx, { provider, id, messageId, kind, at, detail });
  };
  const withLoad = async (tx: Tx): Promise<void> => {
    if (noted) change = await endByReport(tx, noted, input);
  };
  await book.ofDebtor({ ...who, beforeLoad, withLoad }, async (debtorCase) => {
    if (change) await tellOf(debtorCase, change);
  });
}

async function endByReport(tx: Tx, message: StateOfMessage, input: DeliveryInput): Promise<Change | null> {
  const next = meaning[input.kind];
  const ended = await endMessage(tx, message.id, {
    by: 'report',
    status: next,
    providerMessageId: message.provider_message_id ?? input.providerMessageId ?? null,
    detail: next === 'delivered' ? null : input.detail,
    sentAt: message.sent_at ?? input.at,
  });
  if (ended.invoiceIds.length === 0) return null;
  const { status } = message;
  const hadNotLeft = status === 'claimed' || status === 'unknown' || status === 'withdrawn';
  return { message, wasGivenUp: hadNotLeft && status !== 'claimed', hadNotLeft, next, ended };
}

async function tellOf(debtorCase: DebtorCase, { message, wasGivenUp, hadNotLeft, next, ended }: Change): Promise<void> {
  const failed = next === 'bounced' || next === 'complained';
  if (failed) await closeChannel(debtorCase, message);
  if (ended.notice) await tellOfNotice(debtorCase, { messageId: message.id, move: ended.notice, delivered: next === 'delivered' });
  for (const invoiceId of ended.invoiceIds) {
    const eventId = await debtorCase.recordEvent(`message.${next}`, {
      invoiceId,
      subjectId: message.id,
      data: { channel: message.channel },
    });
    const chased = debtorCase.record.invoices.some((invoice) => invoice.id === invoiceId && invoice.facts.outcome === null);
    // A delivery that changes nothing need not wake anybody; `replanAll` notifies a chase whose plan it brings forward.
    if (chased && (failed || wasGivenUp)) debtorCase.signal(invoiceId, 'deliveryReported', eventId);
  }
  if (hadNotLeft && !failed) await giveUpAfterMessage(debtorCase, message.id, ended.invoiceIds);
}

/** A formal notice by e-mail is only received when its delivery is reported (3:37 lid 3 BW); one by letter is presumed to be. */
async function tellOfNotice(
  debtorCase: DebtorCase,
  { messageId, move, delivered }: { readonly messageId: string; readonly move: NoticeMove; readonly delivered: boolean },
): Promise<void> {
  await recordNoticeMove(debtorCase, move);
  const notice = delivered && !move.started && move.state === 'sent' ? await noticeOfMessage(debtorCase.tx, messageId) : null;
  if (!notice) return;
  await receiveNotice(debtorCase, notice, { on: debtorCase.today, proof: null });
}

/**
 * Marks the channel of a message that failed for good as failed for the debtor, until he gives another address. He may have given one
 * before the failure was reported: then it says nothing about the address he has now.
 */
export async function closeChannel(
  debtorCase: DebtorCase,
  { id, channel }: { readonly id: string; readonly channel: string },
): Promise<void> {
  if (!(await wentToPresentAddress(debtorCase.tx, id))) return;
  const failed = channels.filter((name) => name === channel || debtorCase.record.facts.reach[name] === 'failed');
  await updateDebtor(debtorCase.tx, debtorCase.record.debtor.id, { failedChannels: failed satisfies Channel[] });
}

/** What a person found out about a message. `receivedOn`: the day on which the debtor got it; null when only that he did is known. */
export interface Resolution {
  readonly arrived: boolean;
  readonly receivedOn: IsoDate | null;
}

/**
 * A person says what became of a message whose outcome is unknown. A formal notice that arrived starts its term as a delivery report would:
 * on the day he names, else today, which is never to the debtor's harm.
 */
export async function resolveMessage(debtorCase: DebtorCase, messageId: string, said: Resolution): Promise<{ resolved: true } | Refused> {
  const { arrived, receivedOn } = said;
  const message = await stateOfMessage(debtorCase.tx, messageId);
  if (!message || message.status !== 'unknown')
    return refuse(
      'message-not-unknown',
      '',
      `The message is ${message?.status ?? 'unknown to us'}; only one whose outcome is unknown can be settled.`,
    );
  const notice = await noticeOfMessage(debtorCase.tx, messageId);
  const impossible = impossibleReceipt(debtorCase, said, notice?.sentOn ?? localDate(message.claimed_at.getTime(), debtorCase.zone));
  if (impossible) return impossible;
  const ended = await endMessage(debtorCase.tx, messageId, {
    by: 'person',
    status: arrived ? 'sent' : 'withdrawn',
    sentAt: arrived ? message.claimed_at : null,
  });
  if (ended.notice) await recordNoticeMove(debtorCase, ended.notice);
  if (arrived && notice && (receivedOn !== null || !notice.started))
    await receiveNotice(debtorCase, notice, { on: receivedOn ?? debtorCase.today, proof: null });
  for (const invoiceId of ended.invoiceIds) {
    const data = { arrived, ...(receivedOn === null ? {} : { receivedOn }) };
    debtorCase.signal(
      invoiceId,
      'deliveryReported',
      await debtorCase.recordEvent('message.resolved', { invoiceId, subjectId: messageId, data }),
    );
  }
  if (arrived) await giveUpAfterMessage(debtorCase, messageId, ended.invoiceIds);
  return { resolved: true };
}

function impossibleReceipt(debtorCase: DebtorCase, { arrived, receivedOn }: Resolution, sentOn: IsoDate): Refused | null {
  if (receivedOn === null) return null;
  if (!arrived) return refuse('not-received', 'receivedOn', 'A message that did not arrive was received on no day.');
  if (receivedOn > debtorCase.today) return refuse('date-in-the-future', 'receivedOn', `Today is ${debtorCase.today}.`);
  return receivedOn < sentOn ? refuse('received-before-sent', 'receivedOn', `The message was sent on ${sentOn}.`) : null;
}
