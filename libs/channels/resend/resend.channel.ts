import type { CreateEmailOptions } from 'resend';
import { z } from 'zod';
import {
  maxIdempotencyKeyLength,
  type ChannelProvider,
  type LookupOutcome,
  type LookupReference,
  type OutgoingMessage,
  type SendOptions,
  type SendOutcome,
} from '../channel.port.js';
import { bounded, watchConnection } from '../connection-failures.js';
import { formatMailbox, headerText, isMailAddress } from '../mail-address.js';
import { BoundedResend } from './bounded-resend.js';
import { findSentMail } from './resend-lookup.js';
import { outcomeOfError, type ResendError } from './resend-errors.js';

/** Settings of the provider; a base URL other than Resend's own points to the simulator or a proxy. */
export interface ResendSettings {
  readonly apiKey: string;
  readonly baseUrl: string;
}

/** Resend remembers an idempotency key for 24 hours. */
const resendKeyWindowMs = 24 * 60 * 60 * 1_000;

const userAgent = 'maanwerk';
/** The key travels in a header. */
const idempotencyKeyShape = new RegExp(`^[\\x21-\\x7e]{1,${maxIdempotencyKeyLength}}$`);

const payloadOf = (message: OutgoingMessage): CreateEmailOptions => ({
  from: formatMailbox(message.from),
  to: message.to,
  subject: headerText(message.subject),
  html: message.html,
  text: message.text,
  tags: Object.entries(message.tags).map(([name, value]) => ({ name, value })),
  ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
  ...(message.headers === undefined ? {} : { headers: { ...message.headers } }),
  ...(message.attachments === undefined
    ? {}
    : {
        attachments: message.attachments.map(({ filename, contentType, contentBase64, contentId }) => ({
          filename,
          contentType,
          content: contentBase64,
          ...(contentId === undefined ? {} : { contentId }),
        })),
      }),
});

/** What can be known to be wrong before anything leaves. Only the recipient is the debtor's: the rest is ours to mend. */
function refusalOf(message: OutgoingMessage): SendOutcome | null {
  const ours = (detail: string): SendOutcome => ({ status: 'not-executed', cause: 'account', detail });
  if (!isMailAddress(message.to))
    return { status: 'rejected', code: 'invalid_recipient', detail: 'the recipient is not one bare e-mail address', permanent: true };
  if (message.replyTo !== undefined && !isMailAddress(message.replyTo)) return ours('the reply address is not one bare e-mail address');
  return idempotencyKeyShape.test(message.idempotencyKey)
    ? null
    : ours(`the key must be 1 to ${maxIdempotencyKeyLength} visible ASCII characters`);
}

/** The SDK hands on whatever JSON the server sent; its types are a hope. */
const asError = (error: unknown): ResendError => {
  const { name, statusCode, message } = { name: null, statusCode: null, message: null, ...(typeof error === 'object' ? error : {}) };
  return {
    name: typeof name === 'string' ? name : 'application_error',
    statusCode: typeof statusCode === 'number' ? statusCode : null,
    message: typeof message === 'string' ? message : 'no readable error',
  };
};

/** Of what it tells of a mail that was sent. */
const sentMail = z.object({
  message_id: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
});
/** As a header may hold it (RFC 5322 3.6.4): nothing in it that ends a line or another id. */
const mailIdShape = /^<[\x21-\x3b=\x3f-\x7e]{1,250}>$/;

const acceptedId = (data: unknown): string | null =>
  typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string' && data.id !== '' ? data.id : null;

/** E-mail through Resend, by its own SDK. */
export class ResendChannel implements ChannelProvider {
  readonly id = 'resend';
  readonly channel = 'email';
  readonly guarantee = 'idempotent';
  readonly keyWindowMs = resendKeyWindowMs;
  /** Resend speaks https only, the simulator plain http on a network of its own. */
  readonly reachesPeople: boolean;
  readonly #client: BoundedResend;

  constructor(settings: ResendSettings) {
    this.reachesPeople = new URL(settings.baseUrl).protocol === 'https:';
    this.#client = new BoundedResend(settings.apiKey, { baseUrl: settings.baseUrl.replace(/\/+$/, ''), userAgent });
  }

  async send(message: OutgoingMessage, options: SendOptions): Promise<SendOutcome> {
    const refusal = refusalOf(message);
    if (refusal !== null) return refusal;
    const watched = await watchConnection(message.idempotencyKey, options, (signal) =>
      this.#client.emails.send(payloadOf(message), { idempotencyKey: message.idempotencyKey, signal }),
    );
    if ('notSent' in watched) return watched.notSent;
    const { result } = watched;
    if (result.error !== null) return outcomeOfError(asError(result.error), result.headers ?? {});
    const providerId = acceptedId(result.data);
    return providerId === null ? { status: 'unknown', detail: 'the answer carries no id' } : { status: 'accepted', providerId };
  }

  async mailIdOf(providerId: string, { timeoutMs }: Pick<SendOptions, 'timeoutMs'>): Promise<string | null> {
    const { data, error } = await this.#client.get<unknown>(`/emails/${encodeURIComponent(providerId)}`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    const refused = error && asError(error);
    if (refused?.statusCode === 404 || refused?.name === 'not_found') return null;
    if (refused) throw new Error(`Resend did not tell of a mail: ${refused.name}`);
    const { message_id: id } = sentMail.parse(data);
    return id !== null && mailIdShape.test(id) ? id : null;
  }

  lookup(reference: LookupReference, options: SendOptions): Promise<LookupOutcome> {
    return findSentMail(this.#client, reference, bounded(options));
  }
}
