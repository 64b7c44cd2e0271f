import type { StepInput, StepResult } from '#contracts/activities.js';
import type { ChaseInput, ChasePlan } from '#contracts/chase.js';
import { toPublicId } from '#contracts/ids.js';
import type { Casebook } from '#casebook/casebook.js';
import { closeChannel } from '#casebook/commands/record-delivery.js';
import { keyWindowMs } from '#casebook/commands/settle-due.js';
import type { OpenCase } from '#casebook/open-case.js';
import type { Tx } from '#database/tx.js';
import { type ChannelProvider, type MailAddress, messageTags, type OutgoingMessage, type SendOutcome } from '#channels/channel.port.js';
import type { ChannelRegistry } from '#channels/registry.js';
import {
  creditorOf,
  endMessage,
  type FrozenMessage,
  type MessageEnd,
  type MessageEnded,
  noteAttempt,
  type PendingMessage,
} from '#database/repositories/messages.repository.js';
import { type ActivityObserver, type AttemptResult, unobserved } from '../observer.js';
import { failure, inChase } from './chase-tools.js';
import { type Reach, unarmed } from './kill-points.js';

/** How messages leave. */
export interface SenderSettings {
  readonly from: MailAddress;
  /** Longest wait for a provider's answer; shorter than the activity's own timeout, so that the doubt is ours to write down. */
  readonly providerTimeoutMs: number;
  /** Only in fault tests. */
  readonly reach?: Reach;
  /** Hears what was done, for figures. */
  readonly observer?: ActivityObserver;
}

type Resumed = { readonly send: readonly PendingMessage[] } | { readonly done: StepResult['result'] };
/** What is written when an attempt is over; `retry` is thrown instead. */
type Verdict =
  { readonly end: MessageEnd; readonly result: 'sent' | 'rejected' | 'unknown' } | { readonly retry: Error; readonly mayHaveLeft: boolean };

/** Takes claimed messages to their provider and writes down what became of them, by the guarantee the provider gives. */
export class MessageSender {
  readonly reach: Reach;
  private readonly observer: ActivityObserver;

  constructor(
    private readonly book: Casebook,
    readonly channels: ChannelRegistry,
    private readonly settings: SenderSettings,
  ) {
    this.reach = settings.reach ?? unarmed;
    this.observer = settings.observer ?? unobserved;
  }

  /**
   * A repeat after a crash or a failed attempt. If a stop has come in between, nothing is sent any more: what surely never left is
   * withdrawn, what may have left is unknown. Otherwise the provider's guarantee says whether the same bytes may go again.
   */
  async resume(open: OpenCase, { chase }: StepInput, pending: readonly PendingMessage[]): Promise<Resumed> {
    const plan = await open.decide(chase.invoiceId);
    const { isTest } = await creditorOf(open.tx);
    const stopped = plan.next !== 'wait' || plan.reasons[0] !== 'send-in-flight';
    // A claim made while the provider was the simulator must not leave through the real one.
    const barred = pending.some(({ message }) => isTest && this.providerOf(message).reachesPeople);
    const send: PendingMessage[] = [];
    for (const one of pending) {
      if (stopped || barred)
        await this.finish(
          open,
          one.message,
          one.message.inDoubt ? { status: 'unknown', detail: 'a stop came while its outcome was in doubt' } : { status: 'withdrawn' },
        );
      else if (this.mayGoAgain(one.message)) send.push(one);
      else await this.finish(open, one.message, { status: 'unknown', detail: 'in doubt, and the provider gives no way to find out' });
    }
    for (const { message } of send) await noteAttempt(open.tx, message.id, { begins: true });
    return send.length > 0 ? { send } : { done: stopped || barred ? 'superseded' : 'unknown' };
  }

  /** One attempt: provider, then the second transaction. @throws ChannelUnavailable or OutcomeUnknown for Temporal to try again */
  async deliver({ chase }: StepInput, pending: PendingMessage): Promise<{ result: StepResult['result']; plan: ChasePlan }> {
    const { message } = pending;
    const provider = this.providerOf(message);
    this.reach('claimed');
    const outcome = await this.attempt(provider, pending);
    this.reach('answered');
    const verdict = verdictOn(provider, outcome);
    if ('retry' in verdict) {
      if (!verdict.mayHaveLeft) await this.book.db.ofTenant(chase.tenantId, (tx) => noteAttempt(tx, message.id, { begins: false }));
      this.ended(provider, 'retried');
      throw verdict.retry;
    }
    const plan = await this.record(chase, message, verdict);
    this.ended(provider, verdict.result);
    this.reach('recorded');
    return { result: verdict.result, plan };
  }

  private ended({ channel }: ChannelProvider, result: AttemptResult): void {
    this.observer.attemptEnded({ channel, result });
  }

