/**
 * What becomes of claimed messages when a step is asked for again: after a failed attempt, a crash, or by the workflow of another invoice.
 */
import type { StepInput, StepResult } from '#contracts/activities.js';
import { finishMessage } from '#casebook/commands/end-message.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { type ChannelProvider, messageChannels } from '#channels/channel.port.js';
import type { ChannelRegistry } from '#channels/registry.js';
import { beginAttempt } from '#database/repositories/message-attempts.repository.js';
import { creditorOf } from '#database/repositories/creditors.repository.js';
import { endMessage, type FrozenMessage, moveMessage } from '#database/repositories/messages.repository.js';
import { type PendingMessage, pendingMessagesOf, type WaitingMessage } from '#database/repositories/pending-messages.repository.js';
import type { Tx } from '#database/tx.js';
import { localDate } from '#domain/calendar/zone.js';
import { isConfirmation } from '#domain/policy/agreements/agreement-messages.js';
import { stopsOf } from '#domain/policy/decide.js';
import { mayConfirm } from '#domain/policy/may-confirm.js';
import { situationOf } from '#domain/policy/situation/situation.js';
import { failure } from '#contracts/failure.js';
import { attemptTerms } from './claim-messages.js';
import { type DoubtTerms, settleWithinMs } from './doubt-terms.js';
import { creditorShape, recipientOn } from '../draft/message-draft.js';

/** The providers messages are sent by, and for how long each can be asked about a message in doubt. */
export interface SendingInstallation {
  readonly channels: ChannelRegistry;
  readonly doubt: DoubtTerms;
}

/** What a step that was asked for again comes to. */
export type Resumed =
  /** These messages go again, with the same bytes; the copies among them have not begun yet. */
  | { readonly send: readonly PendingMessage[] }
  | { readonly done: StepResult['result'] }
  /** These certainly never left and have been withdrawn: the step is claimed again, by the facts as they are now. */
  | { readonly anew: readonly PendingMessage[] };

/**
 * Decides what becomes of the messages a step has claimed before. One that certainly never left is withdrawn, because amount, address, term
 * and hour may have changed since. One that may have left is sent again unchanged, provided that nothing speaks against it and that the
 * provider's guarantee keeps it from arriving twice; otherwise its outcome is unknown, and a person settles it.
 * @param asked.pending the messages that the step has claimed, see {@link claimedFor}
 * @throws ChannelUnavailable while another attempt may be running
 */
export async function resumeMessages(
  debtorCase: DebtorCase,
  channels: ChannelRegistry,
  { order, pending }: { readonly order: StepInput; readonly pending: readonly WaitingMessage[] },
): Promise<Resumed> {
  const main = pending.find(({ isCopy }) => !isCopy);
  const copies = pending.filter(({ isCopy }) => isCopy);
  if (!main) return copies.length === 0 ? { anew: [] } : { send: copies };
  refuseWhileAttemptRuns(main);
  if (!main.message.inDoubt) {
    for (const { message } of pending) await endMessage(debtorCase.tx, message.id, { by: 'engine', status: 'withdrawn' });
    await debtorCase.reload();
    return { anew: pending };
  }
  const way = await providerToSendBy(debtorCase, channels, { order, waiting: main });
  if ('provider' in way) return { send: [await begun(debtorCase, way.provider, main), ...copies] };
  await finishMessage(debtorCase, main.message, { by: 'engine', status: 'unknown', detail: way.against });
  for (const { message } of copies) await finishMessage(debtorCase, message, { by: 'engine', status: 'withdrawn' });
  return { done: 'unknown' };
}

/**
 * A copy begins: it follows its original, unless something has come in between. Null when it does not leave (any more).
 * @throws ChannelUnavailable while another attempt may be running
 */
export async function beginCopy(
  debtorCase: DebtorCase,
  installation: SendingInstallation,
  { order, id }: { readonly order: StepInput; readonly id: string },
): Promise<PendingMessage | null> {
  const found = (await claimedFor(debtorCase.tx, order)).find(({ message }) => message.id === id);
  if (!found) return null;
  refuseWhileAttemptRuns(found);
  const copy = await keptOrMoved(debtorCase, installation, found);
  const way = await providerToSendBy(debtorCase, installation.channels, { order, waiting: copy });
  if ('provider' in way) return begun(debtorCase, way.provider, copy);
  const status = copy.message.inDoubt ? 'unknown' : 'withdrawn';
  await finishMessage(debtorCase, copy.message, { by: 'engine', status, detail: way.against });
  return null;
}

/**
 * The copy, moved to the provider that is chosen now when its own is no longer set up and it certainly never left: a copy is never claimed
 * again.
 */
