import type { StepInput, StepResult } from '#contracts/activities.js';
import type { ChaseInput, ChasePlan } from '#contracts/chase.js';
import { toPublicId } from '#contracts/ids.js';
import type { Casebook } from '#casebook/casebook.js';
import { tellEnd } from '#casebook/commands/end-message.js';
import { giveUpAfterMessage } from '#casebook/commands/give-up.js';
import { closeChannel } from '#casebook/commands/record-delivery.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { Tx } from '#database/tx.js';
import {
  type ChannelProvider,
  type MailAddress,
  messageTags,
  type OutgoingAttachment,
  type OutgoingMessage,
  type SendOptions,
  type SendOutcome,
} from '#channels/channel.port.js';
import { usualZone } from '#domain/calendar/zone.js';
import type { ChannelRegistry } from '#channels/registry.js';
import { lookUpSettled, type SettledLookup } from '#channels/settled-lookup.js';
import { type BegunAttempt, endAttempt } from '#database/repositories/message-attempts.repository.js';
import { endMessage, type FrozenMessage, type MessageEnd, type MessageEnded } from '#database/repositories/messages.repository.js';
import { readZone } from '#database/repositories/creditors.repository.js';
import type { PendingMessage } from '#database/repositories/pending-messages.repository.js';
import { type DoubtTerms, usualDoubtTerms } from '../claim/doubt-terms.js';
import { type AttemptObserver, type AttemptResult, unobservedAttempts } from './attempt-observer.js';
import { AttachmentReader } from './attachment-reader.js';
import { AttemptLease } from './attempt-lease.js';
import { failure } from '#contracts/failure.js';
import { inChase } from '../in-chase.js';
import { dayOnTestClock, isOfTestClock } from './test-clock-day.js';
import { type Reach, unarmed } from './kill-points.js';

/** How messages leave. */
export interface SenderSettings {
  /** This installation: its address is the sender of every mail, its name stands behind the creditor's. */
  readonly from: MailAddress;
  /** Longest wait for a provider's answer; shorter than the activity's own timeout, so that the doubt is ours to write down. */
  readonly providerTimeoutMs: number;
  /** How doubts are bounded; absent: as usual. */
  readonly doubt?: DoubtTerms;
  /** Only in fault tests. */
  readonly reach?: Reach;
  /** Hears what was done, for figures. */
  readonly observer?: AttemptObserver;
}

/** What is written when an attempt is over; `retry` is thrown instead. */
type Verdict = { readonly end: MessageEnd; readonly result: 'sent' | 'rejected' | 'unknown' } | Undecided;

interface Undecided {
  readonly retry: Error;
  /** Whether this attempt or an earlier one may have left. */
  readonly inDoubt: boolean;
  /** Whether this one made a request that may have left. */
  readonly requested: boolean;
}

/** A message that is about to leave, and the right to send it. */
type Leaving = Pick<PendingMessage, 'message' | 'invoiceIds'> & { readonly lease: AttemptLease; readonly attempt: BegunAttempt };

/** What is read for a message right before it leaves. */
interface Along {
  readonly day: string | null;
  readonly attachments: readonly OutgoingAttachment[];
}

/** What an attempt came to. `never-arrived`: it was in doubt, and its provider surely has no such message and never will. */
type AttemptOutcome = SendOutcome | { readonly status: 'never-arrived' } | Asked;

/** The provider was asked, nothing was sent, and the message may still arrive by an earlier request. */
interface Asked {
  readonly status: 'asked';
  readonly detail: string;
  readonly retryAfterMs?: number;
}

/** A step that was taken, with the next plan; or the news that the way is free for another claim of it. */
export type Delivered = { readonly result: StepResult['result']; readonly plan: ChasePlan } | 'never-arrived';

/**
 * A provider may ask for a pause of a day. Beyond an hour it is asked again anyway: Temporal gives an activity up when its next attempt
 * would lie behind its last moment, and a quota is often lifted sooner.
 */
const longestRetryAfterMs = 3_600_000;

/** Takes claimed messages to their provider and writes down what became of them, by the guarantee the provider gives. */
export class MessageSender {
  readonly reach: Reach;
  private readonly observer: AttemptObserver;
  private readonly attachments: AttachmentReader;

  constructor(
    private readonly book: Casebook,
    readonly channels: ChannelRegistry,
    private readonly settings: SenderSettings,
  ) {
    this.reach = settings.reach ?? unarmed;
    this.observer = settings.observer ?? unobservedAttempts;
    this.attachments = new AttachmentReader(book.db);
  }

