import type { Message, MessageEvent, MessageHead } from '../store/message.js';
import { Markup, html } from './html.js';

const style = new Markup(`
:root { color-scheme: light dark; --line: #d5dae1; --soft: #f5f7fa; --ink: #17202b; --dim: #5b6675; --accent: #0b5cad; --bad: #b3261e; --good: #1b7f46; --warn: #8a5300; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --line: #38424f; --soft: #1c242e; --ink: #e7ecf2; --dim: #a3afbd; --accent: #7db8f5; --bad: #ff8a80; --good: #6fd39c; --warn: #f0b45c; --page: #12181f; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; padding: .9rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--soft); }
header h1 { font-size: 1.1rem; margin: 0; } header p { margin: 0; color: var(--dim); }
main { padding: 1rem 1.5rem; max-width: 78rem; margin: 0 auto; }
a { color: var(--accent); } a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; white-space: nowrap; color: var(--dim); font-weight: 600; font-size: .85rem; }
th, td { padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.when { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--dim); } td.when strong, td.when small { display: block; } td.when strong { color: var(--ink); }
td.to { min-width: 11rem; white-space: pre-line; } td.subject { min-width: 14rem; } td.word { white-space: nowrap; } td .tag { white-space: nowrap; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: .3rem; padding: 0 .4rem; margin: 0 .25rem .15rem 0; font-size: .8rem; background: var(--soft); }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; } .warn { color: var(--warn); font-weight: 600; }
form.search { display: flex; gap: .6rem; flex-wrap: wrap; margin: 0 0 1rem; } input, select, button { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--page); color: inherit; }
button { cursor: pointer; background: var(--soft); }
nav.tabs { display: flex; gap: .3rem; margin: 1rem 0 0; border-bottom: 1px solid var(--line); flex-wrap: wrap; }
nav.tabs a { padding: .4rem .9rem; text-decoration: none; border-radius: .35rem .35rem 0 0; } nav.tabs a[aria-current] { background: var(--soft); border: 1px solid var(--line); border-bottom: 0; font-weight: 600; color: var(--ink); }
iframe { display: block; width: 100%; height: 46rem; border: 1px solid var(--line); border-top: 0; background: #fff; } iframe.mobile { width: 24rem; max-width: 100%; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding: 1rem; border: 1px solid var(--line); border-top: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
.acts { display: flex; gap: .5rem; margin: .8rem 0; flex-wrap: wrap; }
.wide { overflow-x: auto; }
@media (max-width: 48rem) {
  header, main { padding-left: 1rem; padding-right: 1rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; } tr { display: flex; flex-wrap: wrap; gap: .1rem .8rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  td { padding: 0; border: 0; } td.subject, td.tags { flex: 0 0 100%; min-width: 0; } td.subject { font-weight: 600; } td.to, td.when { flex: 0 0 100%; }
  td.when strong, td.when small { display: inline; } td.when { order: -3; } td.channel { order: -2; } td.state { order: -1; margin-left: auto; }
}
`);

