import { v7 as uuidv7 } from 'uuid';
import type { OpenCase } from '#casebook/open-case.js';
import { pauseChase } from '#casebook/commands/pause-chase.js';
import { type ChannelRegistry, providerNamed } from '#channels/registry.js';
import type { ChannelProvider, MailAddress, MessageChannel } from '#channels/channel.port.js';
import { insertMessageClaims } from '#database/repositories/message-claims.repository.js';
import { claimStep, hasCopy } from '#database/repositories/ledger.repository.js';
import { type AttemptTerms, beginAttempt } from '#database/repositories/message-attempts.repository.js';
import { insertMessage, type NewMessage, type PendingMessage, reclaimMessage } from '#database/repositories/messages.repository.js';
import { isConfirmation } from '#domain/policy/agreement-messages.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import type { PlannedStep } from '#domain/policy/plan.js';
import type { Channel } from '#domain/policy/facts.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import { validateFormalNotice } from '#domain/notice/validate-formal-notice.js';
import { render, type RenderedMessage } from '#templates/render.js';
import { type SenderIdentity, senderOf } from './sender-identity.js';
import { ledgerLine } from './ledger-line.js';
import { draftMessage, type MessageDraft, recipientOn } from './message-draft.js';
import type { ChaseCandidate } from './merge-chases.js';
import { writeNotice } from './write-notice.js';

interface Leaf {
  readonly channel: MessageChannel;
  readonly recipient: string;
  readonly isCopy: boolean;
}

/** What every attempt sends: words and sender. */
type Frozen = RenderedMessage & SenderIdentity;

const isMessageChannel = (channel: Channel): channel is MessageChannel => channel !== 'call';

/**
 * Renders the message and claims it: one ledger line for every step it covers, one message row for the channel and one for each copy.
 * Everything a later attempt needs is frozen here, so that every attempt sends the same bytes under the same key. Empty: nothing may
 * leave (no address, or a formal notice that its validator refuses; that one waits for a person).
 */
export async function claimMessages(
  open: OpenCase,
  channels: ChannelRegistry,
  merged: MergedMessage<ChaseCandidate> & {
    /** Claims of this step that never left and were withdrawn a moment ago: the one that says the same is taken back, with its key. */
    readonly withdrawn: readonly PendingMessage[];
    /** Name and address of the house, which mails for its creditors. */
    readonly house: MailAddress;
  },
): Promise<PendingMessage[]> {
  const draft = await draftMessage(open, merged);
  const leaves = await leavesOf(open, draft, merged);
  const rendered = leaves.map((leaf) => ({
    leaf,
    bytes: { ...renderFor(open, draft, leaf), ...senderOf(merged.house, draft.creditor, leaf.channel) },
  }));
  const main = rendered[0];
  if (!main || (await wouldReachPeople(open, channels, { draft, leaves })) || (await refusedByValidator(open, draft, main.bytes)))
    return [];
  const claimed: PendingMessage[] = [];
  const invoiceIds = merged.steps.map(({ chase }) => chase.facts.invoice.id);
  for (const { leaf, bytes } of rendered) {
    const same = merged.withdrawn.find((earlier) => saysTheSame(earlier, { leaf, bytes, invoiceIds }));
    if (same) {
      claimed.push({ ...same, ...(await takeBack(open, channels, same)) });
      continue;
    }
    const { message, attempt } = await freeze(open, channels, { draft, leaf, bytes });
    const written = await claimSteps(open, merged, { leaf, messageId: message.id });
    if (!written) throw new Error('a step was claimed twice under one lock');
    claimed.push({ message, attempt, isCopy: leaf.isCopy, invoiceIds });
  }
  if (draft.notice) await writeNotice(open, { merged, notice: draft.notice, channel: main.leaf.channel, messages: claimed });
  if (merged.withdrawn.some(({ message }) => message.id === claimed[0]?.message.id)) return claimed;
  for (const { chase, step } of merged.steps) {
    await open.recordEvent('message.claimed', {
      invoiceId: chase.facts.invoice.id,
      subjectId: claimed[0]?.message.id ?? '',
      data: { step: step.key, channel: main.leaf.channel, amount: Number(step.amount), currency: step.currency },
    });
  }
  return claimed;
}

async function leavesOf(open: OpenCase, draft: MessageDraft, merged: MergedMessage<ChaseCandidate>): Promise<Leaf[]> {
  const { channel, alsoVia } = draft.text;
  const wanted = [channel, ...alsoVia].filter((name) => name !== null);
  const leaves: Leaf[] = [];
  for (const [index, name] of wanted.entries()) {
    const recipient = recipientOn(open, name);
    if (recipient === null || !isMessageChannel(name)) continue;
    const leaf = { channel: name, recipient, isCopy: index > 0 };
    if (!leaf.isCopy || !(await copyWent(open, leaf, merged))) leaves.push(leaf);
  }
  return leaves;
}

/** The step is taken again because its message failed; the copy of the first time may have arrived and is not sent twice. */
async function copyWent(open: OpenCase, leaf: Leaf, merged: MergedMessage<ChaseCandidate>): Promise<boolean> {
  for (const { chase, step } of merged.steps) {
    const invoiceId = chase.facts.invoice.id;
    const of = { invoiceId, cycle: open.invoice(invoiceId).cycle, step: step.key, occurrence: step.occurrence };
    if (await hasCopy(open.tx, of, leaf)) return true;
  }
  return false;
}

function renderFor(open: OpenCase, { text, variables }: MessageDraft, leaf: Leaf): RenderedMessage {
  const copyOf = leaf.isCopy && (text.channel === 'letter' || text.channel === 'email') ? text.channel : null;
  return render({
    template: text.template ?? text.key,
    tone: text.tone ?? 'friendly',
    language: open.record.debtor.language,
    channel: leaf.channel,
    variables: { ...variables, copyOf },
  });
}

