import type { Desk } from '../desk.js';
import { deliverVerdict, type Words } from '../http/deliver-verdict.js';
import { sendJson, type Route, type Visit } from '../http/router.js';
import type { MessageHead } from '../store/message.js';
import type { MessageStore } from '../store/messages.store.js';
import { parseEmails, type Refusal } from './email-request.js';
import type { RateLimit } from './rate-limit.js';

export interface ResendParts {
  readonly desk: Desk;
  readonly store: MessageStore;
  readonly rateLimit: RateLimit;
  /** Only this key is let in; null takes any. */
  readonly apiKey: string | null;
}

const longestKey = 256;

const answerError = (visit: Visit, refusal: Refusal, headers: Readonly<Record<string, string>> = {}): void =>
  sendJson(visit.response, { status: refusal.statusCode, body: refusal, headers });

function refuseCaller(visit: Visit, apiKey: string | null): Refusal | null {
  const given = /^Bearer (\S+)$/.exec(visit.request.headers.authorization ?? '')?.[1];
  if (given === undefined)
    return {
      statusCode: 401,
      name: 'missing_api_key',
      message: 'Missing API key in the authorization header. Include it as `Bearer KEY`.',
    };
  return apiKey !== null && given !== apiKey ? { statusCode: 403, name: 'invalid_api_key', message: 'API key is invalid.' } : null;
}

const throttled = (visit: Visit, retryAfterSeconds: number): void =>
  answerError(
    visit,
    { statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests. Slow down and try again.' },
    { 'retry-after': String(retryAfterSeconds), 'ratelimit-remaining': '0', 'ratelimit-reset': String(retryAfterSeconds) },
  );

const wordsFor = (visit: Visit, batch: boolean): Words => ({
  taken: (ids) => sendJson(visit.response, { status: 200, body: batch ? { data: ids.map((id) => ({ id })) } : { id: ids[0] } }),
  refused: () => answerError(visit, { statusCode: 422, name: 'validation_error', message: 'The recipient is refused (scripted).' }),
  unavailable: () => answerError(visit, { statusCode: 503, name: 'application_error', message: 'The service is unavailable (scripted).' }),
  throttled: (seconds) => throttled(visit, seconds),
  inFlight: () =>
    answerError(visit, {
      statusCode: 409,
      name: 'concurrent_idempotent_requests',
      message: 'Same idempotency key used while the original request is still in progress.',
    }),
  conflict: () =>
    answerError(visit, {
      statusCode: 409,
      name: 'invalid_idempotent_request',
      message: 'Same idempotency key used with a different request payload.',
    }),
});

const emailOf = (head: MessageHead, store: MessageStore): Record<string, unknown> => ({
  object: 'email',
  id: head.id,
  message_id: `<${head.id}@simulator.invalid>`,
  to: head.to,
  from: head.from,
  created_at: head.executedAt.replace('T', ' ').replace('Z', '+00'),
  subject: head.subject,
  bcc: head.bcc,
  cc: head.cc,
  reply_to: head.replyTo,
  last_event: store.events(head.id).at(-1)?.type.replace('email.', '') ?? 'queued',
});

/** The part of Resend's HTTP interface that sending needs. */
export function resendRoutes({ desk, store, rateLimit, apiKey }: ResendParts): readonly Route[] {
  const guarded =
    (handler: (visit: Visit) => Promise<void> | void) =>
    (visit: Visit): Promise<void> | void => {
      const refusal = refuseCaller(visit, apiKey);
      if (refusal !== null) return answerError(visit, refusal);
      const wait = rateLimit.take();
      return wait > 0 ? throttled(visit, wait) : handler(visit);
    };

  const send = (batch: boolean) =>
    guarded(async (visit) => {
      const source = await visit.body();
      const header = visit.request.headers['idempotency-key'];
      const key = typeof header === 'string' ? header : null;
      if (key !== null && (key.length === 0 || key.length > longestKey))
        return answerError(visit, { statusCode: 400, name: 'invalid_idempotency_key', message: 'The key must be between 1-256 chars.' });
      const mails = parseEmails(source, batch);
      if ('statusCode' in mails) return answerError(visit, mails);
      const { firstByteAt } = visit;
      const verdict = await desk.take({ channel: 'email', mails, key, repeatable: true, source, firstByteAt });
      return deliverVerdict(verdict, visit.response, wordsFor(visit, batch));
    });

  const one = guarded(async (visit) => {
    const message = await store.message(visit.params['id'] ?? '');
    if (message?.channel !== 'email') return answerError(visit, { statusCode: 404, name: 'not_found', message: 'Email not found' });
    const { html, text, tags } = message;
    const tagList = Object.entries(tags).map(([name, value]) => ({ name, value }));
    sendJson(visit.response, { status: 200, body: { ...emailOf(message, store), html, text, tags: tagList } });
  });

  const list = guarded((visit) => {
    const limit = Math.min(Math.max(Number(visit.url.searchParams.get('limit') ?? 20) || 20, 1), 100);
    const after = store.head(visit.url.searchParams.get('after') ?? '')?.seq;
    const heads = store.list({ channel: 'email' }, limit + 1, after);
    const data = heads.slice(0, limit).map((head) => emailOf(head, store));
    sendJson(visit.response, { status: 200, body: { object: 'list', has_more: heads.length > limit, data } });
  });

  return [
    ['POST', '/emails', send(false)],
    ['POST', '/emails/batch', send(true)],
    ['GET', '/emails', list],
    ['GET', '/emails/:id', one],
  ];
}
