import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { pauseChase } from '#casebook/commands/pause-chase.js';
import type { ChannelRegistry } from '#channels/registry.js';
import type { ChannelProvider } from '#channels/channel.port.js';
import { appendMessageClaims } from '#database/repositories/message-claims.repository.js';
import { claimSteps, type NewLedgerEntry, setCopiesAside } from '#database/repositories/ledger.repository.js';
import { type AttemptTerms, beginAttempt } from '#database/repositories/message-attempts.repository.js';
import { insertMessage, type NewMessage, reclaimMessage } from '#database/repositories/messages.repository.js';
import type { PendingMessage } from '#database/repositories/pending-messages.repository.js';
import { isConfirmation } from '#domain/policy/agreements/agreement-messages.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import type { FellBack, RenderedMessage } from '#templates/render.js';
import {
  askedInvoice,
  composeMessages,
  type Delivery,
  type FrozenContent,
  noticeFindings,
  type SendingTerms,
  stepsOf,
} from '../draft/compose-messages.js';
import type { MessageDraft } from '../draft/message-draft.js';
import type { ChaseCandidate } from '../draft/merge-chases.js';
import { ledgerLine } from './ledger-line.js';
import { writeNotice } from './write-notice.js';

/**
 * Renders the message and claims it: one ledger line for every step it covers, one message row for the channel and one for each copy.
 * Everything a later attempt needs is frozen here, so that every attempt sends the same bytes under the same key.
 * @returns the claimed messages; none when there is no address, or when this paused the chase: a test creditor's message would reach real people,
 * or the check of a formal notice found a fault
 */
export async function claimMessages(
  debtorCase: DebtorCase,
  channels: ChannelRegistry,
  merged: MergedMessage<ChaseCandidate> &
    SendingTerms & {
      /** Messages of this step that never left and were just withdrawn. One with the same content is claimed again under its own key. */
      readonly withdrawn: readonly PendingMessage[];
    },
): Promise<PendingMessage[]> {
  const { draft, composed } = await composeMessages(debtorCase, channels, merged);
  const main = composed[0];
  if (!main || (await pausedAsTestCreditor(debtorCase, { draft, composed })) || (await pausedByNoticeCheck(debtorCase, draft, main.bytes)))
    return [];
  if (
    await pausedByBrokenText(
      debtorCase,
      draft,
      composed.flatMap(({ bytes }) => bytes.fellBack),
    )
  )
    return [];
  const claimed: PendingMessage[] = [];
  const invoiceIds = merged.steps.map(({ chase }) => chase.facts.invoice.id);
  for (const { delivery, provider, bytes } of composed) {
    const same = merged.withdrawn.find((earlier) => hasSameContent(earlier, { delivery, provider, bytes, invoiceIds }));
    if (same) {
      claimed.push({ ...same, ...(await claimAgain(debtorCase, provider, same)) });
      continue;
    }
    if (draft.notice && delivery.isCopy) await setCopiesAside(debtorCase.tx, stepsOf(debtorCase, merged), delivery);
    const id = uuidv7();
    const [{ message, attempt }, written] = await Promise.all([
      freeze(debtorCase, { id, draft, delivery, provider, bytes }),
      claimSteps(debtorCase.tx, linesOf(debtorCase, merged, { delivery, messageId: id })),
    ]);
    if (!written) throw new Error('a step was claimed twice under one lock');
    claimed.push({ message, attempt, isCopy: delivery.isCopy, invoiceIds });
  }
  if (draft.notice) await writeNotice(debtorCase, { merged, notice: draft.notice, channel: main.delivery.channel, messages: claimed });
  // A message that is claimed again has had its event already.
  if (merged.withdrawn.some(({ message }) => message.id === claimed[0]?.message.id)) return claimed;
  if (main.delivery.channel === 'email')
    for (const invoiceId of draft.files.leftOut)
      await debtorCase.recordEvent('message.sent_without_invoice', {
        invoiceId,
        subjectId: claimed[0]?.message.id ?? '',
        data: { step: draft.text.key },
      });
  for (const { chase, step } of merged.steps) {
    await debtorCase.recordEvent('message.claimed', {
      invoiceId: chase.facts.invoice.id,
      subjectId: claimed[0]?.message.id ?? '',
      data: { step: step.key, channel: main.delivery.channel, amount: Number(step.amount), currency: step.currency },
    });
  }
  return claimed;
}

