/**
 * Sms, WhatsApp and letters through the simulator's own small HTTP interface. These are stand-ins, named as such in the send ledger: they
 * show the three guarantees over a real wire until a real provider of the channel takes their place behind the same port.
 *
 * `POST {baseUrl}/messages` takes `{ reference, from, to, subject, html, text, tags }` and answers 201 `{ id }`, or a 4xx
 * `{ code, detail }`; `GET {baseUrl}/messages?reference=` answers `{ data: [{ id }] }`.
 */
import { z } from 'zod';
import type {
  ChannelProvider,
  Guarantee,
  LookupOutcome,
  LookupReference,
  OutgoingMessage,
  SendOptions,
  SendOutcome,
} from '../channel.port.js';
import { bounded, watchConnection } from '../connection-failures.js';
import { type Answer, askOutside, jsonOf } from '../egress.js';
import { retryAfterMs } from '../retry-after.js';

/** Where the stand-in listens, such as `http://127.0.0.1:4010/sms`. */
export interface SimulatedSettings {
  readonly baseUrl: string;
}

/** The same for one that can be asked. */
export interface AskableSettings extends SimulatedSettings {
  /** See {@link ChannelProvider.settleMs}. */
  readonly settleMs: number;
}

type SimulatedMedium = 'sms' | 'whatsapp' | 'letter';

const accepted = z.object({ id: z.string().min(1) });
const refused = z.object({ code: z.string(), detail: z.string() });
const found = z.object({ data: z.array(accepted) });

const bodyOf = (message: OutgoingMessage, medium: SimulatedMedium): Record<string, unknown> => ({
  reference: message.idempotencyKey,
  from: message.from.name ?? message.from.address,
  to: message.to,
  text: message.text,
  tags: message.tags,
  ...(medium === 'letter' ? { subject: message.subject, html: message.html } : {}),
});

function outcomeOf({ ok, status, statusText, headers, text }: Answer): SendOutcome {
  const body = jsonOf(text);
  if (ok) {
    const answer = accepted.safeParse(body);
    return answer.success ? { status: 'accepted', providerId: answer.data.id } : { status: 'unknown', detail: 'the answer carries no id' };
  }
  const { code, detail } = refused.safeParse(body).data ?? { code: `http-${status}`, detail: statusText };
  if (status === 429) return { status: 'throttled', retryAfterMs: retryAfterMs(headers), detail };
  if (status === 401 || status === 403) return { status: 'not-executed', cause: 'account', detail };
  if (status === 503) return { status: 'not-executed', cause: 'provider-error', detail };
  return status < 500 ? { status: 'rejected', code, detail, permanent: true } : { status: 'unknown', detail };
}

const failureText = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

class SimulatedChannel implements ChannelProvider {
  readonly id: string;
  readonly reachesPeople = false;
  readonly #messagesUrl: string;

  constructor(
    readonly channel: SimulatedMedium,
    readonly guarantee: Guarantee,
    settings: SimulatedSettings,
  ) {
    this.id = `${channel}-simulated`;
    this.#messagesUrl = `${settings.baseUrl.replace(/\/+$/, '')}/messages`;
  }

  async send(message: OutgoingMessage, options: SendOptions): Promise<SendOutcome> {
    const watched = await watchConnection(message.idempotencyKey, options, (signal) => this.#post(message, signal));
    return 'notSent' in watched ? watched.notSent : watched.result;
  }

  async #post(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome> {
    try {
      const answer = await askOutside(this.#messagesUrl, {
        method: 'POST',
        // The key makes nothing repeatable here: it names the request, so that it can be held back at the last moment.
        headers: { 'content-type': 'application/json', 'x-reference': message.idempotencyKey },
        body: JSON.stringify(bodyOf(message, this.channel)),
        signal,
      });
      return outcomeOf(answer);
    } catch (error) {
      return { status: 'unknown', detail: failureText(error) };
    }
  }

  protected async ask(reference: LookupReference, options: SendOptions): Promise<LookupOutcome> {
    try {
      const query = new URLSearchParams({ reference: reference.idempotencyKey });
      const answer = await askOutside(`${this.#messagesUrl}?${query.toString()}`, { signal: bounded(options) });
      const list = found.safeParse(answer.ok ? jsonOf(answer.text) : null);
      if (!list.success) return { status: 'unknown', detail: `the provider answered ${answer.status}` };
      const first = list.data.data[0];
      return first === undefined ? { status: 'absent' } : { status: 'found', providerId: first.id };
    } catch (error) {
      return { status: 'unknown', detail: failureText(error) };
    }
  }
}

class AskableSimulatedChannel extends SimulatedChannel {
  readonly settleMs: number;

  constructor(channel: SimulatedMedium, settings: AskableSettings) {
    super(channel, 'lookup', settings);
    this.settleMs = settings.settleMs;
  }

  lookup(reference: LookupReference, options: SendOptions): Promise<LookupOutcome> {
    return this.ask(reference, options);
  }
}

/** Sms without any memory: a doubtful send stays doubtful. */
export const smsSimulated = (settings: SimulatedSettings): ChannelProvider => new SimulatedChannel('sms', 'none', settings);
/** WhatsApp that can be asked by our reference. */
export const whatsappSimulated = (settings: AskableSettings): ChannelProvider => new AskableSimulatedChannel('whatsapp', settings);
/** Letters that can be asked by our reference. */
export const letterSimulated = (settings: AskableSettings): ChannelProvider => new AskableSimulatedChannel('letter', settings);
