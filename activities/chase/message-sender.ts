import type { StepInput, StepResult } from '#contracts/activities.js';
import type { ChaseInput, ChasePlan } from '#contracts/chase.js';
import { toPublicId } from '#contracts/ids.js';
import type { Casebook } from '#casebook/casebook.js';
import { tellEnd } from '#casebook/commands/end-message.js';
import { closeChannel } from '#casebook/commands/record-delivery.js';
import type { OpenCase } from '#casebook/open-case.js';
import type { Tx } from '#database/tx.js';
import { type ChannelProvider, type MailAddress, messageTags, type OutgoingMessage, type SendOutcome } from '#channels/channel.port.js';
import { type ChannelRegistry, providerNamed } from '#channels/registry.js';
import {
  endAttempt,
  endMessage,
  type FrozenMessage,
  type MessageEnd,
  type MessageEnded,
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

/** What is written when an attempt is over; `retry` is thrown instead, and `inDoubt` says whether this attempt or an earlier one may have left. */
type Verdict =
  { readonly end: MessageEnd; readonly result: 'sent' | 'rejected' | 'unknown' } | { readonly retry: Error; readonly inDoubt: boolean };

/** A message that is about to leave. */
type Leaving = Pick<PendingMessage, 'message' | 'invoiceIds'>;

/** The provider was asked before sending, and surely has no such message. */
interface Absent {
  readonly status: 'absent';
}

/**
 * A provider may ask for a pause of a day. Beyond an hour it is asked again anyway: Temporal gives an activity up when its next attempt
 * would lie behind its last moment, and a quota is often lifted sooner.
 */
const longestRetryAfterMs = 3_600_000;

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

  /** One attempt: provider, then the second transaction. @throws ChannelUnavailable or OutcomeUnknown for Temporal to try again */
  async deliver({ chase }: StepInput, pending: PendingMessage): Promise<{ result: StepResult['result']; plan: ChasePlan }> {
    const { message } = pending;
    const provider = providerNamed(this.channels, message.provider);
    this.reach('claimed');
    const outcome = await this.attempt(provider, pending);
    this.reach('answered');
    const verdict = verdictOn(provider, outcome, message.inDoubt);
    if ('retry' in verdict) {
      await this.book.db.ofTenant(chase.tenantId, (tx) => endAttempt(tx, message, verdict.inDoubt));
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
    let ended: MessageEnded = { invoiceIds: [], notice: null };
    const first = async (tx: Tx): Promise<void> => {
      const written = end.status === 'sent' ? { ...end, sentNow: new Date(this.book.live.now()) } : end;
      ended = await endMessage(tx, message.id, written);
    };
    const work = async (open: OpenCase): Promise<void> => {
      if (result === 'rejected') await closeChannel(open, message);
      else open.factsStand();
      await tellEnd(open, message, { end, ...ended });
    };
    return (await inChase(this.book, chase, { first, work })).plan;
  }

  /**
   * Sends, after asking first where an earlier attempt may have arrived and the provider can be asked. What surely never arrived is not
   * sent as it is: the step is claimed anew, over the facts, the amount and the day of now.
   */
  private async attempt(provider: ChannelProvider, { message, invoiceIds }: Leaving): Promise<SendOutcome | Absent> {
    const options = { timeoutMs: this.settings.providerTimeoutMs };
    if (provider.guarantee === 'lookup' && message.inDoubt && provider.lookup) {
      const reference = {
        idempotencyKey: message.idempotencyKey,
        to: message.recipient,
        subject: message.subject,
        claimedAt: message.claimedAt.getTime(),
      };
      const found = await provider.lookup(reference, options);
      if (found.status === 'found') return { status: 'accepted', providerId: found.providerId };
      return found;
    }
    return provider.send(this.outgoing(provider, { message, invoiceIds }), options);
  }

  private outgoing({ channel }: ChannelProvider, { message, invoiceIds }: Leaving): OutgoingMessage {
    return {
      idempotencyKey: message.idempotencyKey,
      channel,
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
}

const patient = (retryAfterMs: number): number => Math.min(retryAfterMs, longestRetryAfterMs);

/** What an outcome means for the step. Exhaustive: a new outcome does not compile without its meaning. */
function verdictOn(provider: ChannelProvider, outcome: SendOutcome | Absent, inDoubt: boolean): Verdict {
  switch (outcome.status) {
    case 'absent':
      return { inDoubt: false, retry: failure('ChannelUnavailable', 'an earlier attempt never arrived at the provider') };
    case 'accepted':
      return { result: 'sent', end: { status: 'sent', providerMessageId: outcome.providerId } };
    case 'rejected':
      return { result: 'rejected', end: { status: 'rejected', detail: outcome.code } };
    case 'throttled':
      return { inDoubt, retry: failure('ChannelUnavailable', outcome.detail, { retryAfterMs: patient(outcome.retryAfterMs) }) };
    case 'not-executed':
      return { inDoubt, retry: failure('ChannelUnavailable', outcome.detail) };
    case 'in-flight':
      return {
        inDoubt: true,
        retry: failure('OutcomeUnknown', 'an earlier attempt is still running at the provider', {
          retryAfterMs: patient(outcome.retryAfterMs),
        }),
      };
    case 'unknown':
      if (provider.guarantee === 'none') return { result: 'unknown', end: { status: 'unknown', detail: outcome.detail } };
      return { inDoubt: true, retry: failure('OutcomeUnknown', outcome.detail) };
    case 'key-conflict':
      return { result: 'unknown', end: { status: 'unknown', detail: outcome.detail } };
  }
}
