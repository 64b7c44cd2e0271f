import { Liquid, type Template } from 'liquidjs';
import MarkdownIt from 'markdown-it';
import { compile, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import { type PartContent, type Token, readPart, withoutParts } from './layout/blocks.js';
import { htmlText, markdownText, wholeNumbers } from './plain-text.js';

/**
 * A text of ours takes a few milliseconds and a few kilobytes. The time is generous, because a busy machine must not fail a send; a text
 * that never ends runs into the memory limit first.
 */
const limits = { parseLimit: 200_000, renderLimit: 10_000, memoryLimit: 2_000_000 };

/** What a creditor's own text may use: words of the house's texts, and a few that make nothing large. `raw` is none: it would undo the escaping. */
const allowedTags: ReadonlySet<string> = new Set('assign capture if unless case for break continue include comment'.split(' '));
const allowedFilters: ReadonlySet<string> = new Set(['at_least', 'at_most', 'capitalize', 'default', 'first', 'last', 'size']);
/** It has its time from outside, and makes nothing that a message would not hold. */
const ownLimits = { parseLimit: 200_000, renderLimit: 10_000, memoryLimit: 200_000 };
const mostRendered = 64 * 1024;
/** Texts that are kept in the form in which they are rendered; another one begins anew. */
const mostParsed = 500;

/** Leaves only what is allowed. Whatever the library learns one day is not allowed by itself. */
function confine(engine: Liquid): Liquid {
  for (const name of Object.keys(engine.tags)) if (!allowedTags.has(name)) Reflect.deleteProperty(engine.tags, name);
  for (const name of Object.keys(engine.filters)) if (!allowedFilters.has(name)) Reflect.deleteProperty(engine.filters, name);
  return engine;
}

const liquid = (escape: (value: string) => string, partials: Readonly<Record<string, string>>, within = limits): Liquid =>
  new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    dynamicPartials: true,
    templates: { ...partials },
    cache: true,
    // A view holds texts and numbers only; anything else would be a mistake that nobody should read.
    outputEscape: (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? escape(String(value)) : ''),
    ...within,
  });

/** No raw HTML, no pictures, no links made of bare text: a text links only what it says it links. */
const newMarkdown = () =>
  new MarkdownIt({ html: false, linkify: false, typographer: false }).disable(['image', 'autolink', 'html_inline', 'html_block']);
const markdown = newMarkdown();

/** The same for a page: a number such as 2026-0042 is not broken at its hyphen. */
const pageMarkdown = newMarkdown();
pageMarkdown.renderer.rules['text'] = (tokens, index) => wholeNumbers(pageMarkdown.utils.escapeHtml(tokens[index]?.content ?? ''));

const keepCase = { options: { uppercase: false } };
/** A link in running text: an address to write to or to call is its own label. */
const anchor = { selector: 'a', format: 'linkAfter' };
const linkAfter: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  const href = hrefOf(element);
  if (/^https?:/.test(href)) builder.addInline(` [${href}]`, { noWordTransform: true });
};
/** The address of a page stands on a line of its own, where no program breaks it. */
const linkBelow: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  const href = hrefOf(element);
  if (!/^https?:/.test(href)) return;
  builder.addInline(':');
  builder.addLineBreak();
  builder.addInline(href, { noWordTransform: true });
};
const hrefOf = ({ attribs }: { readonly attribs?: Readonly<Record<string, string>> }): string => attribs?.['href'] ?? '';

const shared = {
  baseElements: { selectors: ['main', 'footer'] },
  formatters: { linkAfter, linkBelow },
  selectors: [...['h1', 'h2', 'h3'].map((selector) => ({ selector, ...keepCase })), { selector: 'ul', options: { itemPrefix: ' - ' } }],
};
const table = (maxColumnWidth: number) => ({
  selector: 'table',
  format: 'dataTable',
  options: { uppercaseHeaderCells: false, maxColumnWidth },
});
const letterOptions: HtmlToTextOptions = { ...shared, wordwrap: false, selectors: [...shared.selectors, anchor, table(60)] };
/** No line of a mail is longer than programs show without breaking it; three columns of this width fit. */
const mailOptions: HtmlToTextOptions = {
  ...shared,
  wordwrap: 78,
  selectors: [...shared.selectors, { selector: 'a', format: 'linkBelow' }, table(28)],
};