const frame = (title: string, body: Markup, refresh = false): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh ? html`<meta http-equiv="refresh" content="5" />` : null}
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1><a href="/mailbox">Mailbox</a></h1>
          <p>What Maanwerk sent. The simulator keeps it here; nothing reaches a real person.</p>
        </header>
        <main>${body}</main>
      </body>
    </html>`.text;

const shownAt = (instant: string): string => instant.replace('T', ' ').slice(0, 19);

/** When it was sent: on a test clock the day that the debtor lives in stands before the time on the wall. */
const sentAt = ({ tags, executedAt }: Pick<MessageHead, 'tags' | 'executedAt'>): Markup =>
  tags['day'] === undefined
    ? html`${shownAt(executedAt)}`
    : html`<strong>${tags['day']} (test clock)</strong> <small>${shownAt(executedAt)}</small>`;
/** What a reader should look at; everything else went as it should. */
const unwell: Readonly<Record<string, 'bad' | 'warn'>> = {
  'email.bounced': 'bad',
  'email.complained': 'bad',
  'email.failed': 'bad',
  'email.suppressed': 'bad',
  'email.delivery_delayed': 'warn',
};

const stateOf = (events: readonly MessageEvent[]): Markup => {
  const last = events.at(-1);
  if (last === undefined) return html`<span>taken</span>`;
  const word = last.type.replace('email.', '').replaceAll('_', ' ') + (last.detail === '' ? '' : ` (${last.detail.toLowerCase()})`);
  return html`<span class="${unwell[last.type] ?? 'good'}">${word}</span>`;
};

/** Tags that are no filter of the list: the ids of the house, and the day, which has a place of its own. */
const notShown = new Set(['tenant', 'message', 'day']);

/** An id is known by its ends; the whole of it is in the link. */
const shortened = (value: string): string => (value.length > 24 ? `${value.slice(0, 4)}…${value.slice(-6)}` : value);

/** Which invoice and step: the tags that the sender gave, each a filter of the list. */
const tagLinks = (tags: Readonly<Record<string, string>>): Markup[] =>
  Object.entries(tags)
    .filter(([name]) => !notShown.has(name))
    .map(
      ([name, value]) => html`<a class="tag" href="/mailbox?tag=${encodeURIComponent(`${name}=${value}`)}">${name} ${shortened(value)}</a>`,
    );

const channels = ['', 'email', 'sms', 'whatsapp', 'letter'];

export interface ListView {
  readonly heads: readonly MessageHead[];
  readonly eventsOf: (id: string) => readonly MessageEvent[];
  readonly query: { readonly to: string; readonly subject: string; readonly tag: string; readonly channel: string };
  /** Query string of the next older page, if there is one. */
  readonly older: string | null;
  readonly live: boolean;
}

const searchForm = ({ query }: ListView): Markup =>
  html`<form class="search" method="get" action="/mailbox">
    <label>To <input name="to" value="${query.to}" /></label>
    <label>Subject <input name="subject" value="${query.subject}" /></label>
    <label>Tag <input name="tag" value="${query.tag}" placeholder="step=reminder" /></label>
    <label
      >Channel
      <select name="channel">
        ${channels.map(
          (channel) =>
            html`<option value="${channel}" ${channel === query.channel ? new Markup('selected') : null}>
              ${channel === '' ? 'all' : channel}
            </option>`,
        )}
      </select></label
    >
    <button>Search</button>
  </form>`;

/** The list, newest first; it renews itself while it shows the newest page unfiltered. */
export function listPage(view: ListView): string {
  const rows = view.heads.map(
    (head) =>
      html`<tr>
        <td class="when">${sentAt(head)}</td>
        <td class="channel word">${head.channel}</td>
        <td class="to">${head.to.join(', ')}</td>
        <td class="subject"><a href="/mailbox/${head.id}">${head.subject === '' ? '(no subject)' : head.subject}</a></td>
        <td class="tags">${tagLinks(head.tags)}</td>
        <td class="state word">${stateOf(view.eventsOf(head.id))}</td>
      </tr>`,
  );
  const table = html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th scope="col">Sent (UTC)</th>
          <th scope="col">Channel</th>
          <th scope="col">To</th>
          <th scope="col">Subject</th>
          <th scope="col">Invoice and step</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
  const empty = html`<p>Nothing here yet. Messages appear when a step falls due and the worker sends it.</p>`;
  const older = view.older === null ? null : html`<p><a href="/mailbox?${view.older}">Older messages</a></p>`;
  return frame('Mailbox', html`${searchForm(view)}${rows.length === 0 ? empty : table}${older}`, view.live);
}

const tabs = ['html', 'mobile', 'text', 'headers', 'source'] as const;
export type Tab = (typeof tabs)[number];
export const asTab = (value: string | null, message: Message): Tab =>
  tabs.find((tab) => tab === value) ?? (message.html === '' ? 'text' : 'html');

const headersText = (message: Message): string =>
  [
    ['From', message.from],
    ['To', message.to.join(', ')],
    ['Cc', message.cc.join(', ')],
    ['Reply-To', message.replyTo.join(', ')],
    ['Subject', message.subject],
    ...Object.entries(message.headers),
    ['Idempotency-Key', message.key ?? ''],
    ...Object.entries(message.tags).map(([name, value]) => ['Tag', `${name}=${value}`]),
    ...message.attachments.map(({ filename, size, cid }) => [
      'Attachment',
      `${filename} (${size} bytes${cid === undefined ? '' : `, shown as cid:${cid}`})`,
    ]),
  ]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

const sourceText = (source: string): string => {
  try {
    return JSON.stringify(JSON.parse(source), null, 2);
  } catch {
    return source;
  }
};

const tabBody = (message: Message, tab: Tab): Markup => {
  if (tab === 'html' || tab === 'mobile')
    return html`<iframe
      title="The message as ${message.channel}"
      class="${tab}"
      sandbox=""
      referrerpolicy="no-referrer"
      src="/mailbox/${message.id}/html"
    ></iframe>`;
  return html`<pre>${tab === 'text' ? message.text : tab === 'headers' ? headersText(message) : sourceText(message.source)}</pre>`;
};

const actButton = (message: Message, act: string, label: string): Markup =>
  html`<form method="post" action="/mailbox/${message.id}/${act}"><button>${label}</button></form>`;

/** One message: who, what, which invoice and step, what became of it, and its bodies. */
export function messagePage(message: Message, events: readonly MessageEvent[], tab: Tab): string {
  const acts =
    message.channel === 'email'
      ? html`<div class="acts">${actButton(message, 'bounce', 'Bounce')}${actButton(message, 'complain', 'Complain')}</div>`
      : null;
  const tabLink = (name: Tab): Markup =>
    html`<a href="?tab=${name}" ${name === tab ? new Markup('aria-current="page"') : null}>${name}</a>`;
  const history = events.map((event) => html`<li>${shownAt(event.at)} ${event.type} ${event.detail}</li>`);
  return frame(
    message.subject,
    html`<h2>${message.subject === '' ? '(no subject)' : message.subject}</h2>
      <dl>
        <dt>From</dt>
        <dd>${message.from}</dd>
        <dt>To</dt>
        <dd>${message.to.join(', ')}</dd>
        <dt>Sent</dt>
        <dd>${sentAt(message)} UTC by ${message.channel}</dd>
        <dt>About</dt>
        <dd>${tagLinks(message.tags)}</dd>
        <dt>State</dt>
        <dd>${stateOf(events)}</dd>
      </dl>
      <details>
        <summary>${events.length} ${events.length === 1 ? 'event' : 'events'}</summary>
        <ul>
          ${history}
        </ul>
      </details>
      ${acts}
      <nav class="tabs" aria-label="Views of the message">${tabs.map(tabLink)}</nav>
      ${tabBody(message, tab)}`,
  );
}
