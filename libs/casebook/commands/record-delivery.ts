import { endMessage, type MessageEnded, stateOfMessage, wentToPresentAddress } from '#database/repositories/messages.repository.js';
import { setNotice, unstartedNotice } from '#database/repositories/ledger.repository.js';
import { updateDebtor } from '#database/repositories/debtors.repository.js';
import type { Tx } from '#database/tx.js';
import { type Channel, channels } from '#domain/policy/facts.js';
import { type Actor, type Refused, refuse } from '../actor.js';
import type { Casebook } from '../casebook.js';
import { termOf } from '../notice-term-of.js';
import type { OpenCase } from '../open-case.js';

/** What a provider reported about a message. */
export interface DeliveryInput {
  readonly provider: string;
  readonly providerEventId: string;
  readonly messageId: string;
  readonly kind: 'delivered' | 'delayed' | 'bounced-hard' | 'bounced-soft' | 'complained' | 'failed';
  readonly at: Date;
  readonly detail: string;
}

/** How final a state is: a report may move a message on, never back (reports come late and out of order). */
const finality = { claimed: 0, unknown: 1, withdrawn: 1, sent: 2, delivered: 3, rejected: 4, bounced: 5, complained: 6 } as const;
type MessageStatus = keyof typeof finality;
const isStatus = (text: string): text is MessageStatus => text in finality;

/** The state a report leads to; null: it changes nothing. */
const meaning: Readonly<Record<DeliveryInput['kind'], Exclude<MessageStatus, 'claimed' | 'withdrawn' | 'unknown'> | null>> = {
  delivered: 'delivered',
  delayed: null,
  'bounced-soft': null,
  'bounced-hard': 'bounced',
  failed: 'bounced',
  complained: 'complained',
};

/** What a report changed. */
interface Change {
  readonly message: { readonly id: string; readonly channel: string };
  readonly next: MessageStatus;
  readonly ended: MessageEnded;
}

/**
 * Records a delivery report once. A hard bounce or a complaint ends that address for all of the debtor's invoices and fails the step. Most
 * reports change little, and each message has two or three: so they are written under the lock before the facts are read, once.
 */
export async function recordDelivery(book: Casebook, who: { actor: Actor; debtorId: string }, input: DeliveryInput): Promise<void> {
  const changes: Change[] = [];
  const first = async (tx: Tx): Promise<void> => {
    const change = await noteDelivery(tx, input);
    if (change) changes.push(change);
  };
  await book.ofDebtor({ ...who, first }, async (open) => {
    open.factsStand();
    for (const change of changes) await tellOf(open, change);
  });
}

async function noteDelivery(tx: Tx, input: DeliveryInput): Promise<Change | null> {
  const fresh = await tx.query(
    'insert into provider_event (provider, id, tenant_id, message_id, kind, at, detail) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id',
    [input.provider, input.providerEventId, tx.tenantId, input.messageId, input.kind, input.at, input.detail],
    'provider-event',
  );
  const message = await stateOfMessage(tx, input.messageId);
  const next = meaning[input.kind];
  if (fresh.length === 0 || !message || next === null || !isStatus(message.status) || finality[next] <= finality[message.status])
    return null;
  const ended = await endMessage(tx, message.id, {
    status: next,
    detail: next === 'delivered' ? null : input.detail,
    sentAt: message.sent_at ?? input.at,
  });
  return { message, next, ended };
}

async function tellOf(open: OpenCase, { message, next, ended }: Change): Promise<void> {
  const failed = next === 'bounced' || next === 'complained';
  if (failed) await closeChannel(open, message);
  if (next === 'delivered' && ended.noticeWaits) await startNoticeTerm(open, message.id);
  for (const invoiceId of ended.invoiceIds) {
    const eventId = await open.recordEvent(`message.${next}`, { invoiceId, subjectId: message.id, data: { channel: message.channel } });
    const chased = open.record.invoices.some((invoice) => invoice.id === invoiceId && invoice.facts.outcome === null);
    // A delivery that changes nothing need not wake anybody; settle tells those whose plan it brings forward.
    if (chased && failed) open.tell(invoiceId, 'deliveryReported', eventId);
  }
}

/** A formal notice by e-mail is only received when its delivery is reported (3:37 lid 3 BW): its term starts now, not when it was sent. */
async function startNoticeTerm(open: OpenCase, messageId: string): Promise<void> {
  const notice = await unstartedNotice(open.tx, messageId);
  if (!notice) return;
  // Only a 14-day letter announces costs to a consumer; a notice of default opens no way to them.
  const kind = notice.announcedCosts > 0n ? 'fourteen-day-letter' : 'notice-of-default';
  const term = termOf(open.record.debtor.kind, kind, { on: notice.sentOn, channel: 'email', receivedOn: open.today });
  if (!term) return;
  await setNotice(open.tx, messageId, term);
  open.factsChanged();
}

/**
 * Marks the channel of a message that failed for good as failed for the debtor, until he gives another address. He may have given one
 * before the failure was reported: then it says nothing about the address he has now.
 */
export async function closeChannel(open: OpenCase, { id, channel }: { readonly id: string; readonly channel: string }): Promise<void> {
  if (!(await wentToPresentAddress(open.tx, id))) return;
  const failed = channels.filter((name) => name === channel || open.record.facts.reach[name] === 'failed');
  await updateDebtor(open.tx, open.record.debtor.id, { failedChannels: failed satisfies Channel[] });
  open.factsChanged();
}

/** A person says what became of a message whose outcome is unknown. */
export async function resolveMessage(open: OpenCase, messageId: string, arrived: boolean): Promise<{ resolved: true } | Refused> {
  const message = await stateOfMessage(open.tx, messageId);
  if (!message || message.status !== 'unknown')
    return refuse(
      'message-not-unknown',
      '',
      `The message is ${message?.status ?? 'unknown to us'}; only one whose outcome is unknown can be settled.`,
    );
  const ended = await endMessage(open.tx, messageId, {
    status: arrived ? 'sent' : 'withdrawn',
    sentAt: arrived ? message.claimed_at : null,
  });
  for (const invoiceId of ended.invoiceIds) {
    open.tell(
      invoiceId,
      'deliveryReported',
      await open.recordEvent('message.resolved', { invoiceId, subjectId: messageId, data: { arrived } }),
    );
  }
  return { resolved: true };
}
