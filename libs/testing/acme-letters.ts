/** A provider that does not exist, as a contributor would add one: the specs play CONTRIBUTING's recipe with it. It speaks the simulator's letters. */
import { z } from 'zod';
import type { ChannelProvider, LookupOutcome, LookupReference, OutgoingMessage, SendOptions, SendOutcome } from '#channels/channel.port.js';
import { bounded, watchConnection } from '#channels/connection-failures.js';
import { askOutside } from '#channels/egress.js';
import { defineProvider, type IncomingReport, type ReportReading } from '#channels/provider.js';
import { retryAfterMs } from '#channels/retry-after.js';
import { refuseSignature } from '#channels/webhook-signature.js';
import type { Instant } from '#domain/calendar/zone.js';
import { httpUrl, secret, whole } from '#settings/setting.js';

const taken = z.object({ id: z.string().min(1) });
const list = z.object({ data: z.array(taken) });

class AcmeLetters implements ChannelProvider {
  readonly id = 'acme-letters';
  readonly channel = 'letter';
  readonly guarantee = 'lookup';
  readonly reachesPeople: boolean;
  readonly settleMs: number;
  readonly #url: string;

  constructor({ baseUrl, settleMs }: { readonly baseUrl: string; readonly settleMs: number }) {
    this.#url = `${baseUrl}/messages`;
    this.reachesPeople = baseUrl.startsWith('https:');
    this.settleMs = settleMs;
  }

  async send(message: OutgoingMessage, options: SendOptions): Promise<SendOutcome> {
    const watched = await watchConnection(message.idempotencyKey, options, (signal) => this.#post(message, signal));
    return 'notSent' in watched ? watched.notSent : watched.result;
  }

  async #post(
    { idempotencyKey: reference, from, to, subject, html, text, tags }: OutgoingMessage,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    try {
      const body = JSON.stringify({ reference, from: from.name, to, subject, html, text, tags });
      const headers = { 'content-type': 'application/json', 'x-reference': reference };
      const answer = await askOutside(this.#url, { method: 'POST', headers, body, signal });
      const { ok, status, statusText: detail, text: given } = answer;
      if (ok) return { status: 'accepted', providerId: taken.parse(JSON.parse(given)).id };
      if (status === 429) return { status: 'throttled', retryAfterMs: retryAfterMs(answer.headers), detail };
      if (status === 503) return { status: 'not-executed', cause: 'provider-error', detail };
      return status < 500 ? { status: 'rejected', code: `http-${status}`, detail, permanent: true } : { status: 'unknown', detail };
    } catch (error) {
      return { status: 'unknown', detail: String(error) };
    }
  }

  async lookup({ idempotencyKey }: LookupReference, options: SendOptions): Promise<LookupOutcome> {
    try {
      const query = new URLSearchParams({ reference: idempotencyKey }).toString();
      const { text } = await askOutside(`${this.#url}?${query}`, { signal: bounded(options) });
      const [first] = list.parse(JSON.parse(text)).data;
      return first ? { status: 'found', providerId: first.id } : { status: 'absent' };
    } catch (error) {
      return { status: 'unknown', detail: String(error) };
    }
  }
}

const header = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const batch = z.object({
  letters: z.array(z.object({ event: z.string(), letter: z.string(), state: z.enum(['posted', 'returned']), at: z.iso.datetime() })),
});

/** Acme reports many letters in one request. */
function read(
  { headers, rawBody }: IncomingReport,
  { secret: key, now }: { readonly secret: string; readonly now: Instant },
): ReportReading {
  const signed = { id: header(headers['acme-id']), timestamp: header(headers['acme-time']), signature: header(headers['acme-signature']) };
  const refusal = refuseSignature(signed, rawBody, { secrets: [key], now });
  if (refusal !== null) return { result: 'refused', code: refusal };
  try {
    const { letters } = batch.parse(JSON.parse(new TextDecoder().decode(rawBody)));
    if (letters.length === 0) return { result: 'ignored', type: 'empty' };
    const reports = letters.map(({ event, letter, state, at }) => ({
      providerEventId: event,
      providerMessageId: letter,
      kind: state === 'posted' ? ('delivered' as const) : ('bounced-hard' as const),
      at: Date.parse(at),
      detail: state,
      tagged: null,
    }));
    return { result: 'reports', reports };
  } catch {
    return { result: 'refused', code: 'malformed' };
  }
}

/** The declaration; its line in a list is all that is needed besides. */
export const acmeLetters = defineProvider({
  id: 'acme-letters',
  channel: 'letter',
  title: 'Letters through Acme (acme-letters)',
  settings: {
    ACME_BASE_URL: httpUrl('http://127.0.0.1:4010/letter', { why: 'Where Acme takes letters.', production: 'explicit' }),
    ACME_HOOK_SECRET: secret('whsec_YWNtZS1ob29rLXNlY3JldC1vZi10aGUtc3BlY3M=', 'Signs what Acme reports.'),
    ACME_SETTLE_MS: whole(60_000, { min: 0, max: 600_000 }, 'How long Acme may still carry out a request that we gave up on.'),
  },
  create: (settings) => new AcmeLetters({ baseUrl: settings.ACME_BASE_URL, settleMs: settings.ACME_SETTLE_MS }),
  reports: {
    operationId: 'receiveAcmeEvent',
    summary: 'Reports of Acme, many letters at once',
    read: (incoming, { settings, now }) => read(incoming, { secret: settings.ACME_HOOK_SECRET.reveal(), now }),
  },
});
