import { Liquid, type Template } from 'liquidjs';
import MarkdownIt from 'markdown-it';
import { compile, type HtmlToTextOptions } from 'html-to-text';
import { htmlText, markdownText } from './plain-text.js';

/**
 * A text of ours takes a few milliseconds and a few kilobytes. The time is generous, because a busy machine must not fail a send; a text
 * that never ends runs into the memory limit first.
 */
const limits = { parseLimit: 200_000, renderLimit: 10_000, memoryLimit: 2_000_000 };

const liquid = (escape: (value: string) => string, partials: Readonly<Record<string, string>>): Liquid =>
  new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    dynamicPartials: true,
    templates: { ...partials },
    cache: true,
    // A view holds texts and numbers only; anything else would be a mistake that nobody should read.
    outputEscape: (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? escape(String(value)) : ''),
    ...limits,
  });

/** No raw HTML, no pictures, no links made of bare text: a text links only what it says it links. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable([
  'image',
  'autolink',
  'html_inline',
  'html_block',
]);

const keepCase = { options: { uppercase: false } };
const textOptions: HtmlToTextOptions = {
  wordwrap: false,
  baseElements: { selectors: ['main', 'footer'] },
  selectors: [
    ...['h1', 'h2', 'h3'].map((selector) => ({ selector, ...keepCase })),
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false, maxColumnWidth: 60 } },
    { selector: 'ul', options: { itemPrefix: ' - ' } },
  ],
};

/** The engines of one language: the same text language, three kinds of escaping. */
export class TextEngine {
  readonly #plain: Liquid;
  readonly #markdown: Liquid;
  readonly #layout: Liquid;
  readonly #parsed = new Map<Liquid, Map<string, Template[]>>();

  constructor(partials: Readonly<Record<string, string>>) {
    this.#plain = liquid((value) => value, partials);
    this.#markdown = liquid(markdownText, partials);
    this.#layout = liquid(htmlText, {});
  }

  /** A line or a short text without any markup. */
  plain(source: string, view: object): string {
    return this.#render(this.#plain, source, view);
  }

  /** HTML of a Markdown text. */
  html(source: string, view: object): string {
    return markdown.render(this.#render(this.#markdown, source, view));
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
    this.#parsed.set(engine, parsed.set(source, template));
    return String(engine.renderSync(template, view));
  }
}

const toText = compile(textOptions);

/** The text part of a page: its main part and its foot, without markup, non-breaking spaces made plain. */
export const textOfHtml = (html: string): string => toText(html).replace(/[\u00a0\u202f]/g, ' ');
