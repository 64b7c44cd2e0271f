/**
 * What every provider looks like to the send protocol. A provider never throws for what the outside world does: a refusal, a full queue
 * or a cut line is a value, because each asks for another next move and a thrown error would hide which.
 */
import { fromPublicId } from '#contracts/ids.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { Channel } from '#domain/policy/facts/facts.js';

/** Channels a program can send through; a call is made by a person. */
export type MessageChannel = Exclude<Channel, 'call'>;
/** All of them. */
export const messageChannels = ['email', 'sms', 'whatsapp', 'letter'] as const satisfies readonly MessageChannel[];

/**
 * What a provider promises about a repeated send. `idempotent`: the same key executes once, for `keyWindowMs`; `lookup`: it can be asked
 * by our reference, and from `settleMs` after our last request its "absent" is final; `none`: nothing, so a doubtful send is never repeated.
 */
export type Guarantee = 'idempotent' | 'lookup' | 'none';

/** A sender or recipient of mail; `name` is shown, never trusted. */
export interface MailAddress {
  readonly name?: string;
  readonly address: string;
}

/** A file that goes along, base64. */
export interface OutgoingAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly contentBase64: string;
  /** Of a picture inside the mail: what follows `cid:` in its HTML. */
  readonly contentId?: string;
}

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A message that is being claimed, for a provider that wants more than words: a template and its parameters, the reference of a document. */
export interface MessageToCompose {
  readonly template: string;
  readonly tone: string;
  readonly language: string;
  /** As {@link OutgoingMessage.to}. */
  readonly to: string;
  readonly from: MailAddress;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /**
   * What the text speaks of, printed in its language, each on one line: `creditor`, `debtor`, `invoices` (numbers, at most three by name),
   * `dueDate` (of the oldest), `total`, `reference`, `iban`, `nextStep`. A value is data: a provider never reads it as markup.
   */
  readonly values: Readonly<Record<string, string>>;
}

/** A payload of the provider's own, or why it cannot be made: then nothing is claimed, and the chase pauses for a person who reads the code. */
export type Composed = { readonly payload: Json } | { readonly refused: string; readonly detail: string };

/** A message as it was frozen when it was claimed. Every attempt sends exactly these values, so that a provider's key check holds. */
export interface OutgoingMessage {
  /** At most 256 characters; also the reference by which a `lookup` provider is asked. */
  readonly idempotencyKey: string;
  readonly channel: MessageChannel;
  readonly from: MailAddress;
  /** E-mail address, phone number in E.164, or for a letter the address lines joined by line feeds. */
  readonly to: string;
  readonly replyTo?: string;
  /** Shown by e-mail; for a letter its title; ignored by sms and whatsapp. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** What {@link ChannelProvider.compose} made when it was claimed, as JSON: the same bytes at every attempt. Absent where it makes nothing. */
  readonly payload?: string;
  /** Ids for the provider's own screens and webhooks, from {@link messageTags}: nothing personal. */
  readonly tags: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly OutgoingAttachment[];
}

/**
 * Why a send surely did not happen although nothing is wrong with the message. `account`: key, domain or suspension, an operator's work;
 * `too-late`: the right to send had passed before the first byte was written.
 */
export type NotExecutedCause = 'unreachable' | 'provider-error' | 'account' | 'too-late';

/** What a send came to. */
export type SendOutcome =
  | { readonly status: 'accepted'; readonly providerId: string }
  /** Refused for good: the next channel or a person. */
  | { readonly status: 'rejected'; readonly code: string; readonly detail: string; readonly permanent: true }
  /** Surely not executed; the provider says when to come back. */
  | { readonly status: 'throttled'; readonly retryAfterMs: number; readonly detail: string }
  /** Surely not executed: never connected, or refused before the provider acted. */
  | { readonly status: 'not-executed'; readonly cause: NotExecutedCause; readonly detail: string }
  /** An earlier attempt with this key is still running at the provider. */
  | { readonly status: 'in-flight'; readonly retryAfterMs: number }
  /** It may or may not have left: a timeout or a cut after the request went out, a server error, an answer that makes no sense. */
  | { readonly status: 'unknown'; readonly detail: string }
  /** The key was used with another payload: our freezing is broken, nobody may retry. */
  | { readonly status: 'key-conflict'; readonly detail: string };

