/** What a step leaves as, to the byte: the messages with their sender, headers and pictures. Reads facts, writes nothing: a preview asks the same. */
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { ChannelRegistry } from '#channels/registry.js';
import type { ChannelProvider, MailAddress, MessageChannel } from '#channels/channel.port.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { hasCopy, type LedgerStep } from '#database/repositories/ledger.repository.js';
import type { NewMessage } from '#database/repositories/messages.repository.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import type { Finding } from '#domain/notice/findings.js';
import { validateFormalNotice } from '#domain/notice/validate-formal-notice.js';
import type { Channel } from '#domain/policy/facts/facts.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import type { LetterDocument } from '#letters/letter-document.js';
import { render, type RenderedMessage } from '#templates/render.js';
import { type DoubtTerms, settleWithinMs } from '../claim/doubt-terms.js';
import { letterOf, usualSheet } from '../letter/letter-of.js';
import { envelopeOf } from './envelope.js';
import type { ChaseCandidate } from './merge-chases.js';
import { draftMessage, type MessageDraft, recipientOn, type Trial } from './message-draft.js';
import { printedValues } from './printed-values.js';
import { type SenderIdentity, senderOf } from './sender-identity.js';

/** One message of a step: the letter, say, or its copy by e-mail. */
export interface Delivery {
  readonly channel: MessageChannel;
  readonly recipient: string;
  readonly isCopy: boolean;
}

/** The text of a message and its sender, the same for every attempt. */
type SentText = RenderedMessage & SenderIdentity;
/**
 * Everything of a message that is frozen: its text and sender, the payload of its provider, and for how many milliseconds that provider can say
 * what became of it.
 */
export type FrozenContent = SentText & Pick<NewMessage, 'payload' | 'envelope' | 'settleWithinMs'>;

const isMessageChannel = (channel: Channel): channel is MessageChannel => channel !== 'call';

/** A letter on paper, made when it is asked for, and the file of the logo that belongs on it. */
export interface PrintedSheet {
  readonly logoFileId: string | null;
  readonly withLogo: (logo: Uint8Array | null) => LetterDocument;
}

/** A message as it would be frozen. */
export interface ComposedMessage {
  readonly delivery: Delivery;
  readonly provider: ChannelProvider;
  readonly bytes: FrozenContent;
  /** Only of a letter. */
  readonly sheet: PrintedSheet | null;
}

/** How this installation sends. */
export interface SendingTerms {
  /** Name and mail address under which it sends for its creditors. */
  readonly installation: MailAddress;
  readonly doubt: DoubtTerms;
  readonly trial?: Trial;
}

/**
 * The message of a merged step and its copies, the message first. Empty: there is no address.
 * @throws TextRefused, DomainRefusal when it cannot be drafted, whoever asks
 */
export async function composeMessages(
  debtorCase: DebtorCase,
  channels: ChannelRegistry,
  merged: MergedMessage<ChaseCandidate> & SendingTerms,
): Promise<{ readonly draft: MessageDraft; readonly composed: readonly ComposedMessage[] }> {
  const draft = await draftMessage(debtorCase, merged);
  const deliveries = await deliveriesOf(debtorCase, draft, merged);
  const asked = askedInvoice(debtorCase, draft);
  const composed = deliveries.map((delivery) => {
    const provider = channels.chosenFor(delivery.channel, draft.creditor.providers);
    const personNames = draft.brand?.face.personNames === true;
    const sender = senderOf({ installation: merged.installation, ...draft, personNames }, delivery.channel);
    const { paper, ...rendered } = renderFor(debtorCase, draft, delivery);
    const words = { ...rendered, ...sender };
    const payload = payloadOf(provider, { draft, delivery, words });
    const envelope = envelopeOf({ ...draft, ...delivery, ...sender, qr: words.qr, invoiceId: asked.id, cycle: asked.cycle });
    const sheet = paper
      ? {
          logoFileId: draft.brand?.printLogoFileId ?? null,
          withLogo: (logo: Uint8Array | null) => letterOf(draft.variables, paper, { ...usualSheet, logo }),
        }
      : null;
    return { delivery, provider, sheet, bytes: { ...words, payload, envelope, settleWithinMs: settleWithinMs(provider, merged.doubt) } };
  });
  return { draft, composed };
}

