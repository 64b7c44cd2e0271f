/** What holds for every text, in every language and on every channel, whatever the data: read from what was rendered, not from the layout. */
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { asColour, type Colour, contrastOf, leastContrast } from '#domain/brand/contrast.js';
import { noticeKinds } from '#domain/notice/wording.js';
import { type Channel, languages, type Language } from '#domain/policy/facts/facts.js';
import type { MessageVariables } from '../message-variables.js';
import { hasText, render } from '../render.js';
import { sampleVariables } from '../sample-variables.js';
import { textSets } from '../text-source.js';

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: object }>;

const isElement = (node: Node): node is Element => 'attribs' in node;
const childrenOf = (node: Node): Node[] => ('children' in node ? node.children : []);
const within = (node: Node): Element[] => childrenOf(node).flatMap((child) => [...(isElement(child) ? [child] : []), ...within(child)]);
const elementsOf = (html: string): Element[] =>
  parseDocument(html).children.flatMap((node) => [...(isElement(node) ? [node] : []), ...within(node)]);
const named = (html: string, ...names: string[]): Element[] => elementsOf(html).filter(({ name }) => names.includes(name));

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });
const brand = {
  accent: '#f5c400',
  onAccent: '#1a1a1a',
  logo: { cid: 'logo', width: 480, height: 96, alt: 'Voorbeeld Installatie' },
  footer: 'Algemene voorwaarden zijn van toepassing.',
  website: 'https://voorbeeld-installatie.example',
  hours: 'op werkdagen van 9 tot 17 uur',
};

/** So many invoices, the n-th with n euros open. */
function manyOf(sample: MessageVariables, size: number): MessageVariables {
  const invoices = sample.invoices.flatMap((invoice) =>
    Array.from({ length: size }, (_, index) => ({
      ...invoice,
      number: `2026-${String(100 + index).padStart(4, '0')}`,
      returned: null,
      open: euro(BigInt(index + 1) * 100n),
    })),
  );
  return { ...sample, invoices, totalOpen: euro((BigInt(size) * BigInt(size + 1) * 100n) / 2n) };
}

const situations: Readonly<Record<string, (sample: MessageVariables) => MessageVariables>> = {
  'one invoice': (sample) => sample,
  '25 invoices and a brand': (sample) => ({ ...manyOf(sample, 25), brand }),
  'two invoices, no page to pay on': (sample) => ({ ...manyOf(sample, 2), paymentLink: null }),
};

const templates = [...new Set([...textSets.nl.texts.keys()].map((name) => name.split('.')[0] ?? name))];
const tones = ['attent', 'friendly', 'businesslike', 'urgent', 'formal'] as const;
const channels: readonly Channel[] = ['email', 'letter', 'sms', 'whatsapp', 'call'];