/** How an attempt is bounded. `signal` ends it early (its right has passed); an aborted attempt has an unknown outcome. */
export interface SendOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Asked right before the first byte of the request is written. When it says no, nothing leaves: the outcome is `too-late`. */
  readonly mayLeave?: () => boolean;
}

/** What to look for at a provider. Times bound the search where the provider has no reference of ours. */
export interface LookupReference {
  readonly idempotencyKey: string;
  readonly to: string;
  readonly subject: string;
  readonly claimedAt: Instant;
}

/** `absent` only when the provider was read completely. Whether it may still come is another question, see `settled-lookup.ts`. */
export type LookupOutcome =
  | { readonly status: 'found'; readonly providerId: string }
  | { readonly status: 'absent' }
  | { readonly status: 'unknown'; readonly detail: string };

/** A provider of one channel. */
export interface ChannelProvider {
  /** Name of the provider, as the send ledger keeps it. */
  readonly id: string;
  readonly channel: MessageChannel;
  readonly guarantee: Guarantee;
  /** Whether what it sends arrives at people: the real provider, not the simulator. A test creditor never sends through such a one. */
  readonly reachesPeople: boolean;
  /** Only with `idempotent`: how long the provider remembers a key. */
  readonly keyWindowMs?: number;
  /**
   * Only with `lookup`, and there without exception: how long after our last request the provider may still carry it out, or show it. Until
   * then "absent" in a look-up proves nothing; without this number it never does.
   */
  readonly settleMs?: number;
  /**
   * What it needs beside the words, made once when the message is claimed, under the debtor's lock: pure, so that nothing waits for it.
   * Absent: it needs nothing.
   */
  compose?(message: MessageToCompose): Composed;
  /** Executes once; never throws for what the provider or the network does. */
  send(message: OutgoingMessage, options: SendOptions): Promise<SendOutcome>;
  /**
   * The Message-ID under which a mail that it took has travelled; null: it knows none. Absent where it cannot be asked.
   * @throws Error when it cannot be reached or understood: ask again later
   */
  mailIdOf?(providerId: string, options: Pick<SendOptions, 'timeoutMs'>): Promise<string | null>;
  /** Whether the message arrived there. Absent where the provider cannot be asked. */
  lookup?(reference: LookupReference, options: SendOptions): Promise<LookupOutcome>;
}

/** What a provider later tells about a message, beyond its own answer that it took it. Soft bounces may still arrive; hard ones and complaints end the address. */
export type DeliveryKind = 'delivered' | 'delayed' | 'bounced-hard' | 'bounced-soft' | 'complained' | 'failed';

/** One report of a provider, comes twice and out of order: `providerEventId` makes a repeat harmless. */
export interface DeliveryEvent {
  readonly providerEventId: string;
  readonly providerMessageId: string;
  readonly kind: DeliveryKind;
  readonly at: Instant;
  readonly detail: string;
  /** Whose message it is by our own tags, which the provider sent along; null when it carries none of ours. */
  readonly tagged: TaggedMessage | null;
}

/** Ids of a message of ours. */
export interface TaggedMessage {
  readonly tenantId: string;
  readonly messageId: string;
}

/** Longest key a provider takes (Resend). */
export const maxIdempotencyKeyLength = 256;

/** What a message is about, by public ids. */
export interface MessageSubject {
  readonly tenant: string;
  readonly message: string;
  readonly step: string;
  readonly invoices: readonly string[];
  /** The day that the debtor lives in, where a test clock makes it another than ours. */
  readonly day?: string | null;
}

/** Tags for {@link OutgoingMessage}: `tenant`, `message`, `step`, `invoice`, then `invoice_2` ..., and `day`; characters no provider takes become `_`. */
export function messageTags(subject: MessageSubject): Record<string, string> {
  const tags: Record<string, string> = { tenant: subject.tenant, message: subject.message, step: subject.step };
  subject.invoices.forEach((invoice, index) => (tags[index === 0 ? 'invoice' : `invoice_${index + 1}`] = invoice));
  if (subject.day) tags['day'] = subject.day;
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, value.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 256)]));
}

/** The message of ours that tags of {@link messageTags} name; null for those of somebody else. */
export function taggedMessage(tags: Readonly<Record<string, string>>): TaggedMessage | null {
  const tenantId = fromPublicId('tenant', tags['tenant'] ?? '');
  const messageId = fromPublicId('message', tags['message'] ?? '');
  return tenantId === null || messageId === null ? null : { tenantId, messageId };
}