/** A wrong address of the provider must not turn a trial into real mail: the chase pauses and says so. */
async function wouldReachPeople(
  open: OpenCase,
  channels: ChannelRegistry,
  { draft, leaves }: { draft: MessageDraft; leaves: readonly Leaf[] },
): Promise<boolean> {
  const real = leaves.find(({ channel }) => channels[channel].reachesPeople);
  if (!draft.isTest || !real) return false;
  const reason = `a test creditor sends no real ${real.channel}: point its provider at the simulator, or use a live creditor`;
  await pauseChase(open, askedInvoice(open, draft).id, { reason, until: null, cause: 'provider' });
  return true;
}

/** The invoice that the message is about first. */
const askedInvoice = (open: OpenCase, { stepOf }: MessageDraft): InvoiceRecord => open.invoice(stepOf);

/** Courts test the notice of their own motion and refuse all costs when one thing is wrong, so a finding stops it and asks a person. */
async function refusedByValidator(open: OpenCase, draft: MessageDraft, bytes: RenderedMessage): Promise<boolean> {
  if (!draft.notice) return false;
  const { creditor, variables } = draft;
  const details = {
    creditorName: creditor.name,
    creditorAddress: creditor.addressLines.join(' '),
    iban: creditor.iban,
    reference: variables.paymentReference,
    contact: creditor.email,
  };
  const findings = validateFormalNotice({ ...draft.notice.check, text: bytes.text, details });
  if (findings.length === 0) return false;
  const codes = [...new Set(findings.map((finding) => finding.code))];
  const asked = askedInvoice(open, draft);
  await open.recordEvent('notice.refused', {
    invoiceId: asked.id,
    data: { findings: findings.map(({ code, article }) => ({ code, article })) },
  });
  await pauseChase(open, asked.id, {
    reason: `formal notice refused by its check: ${codes.join(', ')}`,
    until: null,
    cause: 'notice-check',
  });
  return true;
}

function saysTheSame(
  { message, isCopy, invoiceIds }: PendingMessage,
  wanted: { leaf: Leaf; bytes: Frozen; invoiceIds: readonly string[] },
): boolean {
  const { leaf, bytes } = wanted;
  const address = isCopy === leaf.isCopy && message.channel === leaf.channel && message.recipient === leaf.recipient;
  const text = message.subject === bytes.subject && message.html === bytes.html && message.text === bytes.text;
  const sender = message.fromName === bytes.fromName && message.fromAddress === bytes.fromAddress && message.replyTo === bytes.replyTo;
  return address && text && sender && [...invoiceIds].sort().join() === [...wanted.invoiceIds].sort().join();
}

/** A message that never left is to go after all. */
async function takeBack(open: OpenCase, channels: ChannelRegistry, { message, isCopy }: PendingMessage): Promise<Begun> {
  await reclaimMessage(open.tx, message.id, new Date(open.now));
  if (isCopy) return { message, attempt: null };
  return beginAttempt(open.tx, message, attemptTerms(open, providerNamed(channels, message.provider)));
}

/** A message, and the attempt that has begun for it. */
type Begun = Pick<PendingMessage, 'message' | 'attempt'>;

/** How an attempt at a provider begins. */
export const attemptTerms = (open: OpenCase, { guarantee }: ChannelProvider): AttemptTerms => ({
  leaseMs: open.leaseMs,
  leaves: guarantee === 'idempotent',
});

async function freeze(open: OpenCase, channels: ChannelRegistry, m: { draft: MessageDraft; leaf: Leaf; bytes: Frozen }): Promise<Begun> {
  const id = uuidv7();
  const provider = channels[m.leaf.channel];
  const first = m.leaf.isCopy ? null : attemptTerms(open, provider);
  const message: NewMessage = {
    id,
    debtorId: open.record.debtor.id,
    channel: m.leaf.channel,
    provider: provider.id,
    template: m.draft.text.template ?? m.draft.text.key,
    templateVersion: m.bytes.templateVersion,
    tone: m.draft.text.tone ?? 'friendly',
    language: open.record.debtor.language,
    fromName: m.bytes.fromName,
    fromAddress: m.bytes.fromAddress,
    replyTo: m.bytes.replyTo,
    recipient: m.leaf.recipient,
    subject: m.bytes.subject,
    html: m.bytes.html,
    text: m.bytes.text,
    paymentReference: m.draft.ownReference,
    idempotencyKey: `msg/${id}`,
    claimedAt: new Date(open.now),
  };
  const frozen = await insertMessage(open.tx, message, first);
  await insertMessageClaims(open.tx, id, m.draft.claims);
  return frozen;
}

/** A confirmation is no rung of the ladder: what decide sees as taken must not hold it. */
function kindOf(step: PlannedStep, leaf: Leaf): 'message' | 'copy' | 'confirmation' {
  if (leaf.isCopy) return 'copy';
  return isConfirmation(step.key) ? 'confirmation' : 'message';
}

async function claimSteps(open: OpenCase, merged: MergedMessage<ChaseCandidate>, m: { leaf: Leaf; messageId: string }): Promise<boolean> {
  let all = true;
  for (const { chase, step } of merged.steps) {
    const invoiceId = chase.facts.invoice.id;
    const of = { chase: { tenantId: open.tx.tenantId, invoiceId, cycle: open.invoice(invoiceId).cycle }, step };
    const line = ledgerLine(open, of, {
      kind: kindOf(step, m.leaf),
      channel: m.leaf.channel,
      recipient: m.leaf.recipient,
      result: 'claimed',
      messageId: m.messageId,
    });
    const claimed = await claimStep(open.tx, line);
    all &&= claimed;
  }
  return all;
}