  /** Name and mail address of this installation. */
  get installation(): MailAddress {
    return this.settings.from;
  }

  /** How long this installation lets a message stay in doubt. */
  get doubt(): DoubtTerms {
    return this.settings.doubt ?? usualDoubtTerms;
  }

  /** One attempt: provider, then the second transaction. @throws ChannelUnavailable or OutcomeUnknown for Temporal to try again */
  async deliver({ chase }: StepInput, { message, invoiceIds, attempt }: PendingMessage): Promise<Delivered> {
    if (!attempt) throw new Error('a message is sent by an attempt that has begun');
    const lease = new AttemptLease(this.book.db, { message, attempt }, this.book.limits);
    try {
      const provider = this.channels.named(message.provider);
      if (!provider) throw new Error(`a message for ${message.provider} began, which is not set up`);
      await this.reach('claimed');
      const outcome = await this.attempt(provider, { message, invoiceIds, lease, attempt });
      await this.reach('answered');
      if (outcome.status === 'never-arrived') {
        await this.endAttempt(message, { inDoubt: false, requested: false });
        return outcome.status;
      }
      const verdict = verdictOn(provider, outcome, message.inDoubt);
      if ('retry' in verdict) {
        await this.endAttempt(message, verdict);
        this.ended(provider, 'retried');
        throw verdict.retry;
      }
      const plan = await this.record(chase, message, verdict);
      this.ended(provider, verdict.result);
      await this.reach('recorded');
      return { result: verdict.result, plan };
    } finally {
      lease.stop();
    }
  }

  private endAttempt(message: FrozenMessage, { inDoubt, requested }: Omit<Undecided, 'retry'>): Promise<void> {
    return this.book.db.ofTenant(message.tenantId, (tx) => endAttempt(tx, message, { inDoubt, requested }));
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
    let ended: MessageEnded = { invoiceIds: [], state: null, notice: null };
    const withLoad = async (tx: Tx): Promise<void> => {
      const written = end.status === 'sent' ? { ...end, sentNow: new Date(this.book.live.now()) } : end;
      ended = await endMessage(tx, message.id, { ...written, attempt: message.attempts });
    };
    const work = async (debtorCase: DebtorCase): Promise<void> => {
      // No invoice: another attempt has taken the message over, and says what became of it.
      if (result === 'rejected' && ended.invoiceIds.length > 0) await closeChannel(debtorCase, message);
      await tellEnd(debtorCase, message, { end, ...ended });
      // Not where a bounce was reported before its provider's answer.
      if (ended.state === 'sent') await giveUpAfterMessage(debtorCase, message.id, ended.invoiceIds);
    };
    return (await inChase(this.book, chase, { withLoad, work })).plan;
  }

  /**
   * Sends, after asking first where the provider can be asked and this is not the first attempt: what may have left is looked for, and what
   * surely did not is looked for all the same. A doubt that ended is not sent as it is: the step is claimed anew, over the facts, the
   * amount and the day of now.
   */
  private async attempt(provider: ChannelProvider, leaving: Leaving): Promise<AttemptOutcome> {
    const { message, lease } = leaving;
    const asked = await this.ask(provider, leaving);
    if (asked?.status === 'found') return { status: 'accepted', providerId: asked.providerId };
    if (asked && asked.status !== 'absent') {
      const { detail } = asked;
      return message.inDoubt ? { ...asked, status: 'asked' } : { status: 'not-executed', cause: 'provider-error', detail };
    }
    if (asked && message.inDoubt) return { status: 'never-arrived' };
    const day = await this.dayOf(message);
    const attachments = await this.attachments.read(message, message.envelope?.attachments ?? []);
    // Where a key makes a repeat harmless the claim itself was the last word, which saves a transaction.
    if (provider.guarantee !== 'idempotent' && !(await lease.request())) return tooLate;
    await this.reach('leaving');
    return provider.send(this.outgoing(provider, { ...leaving, day, attachments }), this.bounds(lease));
  }

  /** Asks for a message of which there was an attempt before. Null: this provider is not asked, or there is nothing to ask for. */
  private async ask(provider: ChannelProvider, { message, lease, attempt }: Leaving): Promise<SettledLookup | null> {
    if (provider.guarantee !== 'lookup' || message.attempts <= 1) return null;
    const reference = {
      idempotencyKey: message.idempotencyKey,
      to: message.recipient,
      subject: message.subject,
      claimedAt: message.claimedAt.getTime(),
      // What surely never left has nothing that could still arrive.
      quietForMs: message.inDoubt ? attempt.quietForMs : Number.POSITIVE_INFINITY,
    };
    return lookUpSettled(provider, reference, this.bounds(lease));
  }

