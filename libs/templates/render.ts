import { createHash } from 'node:crypto';
import type { Channel, Language } from '#domain/policy/facts/facts.js';
import type { Tone } from '#domain/policy/language/policy.js';
import type { Formality } from '#domain/messages/formality.js';
import type { MessageVariables } from './message-variables.js';
import { OwnTextBroken, type OwnText, renderOwnText } from './override/own-text.js';
import { printable } from './plain-text.js';
import { TextEngine, textOfHtml } from './text-engine.js';
import { blocksOf, type TextBlock, withoutParts } from './layout/blocks.js';
import { askedQr, emailPage } from './layout/email-page.js';
import { emailSource, emailTextSource, sheetSource, textSets, type TextSource } from './text-source.js';
import { mediumOf, namesFor, shortChannels } from './text-key.js';
import { textView, type TextView } from './text-view.js';

/** Which text is wanted. `template` is a step's template, or its script for a call. */
export interface RenderRequest {
  readonly template: string;
  readonly tone: Tone | null;
  readonly language: Language;
  readonly channel: Channel;
  /** Absent: formal. */
  readonly formality?: Formality;
  readonly variables: MessageVariables;
  /** The creditor's own texts that count, at least those with keys of `keysFor`. */
  readonly ownTexts?: readonly OwnText[];
}

/** A creditor's text that could not be used, and why. */
export interface FellBack {
  readonly key: string;
  readonly version: number;
  readonly code: OwnTextBroken['code'];
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
  /** The creditor's own texts in whose place these words stand. */
  readonly fellBack: readonly FellBack[];
  /** Only of a letter: the same words before they are laid out on a sheet. */
  readonly paper?: PaperText;
}

/** What a letter says, in blocks: their Markdown has its values filled in, escaped. */
export interface PaperText {
  readonly title: string;
  readonly blocks: readonly TextBlock[];
  /** Payload of the QR code that belongs beside how to pay; null where the letter asks for nothing in euros. */
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

const engines: Readonly<Record<Language, TextEngine>> = {
  nl: new TextEngine(textSets.nl.partials),
  en: new TextEngine(textSets.en.partials),
};

/** Whether a text exists; a policy that asks for one that does not cannot be saved. */
export const hasText = (request: Pick<RenderRequest, 'template' | 'tone' | 'language' | 'channel'>): boolean =>
  request.template === 'formal-notice'
    ? !shortChannels.has(request.channel)
    : namesOf(request, null).some((name) => textSets[request.language].texts.has(name));

/** Names of the texts that would do, best first. */
const namesOf = (
  { template, tone, channel, formality = 'u' }: Pick<RenderRequest, 'template' | 'tone' | 'channel' | 'formality'>,
  kind: string | null,
): readonly string[] => namesFor({ template, tone: template === 'formal-notice' ? kind : tone, medium: mediumOf(channel), formality });

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

function hashOf(text: TextSource): string {
  const words = JSON.stringify([
    text.subject,
    text.title,
    text.body,
    textSets[text.language].partials,
    emailSource,
    emailTextSource,
    sheetSource,
  ]);
  return `${text.language}/${text.name}@${createHash('sha256').update(words).digest('hex').slice(0, 16)}`;
}

function versionOf(text: TextSource): string {
  const version = versions.get(text) ?? hashOf(text);
  versions.set(text, version);
  return version;
}

/** A subject that a phone shows whole. */
export const longestSubject = 70;

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
export function renderText(text: TextSource, rendering: Rendering): Omit<RenderedMessage, 'templateVersion' | 'fellBack'> {
  const { view, channel, engine } = rendering;
  const subject = printable(engine.plain(text.subject, view), longestSubject);
  if (shortChannels.has(channel)) return { subject, html: '', text: engine.plain(text.body, view).replace(/\s+/g, ' ').trim(), qr: null };
  const title = printable(engine.plain(text.title, view));
  const filled = engine.markdown(text.body, view);
  if (channel === 'email') return { subject, ...emailPage({ ...rendering, subject, title, filled }) };
  const html = engine.layout(sheetSource, { ...view, subject, title, body: engine.markup(engine.tokens(withoutParts(filled))) });
  return { subject, html, text: textOfHtml(html), qr: null, ...(channel === 'letter' && { paper: paperText(title, filled, rendering) }) };
}

function paperText(title: string, filled: string, { variables, engine }: Rendering): PaperText {
  const blocks = blocksOf(filled);
  const parts = blocks.flatMap(({ part, markdown }) => (part === null ? [] : [{ part, rows: engine.part(engine.tokens(markdown)).rows }]));
  return { title, blocks, qr: askedQr(variables, parts) };
}

/** The words of a creditor's own text, or why they cannot be used. */
function tryOwn(
  own: OwnText,
  { language, formality = 'u' }: RenderRequest,
  rendering: Omit<Rendering, 'engine'>,
): Omit<RenderedMessage, 'fellBack'> | FellBack {
  try {
    return renderOwnText(own, { language, formality }, (text, engine) => ({
      ...renderText(text, { ...rendering, engine }),
      templateVersion: `${hashOf(text)}+o${own.version}`,
    }));
  } catch (error) {
    if (error instanceof OwnTextBroken) return { key: own.key, version: own.version, code: error.code };
    throw error;
  }
}

/**
 * The message for a step: deterministic, same input same bytes. At each name the creditor's own text comes before that of the house.
 * @throws TextRefused when there is no such text or a fact it needs is missing
 */
export function render(request: RenderRequest): RenderedMessage {
  checkVariables(request);
  const { language, channel, template, ownTexts = [] } = request;
  const variables = { ...request.variables, language };
  const rendering = { variables, view: textView(variables, channel, namingEach.has(template)), channel };
  const fellBack: FellBack[] = [];
  for (const name of namesOf(request, variables.notice?.kind ?? null)) {
    const own = ownTexts.find(({ key }) => key === `${language}/${name}`);
    const tried = own && tryOwn(own, request, rendering);
    if (tried && 'html' in tried) return { ...tried, fellBack };
    if (tried) fellBack.push(tried);
    const text = textSets[language].texts.get(name);
    if (text) return { ...renderText(text, { ...rendering, engine: engines[language] }), templateVersion: versionOf(text), fellBack };
  }
  const wanted = `${template} (${request.tone ?? 'no tone'}, ${language}, ${channel})`;
  throw new TextRefused('template-missing', `there is no text for ${wanted}`);
}