/**
 * Pauses the chase and answers true when a test creditor's message would go through a provider that reaches real people: a wrong setting must
 * not turn a trial into real mail.
 */
async function pausedAsTestCreditor(
  debtorCase: DebtorCase,
  { draft, composed }: { draft: MessageDraft; composed: readonly { readonly provider: ChannelProvider }[] },
): Promise<boolean> {
  const real = composed.find(({ provider }) => provider.reachesPeople)?.provider;
  if (!draft.isTest || !real) return false;
  const reason = `a test creditor sends no real ${real.channel}: point its provider at the simulator, or use a live creditor`;
  await pauseChase(debtorCase, askedInvoice(debtorCase, draft).id, { reason, until: null, cause: 'provider' });
  return true;
}

/**
 * Checks a formal notice; when the check finds anything, records it, pauses the chase so that a person is asked, and answers true. Courts
 * test the notice of their own motion and refuse all costs when one thing is wrong.
 */
async function pausedByNoticeCheck(debtorCase: DebtorCase, draft: MessageDraft, bytes: RenderedMessage): Promise<boolean> {
  if (!draft.notice) return false;
  const findings = noticeFindings(draft, bytes.text);
  if (findings.length === 0) return false;
  const codes = [...new Set(findings.map((finding) => finding.code))];
  const asked = askedInvoice(debtorCase, draft);
  await debtorCase.recordEvent('notice.refused', {
    invoiceId: asked.id,
    data: { findings: findings.map(({ code, article }) => ({ code, article })) },
  });
  await pauseChase(debtorCase, asked.id, {
    reason: `formal notice refused by its check: ${codes.join(', ')}`,
    until: null,
    cause: 'notice-check',
  });
  return true;
}

/**
 * Tells of own texts that could not be used. A reminder goes in the words of the house; a formal notice goes to nobody in other words than
 * its creditor chose: the chase pauses for a person, and the answer is true.
 */
async function pausedByBrokenText(debtorCase: DebtorCase, draft: MessageDraft, fellBack: readonly FellBack[]): Promise<boolean> {
  if (fellBack.length === 0) return false;
  const asked = askedInvoice(debtorCase, draft);
  // A copy falls back with its original, which is one thing to tell.
  for (const { key, version, code } of new Map(fellBack.map((one) => [one.key, one])).values())
    await debtorCase.recordEvent('text.fell-back', { invoiceId: asked.id, data: { key, version, code } });
  if (!draft.notice) return false;
  const [first] = fellBack;
  await pauseChase(debtorCase, asked.id, {
    reason: `the text of the formal notice cannot be used: ${first?.key} version ${first?.version}, ${first?.code}`,
    until: null,
    cause: 'notice-check',
  });
  return true;
}

/** Whether a withdrawn message has the content, address, sender, provider and invoices of the one to be claimed. */
function hasSameContent(
  { message, isCopy, invoiceIds }: PendingMessage,
  wanted: { delivery: Delivery; provider: ChannelProvider; bytes: FrozenContent; invoiceIds: readonly string[] },
): boolean {
  const { delivery, provider, bytes } = wanted;
  // A message never changes its provider: another choice makes another message.
  if (message.provider !== provider.id) return false;
  const address = isCopy === delivery.isCopy && message.channel === delivery.channel && message.recipient === delivery.recipient;
  const text =
    message.subject === bytes.subject && message.html === bytes.html && message.text === bytes.text && message.payload === bytes.payload;
  const along = isDeepStrictEqual(message.envelope, bytes.envelope);
  const sender = message.fromName === bytes.fromName && message.fromAddress === bytes.fromAddress && message.replyTo === bytes.replyTo;
  return address && text && along && sender && [...invoiceIds].sort().join() === [...wanted.invoiceIds].sort().join();
}

