import { z } from 'zod';
import { parseJson, sendJson, type Route, type Visit } from './http/router.js';
import { scriptSchema, type Scripts } from './scripts.js';
import type { Ledger } from './store/ledger.js';
import { media } from './store/message.js';
import type { MessageStore } from './store/messages.store.js';

export interface ControlParts {
  readonly store: MessageStore;
  readonly ledger: Ledger;
  readonly scripts: Scripts;
  readonly reset: () => Promise<void>;
}

/** A test that waits longer than this has another problem. */
const longestWaitMs = 60_000;
const mostMessages = 1_000;

const messagesQuery = z.object({
  to: z.string().optional(),
  subject: z.string().optional(),
  tag: z.string().optional(),
  key: z.string().optional(),
  channel: z.enum(media).optional(),
  count: z.coerce.number().int().positive().default(1),
  limit: z.coerce.number().int().positive().max(mostMessages).default(100),
  timeout: z.coerce.number().int().nonnegative().max(longestWaitMs).default(0),
});

const refuse = (visit: Visit, error: z.ZodError): void =>
  sendJson(visit.response, { status: 400, body: { code: 'invalid', detail: z.prettifyError(error) } });

async function bodyAs<T>(visit: Visit, schema: z.ZodType<T>): Promise<T | null> {
  const parsed = schema.safeParse(parseJson(await visit.body()));
  if (!parsed.success) refuse(visit, parsed.error);
  return parsed.data ?? null;
}

/** Ways for tests and tools to look in and to order faults; all under `/_sim`. */
export function controlRoutes({ store, ledger, scripts, reset }: ControlParts): readonly Route[] {
  const messages = async (visit: Visit): Promise<void> => {
    const query = messagesQuery.safeParse(Object.fromEntries(visit.url.searchParams));
    if (!query.success) return refuse(visit, query.error);
    const { count, limit, timeout, ...wanted } = query.data;
    const heads = await store.waitFor(wanted, count, { messages: limit, timeoutMs: timeout });
    const data = heads.map((head) => ({ ...head, events: store.events(head.id) }));
    sendJson(visit.response, { status: 200, body: { data, timedOut: timeout > 0 && data.length < count } });
  };
  const message = async (visit: Visit): Promise<void> => {
    const found = await store.message(visit.params['id'] ?? '');
    if (found === null) return sendJson(visit.response, { status: 404, body: { code: 'not-found', detail: 'no such message' } });
    sendJson(visit.response, { status: 200, body: { ...found, events: store.events(found.id) } });
  };
  const script = async (visit: Visit): Promise<void> => {
    const posted = await bodyAs(visit, scriptSchema);
    if (posted !== null) sendJson(visit.response, { status: 201, body: { id: scripts.add(posted) } });
  };
  return [
    ['GET', '/livez', (visit) => sendJson(visit.response, { status: 200, body: { status: 'ok' } })],
    ['GET', '/_sim/messages', messages],
    ['GET', '/_sim/messages/:id', message],
    [
      'GET',
      '/_sim/ledger',
      (visit) => {
        const key = visit.url.searchParams.get('key') ?? undefined;
        sendJson(visit.response, { status: 200, body: { executions: ledger.executions(key), requests: ledger.requests(key) } });
      },
    ],
    ['GET', '/_sim/scripts', (visit) => sendJson(visit.response, { status: 200, body: { data: scripts.list() } })],
    ['POST', '/_sim/scripts', script],
    [
      'DELETE',
      '/_sim/scripts',
      (visit) => {
        scripts.clear();
        sendJson(visit.response, { status: 200, body: { data: [] } });
      },
    ],
    [
      'POST',
      '/_sim/reset',
      async (visit) => {
        await reset();
        sendJson(visit.response, { status: 200, body: { status: 'reset' } });
      },
    ],
  ];
}
