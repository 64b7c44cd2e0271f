import { createHash } from 'node:crypto';
import type { Channel, Language } from '#domain/policy/facts/facts.js';
import type { Tone } from '#domain/policy/language/policy.js';
import type { MessageVariables } from './message-variables.js';
import { printable } from './plain-text.js';
import { TextEngine, textOfHtml } from './text-engine.js';
import { withoutParts } from './layout/blocks.js';
import { emailPage } from './layout/email-page.js';
import { emailSource, emailTextSource, sheetSource, textSets, type TextSource } from './text-source.js';
import { textView, type TextView } from './text-view.js';

/** Which text is wanted. `template` is a step's template, or its script for a call. */
export interface RenderRequest {
  readonly template: string;
  readonly tone: Tone | null;
  readonly language: Language;
  readonly channel: Channel;
  readonly variables: MessageVariables;
}

/** A message ready to be frozen. `html` is empty where the channel shows none. */
export interface RenderedMessage {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** File and hash of everything the words came from: the same version and variables give the same bytes. */
  readonly templateVersion: string;
  /** Payload of the QR code that the page shows as `cid:payment-qr` (`drawQr`); null where it shows none. */
  readonly qr: string | null;
}

/** There is no such text, or it needs facts that were not given. A mistake of a policy or a caller: nothing may be sent. */
export class TextRefused extends Error {
  constructor(
    readonly code: 'template-missing' | 'variables-missing',
    message: string,
  ) {
    super(message);
    this.name = 'TextRefused';
  }
}

/** Channels with room for a nudge only: no amounts, no tables, no layout. */
const shortChannels: ReadonlySet<Channel> = new Set(['sms', 'whatsapp']);

const engines: Readonly<Record<Language, TextEngine>> = {
  nl: new TextEngine(textSets.nl.partials),
  en: new TextEngine(textSets.en.partials),
};

/** Names of the files to look for, best first: the text of the tone, then the text for every tone. */
function candidatesOf(request: Pick<RenderRequest, 'template' | 'tone' | 'channel'> & { readonly kind?: string | null }): string[] {
  const { template, tone, channel, kind } = request;
  if (template === 'formal-notice') return kind ? [`${template}.${kind}`] : [];
  const short = shortChannels.has(channel) ? '.short' : '';
  return [...(tone === null ? [] : [`${template}.${tone}${short}`]), `${template}${short}`];
}

/** Whether a text exists; a policy that asks for one that does not cannot be saved. */
export const hasText = (request: Pick<RenderRequest, 'template' | 'tone' | 'language' | 'channel'>): boolean =>
  request.template === 'formal-notice'
    ? !shortChannels.has(request.channel)
    : candidatesOf(request).some((name) => textSets[request.language].texts.has(name));

function textFor(request: RenderRequest): TextSource {
  const kind = request.variables.notice?.kind ?? null;
  const candidates = shortChannels.has(request.channel) && request.template === 'formal-notice' ? [] : candidatesOf({ ...request, kind });
  for (const name of candidates) {
    const text = textSets[request.language].texts.get(name);
    if (text !== undefined) return text;
  }
  const wanted = `${request.template} (${request.tone ?? 'no tone'}, ${request.language}, ${request.channel})`;
  throw new TextRefused('template-missing', `there is no text for ${wanted}`);
}

/** The variable that a template cannot do without. */
const needs: Readonly<Record<string, keyof MessageVariables>> = {
  'formal-notice': 'notice',
  'call-confirmation': 'agreement',
  'plan-confirmation': 'plan',
  'instalment-due': 'instalment',
  'instalment-missed': 'instalment',
  'plan-ended': 'endedPlan',
  'payment-thanks': 'payment',
};

/**
 * Templates that list every invoice, never a selection: a notice gives its term for the claims it names (6:96 lid 7 BW), a confirmation is
 * proof.
 */
export const namingEach: ReadonlySet<string> = new Set(['formal-notice', 'call-confirmation', 'plan-confirmation']);

function checkVariables({ template, variables }: RenderRequest): void {
  const need = Object.hasOwn(needs, template) ? needs[template] : undefined;
  if (need !== undefined && !variables[need]) throw new TextRefused('variables-missing', `${template} needs ${need}`);
  if (variables.invoices.length === 0) throw new TextRefused('variables-missing', 'a message is about at least one invoice');
}

const versions = new Map<TextSource, string>();

function versionOf(text: TextSource): string {
  const known = versions.get(text);
  if (known !== undefined) return known;
  const words = JSON.stringify([
    text.subject,
    text.title,
    text.body,
    textSets[text.language].partials,
    emailSource,
    emailTextSource,
    sheetSource,
  ]);
  const version = `${text.language}/${text.name}@${createHash('sha256').update(words).digest('hex').slice(0, 16)}`;
  versions.set(text, version);
  return version;
}

/** A subject that a phone shows whole. */
const longestSubject = 70;

/** What a text is rendered with. */
interface Rendering {
  readonly variables: MessageVariables;
  readonly view: TextView;
  readonly channel: Channel;
  readonly engine: TextEngine;
  /** Lines of the text part are not broken: for who reads it sentence by sentence. */
  readonly unbroken?: boolean;
}

/** Renders one text with a view: what `render` and the linter share. */
export function renderText(text: TextSource, rendering: Rendering): Omit<RenderedMessage, 'templateVersion'> {
  const { view, channel, engine } = rendering;
  const subject = printable(engine.plain(text.subject, view), longestSubject);
  if (shortChannels.has(channel)) return { subject, html: '', text: engine.plain(text.body, view).replace(/\s+/g, ' ').trim(), qr: null };
  const title = printable(engine.plain(text.title, view));
  const filled = engine.markdown(text.body, view);
  if (channel === 'email') return { subject, ...emailPage({ ...rendering, subject, title, filled }) };
  const html = engine.layout(sheetSource, { ...view, subject, title, body: engine.markup(withoutParts(filled)) });
  return { subject, html, text: textOfHtml(html), qr: null };
}

/**
 * The message for a step: deterministic, same input same bytes.
 * @throws TextRefused when there is no such text or a fact it needs is missing
 */
export function render(request: RenderRequest): RenderedMessage {
  checkVariables(request);
  const text = textFor(request);
  const variables = { ...request.variables, language: request.language };
  const view = textView(variables, request.channel, namingEach.has(request.template));
  const rendered = renderText(text, { variables, view, channel: request.channel, engine: engines[request.language] });
  return { ...rendered, templateVersion: versionOf(text) };
}
