/** A text in Markdown as the blocks of a letter: what a mail shows as HTML, paper shows in the same order. */
import MarkdownIt, { type Token } from 'markdown-it';
import type { LetterBlock, LetterColumn, Run, Runs } from './letter-document.js';

/** As for mails: no raw HTML, no pictures, no links made of bare text. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable([
  'image',
  'autolink',
  'html_inline',
  'html_block',
]);

/** Blocks of a text whose data has been escaped for Markdown (`markdownText`). What paper cannot show is left out; words never are. */
export function blocksOfMarkdown(source: string): LetterBlock[] {
  return blocksOf(new Reader(markdown.parse(source, {})));
}

/** Walks along the tokens. */
class Reader {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  next(): Token | undefined {
    const token = this.tokens[this.#at];
    this.#at += 1;
    return token;
  }

  /** All tokens up to the end of what the last one opened. */
  until(type: string, level: number): Token[] {
    const inside: Token[] = [];
    for (let token = this.next(); token && !(token.type === type && token.level === level); token = this.next()) inside.push(token);
    return inside;
  }
}

function blocksOf(reader: Reader): LetterBlock[] {
  const blocks: LetterBlock[] = [];
  for (let token = reader.next(); token; token = reader.next()) {
    const { type, level } = token;
    if (type === 'heading_open') blocks.push({ kind: 'heading', text: plainOf(runsIn(reader.until('heading_close', level))) });
    else if (type === 'bullet_list_open') blocks.push(listOf(reader.until('bullet_list_close', level), false));
    else if (type === 'ordered_list_open') blocks.push(listOf(reader.until('ordered_list_close', level), true));
    else if (type === 'table_open') blocks.push(tableOf(reader.until('table_close', level)));
    else if (type === 'inline') blocks.push({ kind: 'paragraph', runs: runsOf(token) });
    else if (type === 'fence' || type === 'code_block') blocks.push({ kind: 'paragraph', runs: [{ text: token.content.trim() }] });
    else if (type === 'hr') blocks.push({ kind: 'space', mm: 4 });
  }
  return blocks.filter((block) => block.kind !== 'paragraph' || block.runs.length > 0);
}

const runsIn = (tokens: readonly Token[]): Run[] => tokens.flatMap((token) => (token.type === 'inline' ? runsOf(token) : []));

/** The words of runs, without their manner. */
export const plainOf = (runs: Runs): string => runs.map(({ text, newLine }) => (newLine ? ` ${text}` : text)).join('');

function listOf(tokens: readonly Token[], ordered: boolean): LetterBlock {
  const items: Run[][] = [];
  for (const token of tokens) {
    if (token.type === 'list_item_open') items.push([]);
    // A second paragraph of an item begins on a new line.
    else if (token.type === 'inline') items.at(-1)?.push(...runsOf(token, (items.at(-1)?.length ?? 0) > 0));
  }
  return { kind: 'list', ordered, items: items.filter((runs) => runs.length > 0) };
}

/** The last row is the sum when its first word is set in bold and says so alone. */
function tableOf(tokens: readonly Token[]): LetterBlock {
  const head: LetterColumn[] = [];
  const rows: Run[][][] = [];
  let align: LetterColumn['align'] = 'left';
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'th_open' || token.type === 'td_open') align = String(token.attrGet('style')).includes('right') ? 'right' : 'left';
    if (token.type !== 'inline') continue;
    const runs = runsOf(token);
    if (tokens[index - 1]?.type === 'th_open') head.push({ title: plainOf(runs), align, wide: head.length === 0 });
    else rows.at(-1)?.push(runs);
  }
  const body = rows.filter((row) => row.length > 0);
  const last = body.at(-1);
  const isTotal = body.length > 1 && last?.[0] !== undefined && last[0].length > 0 && last[0].every(({ bold }) => bold === true);
  return {
    kind: 'table',
    columns: head,
    rows: isTotal ? body.slice(0, -1) : body,
    ...(isTotal && last !== undefined && { total: last }),
  };
}

/** Words with their manner. */
function runsOf({ children }: Token, startsOnNewLine = false): Run[] {
  const runs: Run[] = [];
  const manner = { bold: 0, aside: 0 };
  const links: string[] = [];
  let newLine = startsOnNewLine;
  const add = (text: string): void => {
    if (text === '') return;
    const link = links.at(-1);
    runs.push({
      text,
      ...(manner.bold > 0 && { bold: true }),
      ...(manner.aside > 0 && { aside: true }),
      ...(link !== undefined && { link }),
      ...(newLine && { newLine: true }),
    });
    newLine = false;
  };
  for (const token of children ?? []) {
    if (token.type === 'strong_open') manner.bold += 1;
    else if (token.type === 'strong_close') manner.bold -= 1;
    else if (token.type === 'em_open') manner.aside += 1;
    else if (token.type === 'em_close') manner.aside -= 1;
    else if (token.type === 'link_open') links.push(String(token.attrGet('href') ?? ''));
    else if (token.type === 'link_close') links.pop();
    else if (token.type === 'hardbreak') newLine = true;
    else add(token.type === 'softbreak' ? ' ' : token.content);
  }
  return runs;
}
