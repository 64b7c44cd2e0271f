/**
 * A text in blocks: running text, and the parts that a page sets apart. A part stands between `::: name` and `:::`, each on a line of its own;
 * what it holds is Markdown like the rest, so that the words and their order are the text's, and only the dress is the page's. Data cannot open
 * or close a part: its colons are escaped.
 */
import type MarkdownItClass from 'markdown-it';

/** Parts a page knows: the card on top, how to pay, a table, what follows, where to ask. */
export const partNames = ['summary', 'pay', 'table', 'next', 'questions'] as const;
/** One of {@link partNames}. */
export type PartName = (typeof partNames)[number];

/** A stretch of a text. `part` is null for running text. */
export interface TextBlock {
  readonly part: PartName | null;
  readonly markdown: string;
}

const fence = /^:::[ \t]*([a-z-]*)[ \t]*$/;

/**
 * The blocks of a text whose values are filled in.
 * @throws Error for a part that is unknown, never closed, or closed without having been opened
 */
export function blocksOf(source: string): TextBlock[] {
  const blocks: { part: PartName | null; lines: string[] }[] = [{ part: null, lines: [] }];
  for (const line of source.split('\n')) {
    const name = fence.exec(line)?.[1];
    const open = blocks.at(-1);
    if (name === undefined) open?.lines.push(line);
    else blocks.push({ part: nextPart(name, open?.part ?? null), lines: [] });
  }
  if (blocks.at(-1)?.part) throw new Error(`the part ${blocks.at(-1)?.part ?? ''} is never closed by ":::"`);
  return blocks.map(({ part, lines }) => ({ part, markdown: lines.join('\n') })).filter(({ markdown }) => markdown.trim() !== '');
}

function nextPart(name: string, open: PartName | null): PartName | null {
  if (open !== null) {
    if (name === '') return null;
    throw new Error(`the part ${name} begins within ${open}`);
  }
  const known = partNames.find((part) => part === name);
  if (known === undefined) throw new Error(name === '' ? '":::" closes nothing' : `there is no part ${name}`);
  return known;
}

/** The same as one text, for pages that set nothing apart. */
export const withoutParts = (source: string): string =>
  blocksOf(source)
    .map(({ markdown }) => markdown)
    .join('\n\n');

/** What is said about something: `label: value`. HTML. */
export interface Row {
  readonly label: string;
  readonly value: string;
}

/** A cell of a table. HTML. */
export interface Cell {
  readonly html: string;
  readonly right: boolean;
}

/** A part as a page shows it; everything is HTML whose values are escaped. */
export interface PartContent {
  /** A paragraph that is nothing but a link. */
  readonly link: { readonly href: string; readonly label: string } | null;
  /** Paragraphs before rows and table, and after them. */
  readonly lead: readonly string[];
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  readonly head: readonly Cell[];
  readonly body: readonly (readonly Cell[])[];
}

type MarkdownIt = InstanceType<typeof MarkdownItClass>;
/** A piece of parsed Markdown. */
export type Token = ReturnType<MarkdownIt['parse']>[number];

const rowOf = (html: string): Row => {
  const at = html.indexOf(': ');
  return at < 0 ? { label: '', value: html } : { label: html.slice(0, at), value: html.slice(at + 2) };
};

function linkOf({ children }: Token): PartContent['link'] {
  const [open, text, close, more] = children ?? [];
  if (open?.type !== 'link_open' || text?.type !== 'text' || close?.type !== 'link_close' || more) return null;
  return { href: String(open.attrGet('href') ?? ''), label: text.content };
}

/** Reads a part: paragraphs, a list of `label: value`, a table. */
export function readPart(markdown: MarkdownIt, tokens: readonly Token[]): PartContent {
  const [lead, notes, rows, head, body]: [string[], string[], Row[], Cell[], Cell[][]] = [[], [], [], [], []];
  let link: PartContent['link'] = null;
  let within: 'paragraph' | 'row' | 'head' | 'body' = 'paragraph';
  let right = false;
  const take = (token: Token): void => {
    const html = markdown.renderer.renderInline(token.children ?? [], markdown.options, {});
    if (within === 'row') rows.push(rowOf(html));
    else if (within === 'head') head.push({ html, right });
    else if (within === 'body') body.at(-1)?.push({ html, right });
    else if (link === null && linkOf(token) !== null) link = linkOf(token);
    else (rows.length > 0 || head.length > 0 ? notes : lead).push(html);
  };
  for (const token of tokens) {
    if (token.type === 'inline') take(token);
    else if (token.type === 'list_item_open') within = 'row';
    else if (token.type === 'thead_open') within = 'head';
    else if (token.type === 'tbody_open') within = 'body';
    else if (token.type === 'tr_open' && within === 'body') body.push([]);
    else if (token.type === 'th_open' || token.type === 'td_open') right = String(token.attrGet('style') ?? '').includes('right');
    else if (token.type === 'list_item_close' || token.type === 'table_close') within = 'paragraph';
  }
  return { link, lead, notes, rows, head, body };
}

/** The paragraphs of running text as plain text, for what a mail program shows of a message before it is opened. */
export const paragraphsOf = (tokens: readonly Token[]): string[] =>
  tokens
    .filter(({ type }) => type === 'inline')
    .map(({ children }) => (children ?? []).map(({ type, content }) => (type.endsWith('break') ? ' ' : content)).join(''));