  /** The second transaction. The end of the message needs no facts, so it is written before they are read: once, as they are after it. */
  private async record(
    chase: ChaseInput,
    message: FrozenMessage,
    { end, result }: Extract<Verdict, { end: MessageEnd }>,
  ): Promise<ChasePlan> {
    let ended: MessageEnded = { invoiceIds: [], noticeWaits: false };
    const first = async (tx: Tx): Promise<void> => {
      const written = end.status === 'sent' ? { ...end, sentNow: new Date(this.book.live.now()) } : end;
      ended = await endMessage(tx, message.id, written);
    };
    const work = async (open: OpenCase): Promise<void> => {
      if (result === 'rejected') await closeChannel(open, message.channel);
      else open.factsStand();
      await tellOf(open, message, { end, invoiceIds: ended.invoiceIds });
    };
    return (await inChase(this.book, chase, { first, work })).plan;
  }

  /** Sends, after asking first where an earlier attempt may have arrived and the provider can be asked. */
  private async attempt(provider: ChannelProvider, { message, invoiceIds }: PendingMessage): Promise<SendOutcome> {
    const options = { timeoutMs: this.settings.providerTimeoutMs };
    if (provider.guarantee === 'lookup' && message.attempts > 1 && provider.lookup) {
      const reference = {
        idempotencyKey: message.idempotencyKey,
        to: message.recipient,
        subject: message.subject,
        claimedAt: message.claimedAt.getTime(),
      };
      const found = await provider.lookup(reference, options);
      if (found.status === 'found') return { status: 'accepted', providerId: found.providerId };
      if (found.status === 'unknown') return { status: 'unknown', detail: found.detail };
    }
    return provider.send(this.outgoing(message, invoiceIds), options);
  }

  private outgoing(message: FrozenMessage, invoiceIds: readonly string[]): OutgoingMessage {
    return {
      idempotencyKey: message.idempotencyKey,
      channel: this.providerOf(message).channel,
      from: this.settings.from,
      to: message.recipient,
      subject: message.subject,
      html: message.html,
      text: message.text,
      tags: messageTags({
        tenant: toPublicId('tenant', message.tenantId),
        message: toPublicId('message', message.id),
        step: message.template,
        invoices: [...invoiceIds].sort().map((id) => toPublicId('invoice', id)),
      }),
    };
  }

  private mayGoAgain(message: FrozenMessage): boolean {
    const provider = this.providerOf(message);
    if (!message.inDoubt || provider.guarantee === 'lookup') return true;
    return (
      provider.guarantee === 'idempotent' && message.firstAttemptAt !== null && Date.now() - message.firstAttemptAt.getTime() < keyWindowMs
    );
  }

  private providerOf(message: FrozenMessage): ChannelProvider {
    const provider = Object.values(this.channels).find((candidate) => candidate.id === message.provider);
    if (!provider) throw new Error(`no provider "${message.provider}" is configured`);
    return provider;
  }

  /** Writes the end of a message of which nothing more will be heard. */
  private async finish(open: OpenCase, message: FrozenMessage, end: MessageEnd): Promise<void> {
    const { invoiceIds } = await endMessage(open.tx, message.id, end);
    await tellOf(open, message, { end, invoiceIds });
  }
}

async function tellOf(
  open: OpenCase,
  message: FrozenMessage,
  { end, invoiceIds }: { end: MessageEnd; invoiceIds: readonly string[] },
): Promise<void> {
  for (const invoiceId of invoiceIds) {
    const data = { channel: message.channel, detail: end.detail ?? null };
    await open.recordEvent(`message.${end.status}`, { invoiceId, subjectId: message.id, data });
  }
}

/** What an outcome means for the step. Exhaustive: a new outcome does not compile without its meaning. */
function verdictOn(provider: ChannelProvider, outcome: SendOutcome): Verdict {
  switch (outcome.status) {
    case 'accepted':
      return { result: 'sent', end: { status: 'sent', providerMessageId: outcome.providerId } };
    case 'rejected':
      return { result: 'rejected', end: { status: 'rejected', detail: outcome.code } };
    case 'throttled':
      return { mayHaveLeft: false, retry: failure('ChannelUnavailable', outcome.detail, { retryAfterMs: outcome.retryAfterMs }) };
    case 'not-executed':
      return { mayHaveLeft: false, retry: failure('ChannelUnavailable', outcome.detail) };
    case 'in-flight':
      return {
        mayHaveLeft: true,
        retry: failure('OutcomeUnknown', 'an earlier attempt is still running at the provider', { retryAfterMs: outcome.retryAfterMs }),
      };
    case 'unknown':
      if (provider.guarantee === 'none') return { result: 'unknown', end: { status: 'unknown', detail: outcome.detail } };
      return { mayHaveLeft: true, retry: failure('OutcomeUnknown', outcome.detail) };
    case 'key-conflict':
      return { result: 'unknown', end: { status: 'unknown', detail: outcome.detail } };
  }
}
