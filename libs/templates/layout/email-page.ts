/** The page of an e-mail, and its twin in plain text: made of the same blocks in the same order, so that both say the same. */
import type { Money } from '#domain/money/money.js';
import type { MessageVariables } from '../message-variables.js';
import { formatMoney } from '../format.js';
import { htmlText, printable, wholeNumbers } from '../plain-text.js';
import { type TextEngine, textOfHtml, textOfMail } from '../text-engine.js';
import { emailSource, emailTextSource } from '../text-source.js';
import type { TextView } from '../text-view.js';
import { type PartContent, type PartName, type TextBlock, blocksOf, paragraphsOf } from './blocks.js';
import { dressOf } from './palette.js';
import { type AskedTransfer, paymentQrCid, paymentQrPayload } from './payment-qr.js';
import { pageWords } from './words.js';

/** What the page is made of. */
export interface PageInput {
  readonly variables: MessageVariables;
  readonly view: TextView;
  readonly engine: TextEngine;
  readonly subject: string;
  readonly title: string;
  /** The text in Markdown, its values filled in. */
  readonly filled: string;
  /** Lines of the text part are not broken. */
  readonly unbroken?: boolean;
}

/** A page and its twin. */
export interface Page {
  readonly html: string;
  readonly text: string;
  /** Payload of the QR code that the page shows as `cid:payment-qr`; null where it shows none. */
  readonly qr: string | null;
}

/** A block, for the page (`shown`) and for its twin (`html`). */
type Block = Partial<PartContent> & { readonly part: PartName | 'text'; readonly html: string; readonly shown: string };

/** Mail programs show about this much of a message in their lists. */
const longestPreheader = 90;
/** Keeps what follows the preheader out of that list. */
const padding = '&#847;&zwnj;&nbsp;'.repeat(60);

/** Draws the page. */
export function emailPage({ variables, view, engine, subject, title, filled, unbroken = false }: PageInput): Page {
  const sources = blocksOf(filled);
  const blocks = sources.map((block) => contentOf(engine, block));
  const { light, darkStyle } = dressOf(variables.brand);
  const qr = variables.qr === true ? askedQr(variables, blocks) : null;
  const words = pageWords[variables.language];
  const shared = { ...view, subject, title, blocks, words, footer: footerOf(variables) };
  const page = {
    ...shared,
    colour: light,
    heading_line: wholeNumbers(htmlText(title)),
    dark: darkStyle,
    padding,
    preheader: preheaderOf(engine, sources),
    logo: logoOf(variables),
    qr: qr === null ? null : { cid: paymentQrCid },
    pill_open: `&nbsp; <span class="pill" style="display:inline-block;padding:0 9px;border-radius:11px;white-space:nowrap;font-size:13px;line-height:22px;background-color:${light.pill};color:${light.onPill};">`,
  };
  const toText = unbroken ? textOfHtml : textOfMail;
  return { html: engine.layout(emailSource, page), text: toText(engine.layout(emailTextSource, shared)), qr };
}

function contentOf(engine: TextEngine, { part, markdown }: TextBlock): Block {
  const tokens = engine.tokens(markdown);
  const html = engine.markup(tokens);
  return part === null ? { part: 'text', html, shown: engine.pageMarkup(tokens) } : { part, html, shown: '', ...engine.part(tokens) };
}

/** The first sentence after the salutation: the first of the text that says something. */
function preheaderOf(engine: TextEngine, blocks: readonly TextBlock[]): string {
  const paragraphs = blocks.filter(({ part }) => part === null).flatMap(({ markdown }) => paragraphsOf(engine.tokens(markdown)));
  const greeting = paragraphs.findIndex((paragraph) => paragraph.endsWith(','));
  const [sentence = ''] = (paragraphs[greeting + 1] ?? '').split(/(?<=[.!?:]) (?=\p{Lu})/u);
  const line = printable(sentence, 500);
  return line.length <= longestPreheader ? line : `${line.slice(0, longestPreheader).replace(/\s+\S*$/, '')}…`;
}

/**
 * What the page asks, read off the page: a text may ask for less than all that is open, and the code must never hold another amount than stands
 * beside it. An amount that is none of the message's is in no code.
 */
export function askedQr(variables: MessageVariables, blocks: readonly Pick<Block, 'part' | 'rows'>[]): string | null {
  const shown = blocks.find(({ part }) => part === 'pay')?.rows?.flatMap(({ value }) => /^<strong>(.+?)<\/strong>/.exec(value)?.[1] ?? []);
  const amount = askable(variables).find((money) => shown?.includes(formatMoney(money, variables.language)));
  if (amount === undefined) return null;
  const { creditor, paymentReference } = variables;
  const asked: AskedTransfer = {
    accountName: creditor.accountName ?? creditor.name,
    iban: creditor.iban,
    amount,
    reference: paymentReference,
  };
  return paymentQrPayload(asked);
}

/** Every amount that a text can ask for. */
function askable({ totalOpen, invoices, agreement, instalment }: MessageVariables): Money[] {
  const late = invoices.filter(({ daysLate }) => daysLate > 0);
  const ofLate = { amount: late.reduce((sum, { open }) => sum + open.amount, 0n), currency: totalOpen.currency };
  return [totalOpen, ofLate, agreement?.promised, instalment?.open].filter((money) => money !== null && money !== undefined);
}

/** A name that can stand in a `cid:` address and in the header that it belongs to. */
const cidShape = /^[A-Za-z0-9._-]{1,100}(?:@[A-Za-z0-9.-]{1,100})?$/;
const widestLogo = 240;
const highestLogo = 64;

function logoOf({ brand }: MessageVariables): object | null {
  const logo = brand?.logo;
  if (!logo || !cidShape.test(logo.cid) || !(logo.width > 0) || !(logo.height > 0)) return null;
  const scale = Math.min(1, widestLogo / logo.width, highestLogo / logo.height);
  return {
    cid: logo.cid,
    width: Math.max(1, Math.round(logo.width * scale)),
    height: Math.max(1, Math.round(logo.height * scale)),
    alt: printable(logo.alt),
  };
}

/** Who writes, and why: the same lines on the page and in its twin. */
function footerOf({ creditor, brand, language }: MessageVariables): string[] {
  const words = pageWords[language];
  const name = printable(creditor.name);
  const lines = [
    [name, ...creditor.addressLines.map((line) => printable(line))].join(', '),
    [
      creditor.kvk ? `${words.kvk} ${printable(creditor.kvk)}` : '',
      brand?.website ? printable(brand.website.replace(/^https?:\/\//, '')) : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    brand?.footer ? printable(brand.footer, 500) : '',
    words.why(name),
  ];
  return lines.filter((line) => line !== '');
}
