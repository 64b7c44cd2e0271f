import { z } from 'zod';
import type { Desk } from './desk.js';
import { deliverVerdict, type Words } from './http/deliver-verdict.js';
import { parseJson, sendJson, type Route, type Visit } from './http/router.js';
import type { MessageStore } from './store/messages.store.js';

const bodySchema = z.object({
  reference: z.string().min(1).max(256),
  from: z.string(),
  to: z.string().min(1),
  subject: z.string().default(''),
  html: z.string().default(''),
  text: z.string(),
  tags: z.record(z.string(), z.string()).default({}),
});

const listedCharacters = 60;

const say = (visit: Visit, status: number, refusal: { readonly code: string; readonly detail: string }): void =>
  sendJson(visit.response, { status, body: refusal });

const wordsFor = (visit: Visit): Words => ({
  taken: (ids) => sendJson(visit.response, { status: 201, body: { id: ids[0] } }),
  refused: () => say(visit, 422, { code: 'recipient-refused', detail: 'The recipient is refused (scripted).' }),
  unavailable: () => say(visit, 503, { code: 'unavailable', detail: 'The service is unavailable (scripted).' }),
  throttled: (seconds) =>
    sendJson(visit.response, {
      status: 429,
      body: { code: 'too-many-requests', detail: 'Too many requests.' },
      headers: { 'retry-after': String(seconds) },
    }),
  inFlight: () => say(visit, 409, { code: 'in-flight', detail: 'The reference is being handled.' }),
  conflict: () => say(visit, 409, { code: 'conflict', detail: 'The reference was used for another message.' }),
});

/** The simulator's own interface for sms, WhatsApp and letters: a reference is kept but never makes a repeat harmless. */
export function mediaRoutes(desk: Desk, store: MessageStore): readonly Route[] {
  return (['sms', 'whatsapp', 'letter'] as const).flatMap((channel): Route[] => [
    [
      'POST',
      `/${channel}/messages`,
      async (visit) => {
        const source = await visit.body();
        const parsed = bodySchema.safeParse(parseJson(source));
        if (!parsed.success) return say(visit, 422, { code: 'invalid', detail: z.prettifyError(parsed.error) });
        const { reference, to, ...rest } = parsed.data;
        // What has no subject is listed by how it begins.
        const subject = rest.subject === '' ? parsed.data.text.slice(0, listedCharacters) : rest.subject;
        const mail = { ...rest, subject, to: [to], cc: [], bcc: [], replyTo: [], headers: {}, attachments: [] };
        const verdict = await desk.take({
          channel,
          mails: [mail],
          key: reference,
          repeatable: false,
          source,
          firstByteAt: visit.firstByteAt,
        });
        return deliverVerdict(verdict, visit.response, wordsFor(visit));
      },
    ],
    ...(channel === 'sms' ? [] : [lookupRoute(channel, store)]),
  ]);
}

const mostFound = 10;
const lookupRoute = (channel: 'whatsapp' | 'letter', store: MessageStore): Route => [
  'GET',
  `/${channel}/messages`,
  (visit) => {
    const key = visit.url.searchParams.get('reference') ?? '';
    const data = store.list({ channel, key }, mostFound).map(({ id }) => ({ id }));
    sendJson(visit.response, { status: 200, body: { data } });
  },
];