/** The engines of one language: the same text language, three kinds of escaping. */
export class TextEngine {
  readonly #plain: Liquid;
  readonly #markdown: Liquid;
  readonly #layout: Liquid;
  readonly #own: boolean;
  readonly #parsed = new Map<Liquid, Map<string, Template[]>>();

  constructor(partials: Readonly<Record<string, string>>, { own = false }: { readonly own?: boolean } = {}) {
    const made = (escape: (value: string) => string): Liquid =>
      own ? confine(liquid(escape, partials, ownLimits)) : liquid(escape, partials);
    this.#plain = made((value) => value);
    this.#markdown = made(markdownText);
    this.#layout = liquid(htmlText, {});
    this.#own = own;
  }

  /** Engines for what creditors wrote: fewer words, and less room. */
  static forOwnTexts(partials: Readonly<Record<string, string>>): TextEngine {
    return new TextEngine(partials, { own: true });
  }

  /** A line or a short text without any markup. */
  plain(source: string, view: object): string {
    return this.#render(this.#plain, source, view);
  }

  /** A Markdown text with its values filled in, parts and all. */
  markdown(source: string, view: object): string {
    return this.#render(this.#markdown, source, view);
  }

  /** HTML of a Markdown text, its parts dissolved into it. */
  html(source: string, view: object): string {
    return this.markup(this.tokens(withoutParts(this.markdown(source, view))));
  }

  /** Markdown whose values are filled in, parsed. */
  tokens(filled: string): Token[] {
    return markdown.parse(filled, {});
  }

  /** HTML of it. */
  markup(tokens: Token[]): string {
    return markdown.renderer.render(tokens, markdown.options, {});
  }

  /** The same as a page shows it. */
  pageMarkup(tokens: Token[]): string {
    return pageMarkdown.renderer.render(tokens, pageMarkdown.options, {});
  }

  /** A part of such a text, taken apart, as a page shows it. */
  part(tokens: readonly Token[]): PartContent {
    return readPart(pageMarkdown, tokens);
  }

  /** The page around it; `body` goes in as it is. */
  layout(source: string, view: object): string {
    return this.#render(this.#layout, source, view);
  }

  /** The names a text asks for from outside, as paths; names that it makes itself are left out. */
  namesIn(source: string): readonly (readonly string[])[] {
    const segments = this.#markdown.globalVariableSegmentsSync(this.#markdown.parse(source));
    return segments.map((path) => path.map((part) => (typeof part === 'string' ? part : String(part))));
  }

  #render(engine: Liquid, source: string, view: object): string {
    const parsed = this.#parsed.get(engine) ?? new Map<string, Template[]>();
    const template = parsed.get(source) ?? engine.parse(source);
    if (parsed.size > mostParsed) parsed.clear();
    this.#parsed.set(engine, parsed.set(source, template));
    const rendered = String(engine.renderSync(template, view));
    // Before it becomes a page: reading Markdown takes longer than making it.
    if (this.#own && rendered.length > mostRendered) throw new Error(`more than ${mostRendered} characters come out`);
    return rendered;
  }
}

const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const letterText = compile(letterOptions);
const mailText = compile(mailOptions);

/** The text part of a page: its main part and its foot, without markup, non-breaking spaces made plain. */
export const textOfHtml = (html: string): string => plainSpaces(letterText(html));

/** The same for an e-mail: at most 78 columns; what non-breaking spaces hold together (amounts, an account) stays on one line. */
export const textOfMail = (html: string): string => plainSpaces(mailText(html));
