import type { DeliveryReports } from '../delivery-reports.js';
import { sendJson, type Route, type Visit } from '../http/router.js';
import { media } from '../store/message.js';
import type { MessageStore } from '../store/messages.store.js';
import { withPictures } from './pictures.js';
import { asTab, listPage, messagePage } from './pages.js';

const pageSize = 50;

/** No script anywhere, frames only of our own message bodies. */
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A message body is somebody else's markup: no script, no request to anywhere, and only inside our frame. */
const bodyPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

const sendPage = (visit: Visit, page: string, policy = pagePolicy): void => {
  visit.response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  visit.response.end(page);
};

const missing = (visit: Visit): void => sendJson(visit.response, { status: 404, body: { code: 'not-found', detail: 'no such message' } });

/** A page elsewhere must not press our buttons; a browser says where a form came from, a tool says nothing. */
const foreign = (visit: Visit): boolean => {
  const site = visit.request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
};

/** The pages a person opens to see what was sent. */
export function mailboxRoutes(store: MessageStore, reports: DeliveryReports): readonly Route[] {
  const list = (visit: Visit): void => {
    const asked = (name: string): string => visit.url.searchParams.get(name) ?? '';
    const query = { to: asked('to'), subject: asked('subject'), tag: asked('tag'), channel: asked('channel') };
    const before = Number(asked('before')) || undefined;
    const channel = media.find((medium) => medium === query.channel);
    const heads = store.list({ ...query, channel }, pageSize + 1, before);
    const shown = heads.slice(0, pageSize);
    const older = heads.length > pageSize ? new URLSearchParams({ ...query, before: String(shown.at(-1)?.seq ?? 0) }).toString() : null;
    const live = visit.url.search === '';
    sendPage(visit, listPage({ heads: shown, eventsOf: (id) => store.events(id), query, older, live }));
  };

  const show = async (visit: Visit): Promise<void> => {
    const message = await store.message(visit.params['id'] ?? '');
    if (message === null) return missing(visit);
    sendPage(visit, messagePage(message, store.events(message.id), asTab(visit.url.searchParams.get('tab'), message)));
  };

  const body = async (visit: Visit): Promise<void> => {
    const message = await store.message(visit.params['id'] ?? '');
    if (message === null) return missing(visit);
    sendPage(visit, withPictures(message), bodyPolicy);
  };

  const happen =
    (type: string, detail: string) =>
    async (visit: Visit): Promise<void> => {
      if (foreign(visit))
        return sendJson(visit.response, { status: 403, body: { code: 'foreign-form', detail: 'the form came from another site' } });
      const head = store.head(visit.params['id'] ?? '');
      if (head?.channel !== 'email') return missing(visit);
      await reports.happen(head.id, type, detail);
      visit.response.writeHead(303, { location: `/mailbox/${head.id}` });
      visit.response.end();
    };

  const home = (visit: Visit): void => void visit.response.writeHead(302, { location: '/mailbox' }).end();
  return [
    ['GET', '/', home],
    ['GET', '/mailbox', list],
    ['GET', '/mailbox/:id', show],
    ['GET', '/mailbox/:id/html', body],
    ['POST', '/mailbox/:id/bounce', happen('email.bounced', 'Permanent')],
    ['POST', '/mailbox/:id/complain', happen('email.complained', '')],
  ];
}