async function keptOrMoved(
  debtorCase: DebtorCase,
  { channels, doubt }: SendingInstallation,
  copy: WaitingMessage,
): Promise<WaitingMessage> {
  const { message } = copy;
  const channel = messageChannels.find((name) => name === message.channel);
  if (channel === undefined || message.inDoubt || channels.named(message.provider)) return copy;
  const { creditor } = await creditorOf(debtorCase.tx);
  const provider = channels.chosenFor(channel, creditorShape.parse(creditor).providers);
  // A payload of the provider's own is composed when a message is claimed, so a copy that has one or needs one stays where it is.
  if (provider.compose || message.payload !== null) return copy;
  const to = { provider: provider.id, settleWithinMs: settleWithinMs(provider, doubt) };
  await moveMessage(debtorCase.tx, message.id, to);
  return { ...copy, message: { ...message, ...to } };
}

/** Messages that a step has claimed and whose end is not known. */
export const claimedFor = (tx: Tx, { chase: { invoiceId, cycle }, step }: StepInput): Promise<WaitingMessage[]> =>
  pendingMessagesOf(tx, { ...step, invoiceId, cycle });

/** Begins an attempt for a message. */
const begun = async (
  debtorCase: DebtorCase,
  provider: ChannelProvider,
  { message, isCopy, invoiceIds }: PendingMessage,
): Promise<PendingMessage> => ({
  ...(await beginAttempt(debtorCase.tx, message, attemptTerms(debtorCase, provider))),
  isCopy,
  invoiceIds,
});

/**
 * Throws while an earlier attempt may still be running: where the provider does not recognise repeats, two attempts side by side could both
 * arrive. The failure says in how many milliseconds the lease of the earlier one ends, unless it is renewed.
 */
function refuseWhileAttemptRuns({ runsForMs }: WaitingMessage): void {
  if (runsForMs > 0) throw failure('ChannelUnavailable', 'an earlier attempt may still be running', { retryAfterMs: runsForMs });
}

/** The step that was asked for again, and its message that waits. */
interface AskedAgain {
  readonly order: StepInput;
  readonly waiting: WaitingMessage;
}

/** The message's own provider, whoever is chosen by now; or why it may not go (again) as it is. */
async function providerToSendBy(
  debtorCase: DebtorCase,
  channels: ChannelRegistry,
  question: AskedAgain,
): Promise<{ readonly provider: ChannelProvider } | { readonly against: string }> {
  const { message } = question.waiting;
  const provider = channels.named(message.provider);
  if (!provider) return { against: `${message.inDoubt ? 'in doubt, and ' : ''}its provider ${message.provider} is not set up any more` };
  const against = await reasonNotToResend(debtorCase, provider, question);
  return against === null ? { provider } : { against };
}

/** Why a message may not go (again) as it is, in words for a person; null when nothing speaks against it. */
async function reasonNotToResend(
  debtorCase: DebtorCase,
  provider: ChannelProvider,
  { order, waiting }: AskedAgain,
): Promise<string | null> {
  const { message, isCopy, isNotice } = waiting;
  const { isTest } = await creditorOf(debtorCase.tx);
  // A claim made while the provider was the simulator must not leave through the real one.
  if (isTest && provider.reachesPeople) return 'a test creditor sends nothing through a provider that reaches people';
  if (await stopped(debtorCase, order, waiting)) return 'a stop came in between';
  if (recipientOn(debtorCase, provider.channel) !== message.recipient) return 'the address was changed in between';
  if (!message.inDoubt) return null;
  if (isNotice && !isCopy && localDate(message.claimedAt.getTime(), debtorCase.zone) !== debtorCase.today)
    return 'in doubt, and the term of a notice must not begin before the day it leaves';
  return mayGoAgain(message, provider) ? null : 'in doubt, and the provider gives no way to find out';
}

/** Whether one of the invoices may no longer be asked. */
async function stopped(debtorCase: DebtorCase, { chase, step }: StepInput, { invoiceIds, isCopy }: PendingMessage): Promise<boolean> {
  const isOpen = (id: string): boolean => debtorCase.has(id) && debtorCase.invoice(id).facts.outcome === null;
  if (!invoiceIds.every(isOpen)) return true;
  const { policy } = await debtorCase.policyOf(chase.invoiceId);
  const facts = debtorCase.factsOf(chase.invoiceId);
  // What was agreed is confirmed while the agreement holds the chase.
  if (isConfirmation(step.key)) return !mayConfirm(policy, facts, { key: step.key, now: debtorCase.now });
  if (isCopy) {
    if (stopsOf(situationOf(policy, facts, debtorCase.now))) return true;
    // The approval of the step stands under its key too: it says nothing about what became of the original.
    const went = facts.invoice.taken.some(
      ({ step: key, occurrence, result }) =>
        key === step.key && occurrence === step.occurrence && (result === 'sent' || result === 'delivered'),
    );
    return !went;
  }
  const plan = await debtorCase.decide(chase.invoiceId);
  return plan.next !== 'wait' || plan.reasons[0] !== 'send-in-flight';
}

function mayGoAgain({ firstAttemptAt, settleWithinMs }: FrozenMessage, { guarantee }: ChannelProvider): boolean {
  if (guarantee === 'lookup') return true;
  return guarantee === 'idempotent' && firstAttemptAt !== null && Date.now() - firstAttemptAt.getTime() < settleWithinMs;
}