/** The message and its copies that are to leave: each has an address, and a copy has not left before. */
async function deliveriesOf(debtorCase: DebtorCase, draft: MessageDraft, merged: MergedMessage<ChaseCandidate>): Promise<Delivery[]> {
  const { channel, alsoVia } = draft.text;
  const wanted = [channel, ...alsoVia].filter((name) => name !== null);
  const deliveries: Delivery[] = [];
  for (const [index, name] of wanted.entries()) {
    const recipient = recipientOn(debtorCase, name);
    if (recipient === null || !isMessageChannel(name)) continue;
    const delivery = { channel: name, recipient, isCopy: index > 0 };
    if (!delivery.isCopy || draft.notice || !(await copyHasLeft(debtorCase, delivery, merged))) deliveries.push(delivery);
  }
  return deliveries;
}

/** The steps of a message as the ledger knows them. */
export const stepsOf = (debtorCase: DebtorCase, { steps }: MergedMessage<ChaseCandidate>): LedgerStep[] =>
  steps.map(({ chase, step }) => {
    const invoiceId = chase.facts.invoice.id;
    return { invoiceId, cycle: debtorCase.invoice(invoiceId).cycle, step: step.key, occurrence: step.occurrence };
  });

/**
 * Whether a copy has left already. When a step is taken again because its message failed, the copy of the first time may have arrived, so it is not
 * sent twice. The copy of a formal notice is sent again all the same: the new notice gives a new term, and the earlier copy states the old one.
 */
const copyHasLeft = (debtorCase: DebtorCase, delivery: Delivery, merged: MergedMessage<ChaseCandidate>): Promise<boolean> =>
  hasCopy(debtorCase.tx, stepsOf(debtorCase, merged), delivery);

/** The invoice whose step made the message; others may be merged into it. */
export const askedInvoice = (debtorCase: DebtorCase, { stepOf }: MessageDraft): InvoiceRecord => debtorCase.invoice(stepOf);

function renderFor(debtorCase: DebtorCase, { text, variables, ownTexts, formality }: MessageDraft, delivery: Delivery): RenderedMessage {
  const copyOf = delivery.isCopy && (text.channel === 'letter' || text.channel === 'email') ? text.channel : null;
  return render({
    template: text.template ?? text.key,
    tone: text.tone ?? 'friendly',
    language: debtorCase.record.debtor.language,
    channel: delivery.channel,
    formality,
    variables: { ...variables, copyOf, qr: delivery.channel === 'email' },
    ownTexts,
  });
}

/** What the provider needs beside the words. @throws DomainRefusal when it cannot be made */
function payloadOf(
  provider: ChannelProvider,
  { draft, delivery, words }: { draft: MessageDraft; delivery: Delivery; words: SentText },
): string | null {
  if (!provider.compose) return null;
  const composed = provider.compose({
    template: draft.text.template ?? draft.text.key,
    tone: draft.text.tone ?? 'friendly',
    language: draft.variables.language,
    to: delivery.recipient,
    from: { name: words.fromName, address: words.fromAddress },
    subject: words.subject,
    html: words.html,
    text: words.text,
    values: printedValues(draft.variables),
  });
  if ('refused' in composed) throw new DomainRefusal(composed.refused, 'provider', `${provider.id}: ${composed.detail}`);
  return JSON.stringify(composed.payload);
}

/** What the check of a formal notice finds in its text; nothing for any other message. */
export function noticeFindings({ notice, creditor, variables }: MessageDraft, text: string): readonly Finding[] {
  if (!notice) return [];
  const details = {
    creditorName: creditor.name,
    creditorAddress: creditor.addressLines.join(' '),
    iban: creditor.iban,
    reference: variables.paymentReference,
    contact: creditor.email,
  };
  return validateFormalNotice({ ...notice.check, text, details });
}