/** Claims a withdrawn message again, which never left, and begins its attempt; a copy begins later, after its original. */
async function claimAgain(debtorCase: DebtorCase, provider: ChannelProvider, { message, isCopy }: PendingMessage): Promise<FrozenMessage> {
  await reclaimMessage(debtorCase.tx, message.id, new Date(debtorCase.now));
  if (isCopy) return { message, attempt: null };
  return beginAttempt(debtorCase.tx, message, attemptTerms(debtorCase, provider));
}

/** A frozen message and its first attempt; null for a copy, whose attempt begins later. */
type FrozenMessage = Pick<PendingMessage, 'message' | 'attempt'>;

/** How an attempt at a provider begins; its fields are explained in {@link AttemptTerms}. */
export const attemptTerms = (debtorCase: DebtorCase, { guarantee }: ChannelProvider): AttemptTerms => ({
  leaseMs: debtorCase.leaseMs,
  leaves: guarantee === 'idempotent',
});

/** Writes the message with everything that attempts need, and begins the first attempt; a copy's begins later. */
async function freeze(
  debtorCase: DebtorCase,
  m: { id: string; draft: MessageDraft; delivery: Delivery; provider: ChannelProvider; bytes: FrozenContent },
): Promise<FrozenMessage> {
  const { id } = m;
  const first = m.delivery.isCopy ? null : attemptTerms(debtorCase, m.provider);
  const message: NewMessage = {
    id,
    debtorId: debtorCase.record.debtor.id,
    channel: m.delivery.channel,
    provider: m.provider.id,
    template: m.draft.text.template ?? m.draft.text.key,
    templateVersion: m.bytes.templateVersion,
    tone: m.draft.text.tone ?? 'friendly',
    language: debtorCase.record.debtor.language,
    fromName: m.bytes.fromName,
    fromAddress: m.bytes.fromAddress,
    replyTo: m.bytes.replyTo,
    recipient: m.delivery.recipient,
    subject: m.bytes.subject,
    html: m.bytes.html,
    text: m.bytes.text,
    payload: m.bytes.payload,
    envelope: m.bytes.envelope,
    settleWithinMs: m.bytes.settleWithinMs,
    paymentReference: m.draft.ownReference,
    idempotencyKey: `msg/${id}`,
    claimedAt: new Date(debtorCase.now),
  };
  const frozen = await insertMessage(debtorCase.tx, message, first);
  appendMessageClaims(debtorCase.tx, id, m.draft.claims);
  return frozen;
}

/** The kind of a ledger line. `decide` counts lines of kind `message` as steps taken: a copy or a confirmation is no step of the ladder. */
function kindOf(step: PlannedStep, delivery: Delivery): 'message' | 'copy' | 'confirmation' {
  if (delivery.isCopy) return 'copy';
  return isConfirmation(step.key) ? 'confirmation' : 'message';
}

function linesOf(
  debtorCase: DebtorCase,
  merged: MergedMessage<ChaseCandidate>,
  m: { delivery: Delivery; messageId: string },
): NewLedgerEntry[] {
  return merged.steps.map(({ chase, step }) => {
    const invoiceId = chase.facts.invoice.id;
    const of = { chase: { tenantId: debtorCase.tx.tenantId, invoiceId, cycle: debtorCase.invoice(invoiceId).cycle }, step };
    return ledgerLine(debtorCase, of, {
      kind: kindOf(step, m.delivery),
      channel: m.delivery.channel,
      recipient: m.delivery.recipient,
      result: 'claimed',
      messageId: m.messageId,
    });
  });
}