  private bounds(lease: AttemptLease): SendOptions {
    return { timeoutMs: this.settings.providerTimeoutMs, signal: lease.signal, mayLeave: () => lease.holds };
  }

  /** The day of the message on its test clock, as its creditor counts days; null on the live clock, which costs nothing. */
  private async dayOf(message: FrozenMessage): Promise<string | null> {
    if (!isOfTestClock(message)) return null;
    return dayOnTestClock(message, (await this.book.db.ofTenant(message.tenantId, readZone)) ?? usualZone);
  }

  private outgoing(
    { channel }: ChannelProvider,
    { message, invoiceIds, day, attachments }: Pick<Leaving, 'message' | 'invoiceIds'> & Along,
  ): OutgoingMessage {
    return {
      idempotencyKey: message.idempotencyKey,
      channel,
      from: senderOf(message) ?? this.settings.from,
      ...(channel === 'email' && message.replyTo !== null ? { replyTo: message.replyTo } : {}),
      to: message.recipient,
      subject: message.subject,
      html: message.html,
      text: message.text,
      ...(message.payload === null ? {} : { payload: message.payload }),
      ...headersOf(message),
      ...(attachments.length === 0 ? {} : { attachments }),
      tags: messageTags({
        tenant: toPublicId('tenant', message.tenantId),
        message: toPublicId('message', message.id),
        step: message.template,
        invoices: [...invoiceIds].sort().map((id) => toPublicId('invoice', id)),
        day,
      }),
    };
  }
}

/** In one order: a row that was read back gives them in another, and a repeat must be the same bytes. */
function headersOf({ envelope }: FrozenMessage): Pick<OutgoingMessage, 'headers'> {
  const headers = Object.entries(envelope?.headers ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
}

/** The sender as it was frozen; null for a message that was claimed before senders were kept. */
const senderOf = ({ fromName, fromAddress }: FrozenMessage): MailAddress | null =>
  fromAddress === null ? null : { ...(fromName === null ? {} : { name: fromName }), address: fromAddress };

const patient = (retryAfterMs: number): number => Math.min(retryAfterMs, longestRetryAfterMs);

const tooLate: SendOutcome = {
  status: 'not-executed',
  cause: 'too-late',
  detail: 'the right to send had passed, or another attempt has taken the message over',
};

/** What an outcome means for the step. Exhaustive: a new outcome does not compile without its meaning. */
function verdictOn(provider: ChannelProvider, outcome: Exclude<AttemptOutcome, { status: 'never-arrived' }>, inDoubt: boolean): Verdict {
  switch (outcome.status) {
    case 'accepted':
      return { result: 'sent', end: { by: 'attempt', status: 'sent', providerMessageId: outcome.providerId } };
    case 'rejected':
      return { result: 'rejected', end: { by: 'attempt', status: 'rejected', detail: outcome.code } };
    case 'throttled':
      return notSent(inDoubt, failure('ChannelUnavailable', outcome.detail, { retryAfterMs: patient(outcome.retryAfterMs) }));
    case 'not-executed':
      return notSent(inDoubt, failure('ChannelUnavailable', outcome.detail));
    case 'in-flight':
      return notSent(
        true,
        failure('OutcomeUnknown', 'an earlier attempt is still running at the provider', { retryAfterMs: patient(outcome.retryAfterMs) }),
      );
    case 'asked': {
      const { retryAfterMs } = outcome;
      return notSent(
        true,
        failure('OutcomeUnknown', outcome.detail, retryAfterMs === undefined ? {} : { retryAfterMs: patient(retryAfterMs) }),
      );
    }
    case 'unknown':
      if (provider.guarantee === 'none') return { result: 'unknown', end: { by: 'attempt', status: 'unknown', detail: outcome.detail } };
      return { inDoubt: true, requested: true, retry: failure('OutcomeUnknown', outcome.detail) };
    case 'key-conflict':
      return { result: 'unknown', end: { by: 'attempt', status: 'unknown', detail: outcome.detail } };
  }
}

const notSent = (inDoubt: boolean, retry: Error): Undecided => ({ inDoubt, requested: false, retry });