interface Rendered {
  readonly name: string;
  readonly channel: Channel;
  readonly language: Language;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

function* everything(): Generator<Rendered> {
  for (const language of languages)
    for (const template of templates)
      for (const kind of template === 'formal-notice' ? noticeKinds : [undefined])
        for (const tone of tones)
          for (const channel of channels)
            for (const [situation, change] of Object.entries(situations)) {
              if (!hasText({ template, tone, language, channel })) continue;
              const variables = { ...change(sampleVariables(language, kind)), qr: channel === 'email' };
              const name = [language, template, kind, tone, channel, situation].filter(Boolean).join(' ');
              yield { name, channel, language, ...render({ template, tone, language, channel, variables }) };
            }
}

const all = [...everything()];
const pages = all.filter(({ html }) => html !== '');
/** Scripts are for who calls; no policy mails them. */
const mails = all.filter(({ name, channel }) => channel === 'email' && !/ (?:check-in|overdue) /.test(name));
/** Those of which something is wrong, with what it is. */
const wrongOf = (some: readonly Rendered[], wrong: (page: Rendered) => readonly string[]): string[] =>
  some.flatMap((page) => wrong(page).map((what) => `${page.name}: ${what}`)).slice(0, 20);

describe('every page', () => {
  it('is there to be looked at', () => expect(mails.length).toBeGreaterThan(300));

  it('says its language, which every picture and table needs to be read aloud', () => {
    expect(wrongOf(pages, ({ html, language }) => (html.includes(`<html lang="${language}"`) ? [] : ['no language']))).toEqual([]);
  });

  it('has words for each picture, and pictures that go along with it only', () => {
    const wrong = wrongOf(pages, ({ html }) =>
      named(html, 'img').flatMap(({ attribs }) => [
        ...(attribs['alt'] ? [] : ['a picture without words']),
        ...(/^cid:[\w.-]+$/.test(attribs['src'] ?? '') ? [] : [`a picture from ${attribs['src'] ?? ''}`]),
      ]),
    );
    expect(wrong).toEqual([]);
    expect(wrongOf(mails, ({ html }) => (html.includes('cid:payment-qr') ? ['a code'] : []))).toHaveLength(20);
  });

  it('asks nobody for anything: no picture, script, font or style from outside, nothing by http', () => {
    const outside =
      /(?:src|background|srcset)\s*=(?!"cid:)|url\(|@import|<(?:script|link|iframe|object|embed|form|video|audio|base)\b|\bon\w+=/i;
    expect(wrongOf(pages, ({ html }) => outside.exec(html) ?? [])).toEqual([]);
    expect(wrongOf(pages, ({ html }) => /http:[^\s"]*/.exec(html) ?? [])).toEqual([]);
    expect(wrongOf(pages, ({ html, text }) => /list-unsubscribe|unsubscribe|afmelden/i.exec(html + text) ?? [])).toEqual([]);
  });

  it('has at most 90 KB, where Gmail cuts at 102', () => {
    expect(wrongOf(pages, ({ html }) => (Buffer.byteLength(html) > 90 * 1024 ? [`${Buffer.byteLength(html)} bytes`] : []))).toEqual([]);
  });

  it('has one heading of the first order, and no order is skipped', () => {
    const orders = ({ html }: Rendered) => named(html, 'h1', 'h2', 'h3', 'h4').map(({ name }) => Number(name.slice(1)));
    const wrong = (page: Rendered) => {
      const [first, ...rest] = orders(page);
      return first === 1 && rest.every((order) => order === 2) ? [] : [[first, ...rest].join()];
    };
    expect(wrongOf(mails, wrong)).toEqual([]);
  });
});

describe('every table of a mail', () => {
  it('is for looks and says so, or has a caption and says which cells are headings of what', () => {
    const wrong = wrongOf(mails, ({ html }) =>
      named(html, 'table').flatMap((table) => {
        if (table.attribs['role'] === 'presentation') return [];
        const inside = within(table);
        const captions = inside.filter(({ name }) => name === 'caption').map((caption) => textIn(caption).trim());
        const headings = inside.filter(({ name }) => name === 'th');
        const unscoped = headings.filter(({ attribs }) => !['col', 'row'].includes(attribs['scope'] ?? ''));
        return captions.length === 1 && captions[0] !== '' && headings.length > 0 && unscoped.length === 0
          ? []
          : ['a table without caption or scope'];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('that lists invoices has a row for each and the total', () => {
    const many = mails.filter(({ name }) => name.includes('25 invoices') && !name.includes('payment-thanks'));
    const wrong = wrongOf(many, ({ html }) => {
      const rows = within(parseDocument(html)).filter(({ name, attribs }) => name === 'th' && attribs['scope'] === 'row');
      const shown = rows.map((row) => textIn(row)).filter((text) => /^2026-01\d\d/.test(text.trim()));
      return shown.length === 25 && rows.some((row) => /Totaal|Total/.test(textIn(row))) ? [] : [`${shown.length} rows`];
    });
    expect(wrong).toEqual([]);
  });
});

/** What a node says itself; null for all but text: a comment is for Outlook. */
const writtenIn = (node: Node): string | null => ('data' in node && node.nodeType === 3 ? node.data : null);
const hidden = /display:\s*none/;
function textIn(node: Node): string {
  if (isElement(node)) {
    if (['style', 'title', 'head'].includes(node.name) || hidden.test(node.attribs['style'] ?? '')) return '';
    return childrenOf(node)
      .map(textIn)
      .join(['td', 'th', 'p', 'tr', 'h1', 'h2', 'div', 'caption', 'br', 'li'].includes(node.name) ? ' ' : '');
  }
  return writtenIn(node) ?? childrenOf(node).map(textIn).join(' ');
}

/** Every run of digits, with what belongs to it: amounts, dates, numbers, accounts. */
const numbersIn = (text: string): string[] => [...new Set(text.replace(/[\u00a0\u202f]/g, ' ').match(/\d+(?:[.,]\d+)*/g))].sort();

describe('the twin in plain text', () => {
  it('holds the same numbers as the page', () => {
    const wrong = wrongOf(mails, ({ html, text }) => {
      const [page, twin] = [numbersIn(textIn(parseDocument(html))), numbersIn(text.replace(/https:\S+/g, ''))];
      return JSON.stringify(page) === JSON.stringify(twin)
        ? []
        : [`${page.filter((one) => !twin.includes(one)).join()} | ${twin.filter((one) => !page.includes(one)).join()}`];
    });
    expect(wrong).toEqual([]);
  });

  it('has lines of at most 78 columns, the address of a page on one of its own, and breaks no amount and no account', () => {
    const wrong = wrongOf(mails, ({ text }) =>
      text
        .split('\n')
        .flatMap((line) => [
          ...(line.length > 78 && !/^\S+$/.test(line.trim()) ? [line] : []),
          ...(line.includes('https:') && !/^https:\S+$/.test(line) ? [line] : []),
          ...(/(?:€|EUR|US\$)\s*$|(?<=\D)NL91(?! ABNA 0417 1643 00)/.test(line) ? [line] : []),
        ]),
    );
    expect(wrong).toEqual([]);
  });

  it('says the same in the same order: each of its words stands on the page, one after the other', () => {
    const words = (text: string): string[] => text.replace(/https:\S+/g, '').match(/[\p{L}\d]+/gu) ?? [];
    // Beside each other, cells of several lines are read across.
    const outsideTables = (text: string): string =>
      text
        .split('\n\n')
        .filter((paragraph) => !/^\S+(?: \S+)? {2,}\S/.test(paragraph))
        .join('\n\n');
    const wrong = wrongOf(mails, ({ html, text }) => {
      const page = words(textIn(parseDocument(html)));
      let at = 0;
      const missing = words(outsideTables(text)).find((word) => {
        const found = page.indexOf(word, at);
        if (found >= 0) at = found + 1;
        return found < 0;
      });
      return missing === undefined ? [] : [missing];
    });
    expect(wrong).toEqual([]);
  });
});

type Style = { readonly color: Colour; readonly behind: Colour };
const colourIn = (style: string, property: 'color' | 'background-color'): Colour | null =>
  asColour(new RegExp(`(?:^|[;{\\s])${property}:\\s*(#[0-9a-fA-F]{6})`).exec(style)?.[1] ?? '');

/** What a class does by night, as the page's own style says. */
function nightRules(html: string): ReadonlyMap<string, string> {
  const block = /@media \(prefers-color-scheme:dark\)\{([\s\S]*?)\n\}/.exec(html)?.[1] ?? '';
  const rules = new Map<string, string>();
  for (const [, name = '', body = ''] of block.matchAll(/\.([\w-]+)\{([^}]*)\}/g)) rules.set(name, `${rules.get(name) ?? ''};${body}`);
  return rules;
}

/** Each text with too little contrast to what is behind it. */
function hardToRead(html: string, rules: ReadonlyMap<string, string>): string[] {
  const look = (node: Node, { color, behind }: Style): string[] => {
    if (!isElement(node)) {
      const text = (writtenIn(node) ?? '').replace(/[\s\u00a0]/g, '');
      return text !== '' && contrastOf(color, behind) < leastContrast ? [`${color} on ${behind}: ${text.slice(0, 30)}`] : [];
    }
    const inline = node.attribs['style'] ?? '';
    if (['head', 'style'].includes(node.name) || hidden.test(inline)) return [];
    const night = (node.attribs['class'] ?? '')
      .split(' ')
      .flatMap((name) => rules.get(name) ?? [])
      .join(';');
    const own = (property: 'color' | 'background-color'): Colour | null => colourIn(night, property) ?? colourIn(inline, property);
    const style = { color: own('color') ?? color, behind: own('background-color') ?? behind };
    return childrenOf(node).flatMap((child) => look(child, style));
  };
  return parseDocument(html).children.flatMap((node) => look(node, { color: '#000000', behind: '#ffffff' }));
}

describe('every text of a mail can be read', () => {
  it.each([
    ['by day', () => new Map<string, string>()],
    ['by night', nightRules],
  ] as const)('%s', (_, rules) => {
    expect(wrongOf(mails, ({ html }) => hardToRead(html, rules(html)))).toEqual([]);
  });

  it.each(['#ffffff', '#000000', '#ffff00', '#1f4e79', '#808080', '#19202a', 'red;}', '#12345'])('in a brand of %s', (accent) => {
    for (const onAccent of ['#ffffff', '#000000', '#777777', '']) {
      const variables = { ...sampleVariables('nl'), qr: true, brand: { ...brand, accent, onAccent } };
      const { html } = render({ template: 'reminder', tone: 'friendly', language: 'nl', channel: 'email', variables });
      expect(hardToRead(html, new Map())).toEqual([]);
      expect(hardToRead(html, nightRules(html))).toEqual([]);
      expect(html).not.toContain('red;');
    }
  });

  it('in Outlook on the web too: it is told each colour of the night', () => {
    const { html } = mails[0] ?? expect.fail('there is a mail');
    for (const [name, body] of nightRules(html))
      for (const [rule] of body.matchAll(/(?:background-color|border-color|color):#[0-9a-f]{6}!important/g)) {
        const mark = rule.startsWith('background') ? 'data-ogsb' : 'data-ogsc';
        expect(html).toContain(`[${mark}] .${name}{${rule}}`);
      }
  });
});
