/** From a letter to what the engine reads: JSON of printable strings, and the files it shows. The shapes are read in typst/letter.typ. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Language } from '#domain/policy/facts/facts.js';
import type { LetterBlock, LetterDocument, LetterPair, LetterSender, LetterTable, Run, Runs } from './letter-document.js';
import { type LetterWords, letterWords } from './letter-words.js';
import { qrPicture } from './qr-picture.js';
import { type RecipientFault, recipientOf } from './recipient.js';
import { ShownText } from './shown-text.js';

/** A file that the engine may read, by the path under which it finds it. */
export interface EngineFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A letter for the engine. */
export interface EngineInput {
  /** JSON. */
  readonly letter: string;
  readonly files: readonly EngineFile[];
}

/** The input, and the characters that no font has. */
export interface PreparedLetter {
  readonly input: EngineInput;
  readonly missingGlyphs: readonly string[];
}

const dateLocales: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };
const printedDate = (date: IsoDate, language: Language): string =>
  new Intl.DateTimeFormat(dateLocales[language], { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(`${date}T00:00:00Z`),
  );

/** Of an address that may be clicked; anything else stays words. */
const linkOf = (address: string | undefined): string | null =>
  address !== undefined && URL.canParse(address) && /^(https?|mailto|tel):$/.test(new URL(address).protocol) ? new URL(address).href : null;

/** The address of a page in print, without what nobody types. */
const typed = (link: string): string => link.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');

/** Makes the parts of one letter. */
class Preparation {
  readonly shown = new ShownText();

  constructor(private readonly words: LetterWords) {}

  runs(runs: Runs, inCell = false): object[] {
    return runs.map((run) => this.run(run, inCell));
  }

  /** Words with a link say where it leads: on paper nothing can be clicked. */
  private run({ text, bold = false, aside = false, newLine = false, link }: Run, inCell: boolean): object {
    const href = linkOf(link);
    // Spaces are collapsed as a browser does: texts leave two where a sentence is left out.
    const isPage = href?.startsWith('http') === true;
    const spelled = !isPage || text.includes(typed(href)) ? text : `${text} (${typed(href)})`;
    const words = spelled.replace(/ {2,}/g, ' ');
    const shown = inCell ? this.shown.cell(words) : this.shown.words(words);
    return { text: shown, bold, aside, 'new-line': newLine, link: href };
  }

  pairs(pairs: readonly LetterPair[]): object[] {
    return pairs.map(({ label, value }) => ({ label: this.shown.words(label), value: this.runs(value) }));
  }

  block(block: LetterBlock): object {
    switch (block.kind) {
      case 'heading':
        return { kind: 'heading', text: this.shown.words(block.text) };
      case 'paragraph':
        return { kind: 'paragraph', runs: this.runs(block.runs) };
      case 'list':
        return { kind: 'list', ordered: block.ordered, items: block.items.map((runs) => this.runs(runs)) };
      case 'table':
        return this.table(block);
      case 'pairs':
        return { kind: 'pairs', pairs: this.pairs(block.pairs) };
      case 'qr':
        return { kind: 'qr', qr: qrPicture(block.payload), caption: this.shown.words(block.caption) };
      case 'payment':
        return { kind: 'payment', pairs: this.pairs(block.pairs), qr: block.qr === null ? null : qrPicture(block.qr) };
      case 'space':
        return { kind: 'space', mm: block.mm };
    }
  }

  private table({ caption, columns, rows, total }: LetterTable): object {
    const cells = (row: readonly Runs[]): object[][] => columns.map((_column, index) => this.runs(row[index] ?? [], true));
    return {
      kind: 'table',
      caption: caption === undefined ? null : this.shown.words(caption),
      columns: columns.map(({ title, align, wide = false }) => ({ title: this.shown.words(title), align, wide })),
      rows: rows.map(cells),
      total: total === undefined ? null : cells(total),
      'total-with-row': false,
    };
  }

  sender({ name, addressLines, phone, email, website = null, kvk, vat = null }: LetterSender): object {
    const { words } = this;
    const pairs = [
      { label: words.phone, value: phone },
      { label: words.email, value: email },
      { label: words.website, value: website === null ? null : typed(website) },
      { label: words.kvk, value: kvk },
      { label: words.vat, value: vat },
    ];
    return {
      name: this.shown.words(name),
      lines: addressLines.map((line) => this.shown.words(line)),
      pairs: pairs.flatMap(({ label, value }) => (value === null || value === '' ? [] : [{ label, value: this.shown.words(value) }])),
    };
  }
}

/** It stands in the head and the foot of each page, on one line. */
const longestReference = 48;

const logoPath = '/logo.png';

function clipped(reference: string): string {
  const characters = [...reference];
  return characters.length > longestReference ? `${characters.slice(0, longestReference - 1).join('')}…` : reference;
}

/** Prepares a letter, or says why its address cannot stand in the window. */
export function prepareLetter(document: LetterDocument): PreparedLetter | RecipientFault {
  const { profile, language, date, sender, attachments = [] } = document;
  const reference = document.reference === null ? null : clipped(document.reference);
  const words = letterWords[language];
  const preparation = new Preparation(words);
  const { shown } = preparation;
  const recipient = recipientOf(document.recipient, shown);
  if (typeof recipient === 'string') return recipient;
  const about = [
    { label: words.date, value: printedDate(date, language) },
    ...(reference === null ? [] : [{ label: words.reference, value: shown.words(reference) }]),
  ];
  const logo = sender.logo ?? null;
  const letter = {
    profile,
    language,
    date,
    words,
    about,
    recipient,
    accent: sender.accent,
    logo: logo === null ? null : logoPath,
    sender: preparation.sender(sender),
    'return-line': document.returnLine ? shown.line([sender.name, ...sender.addressLines].join(' · ')) : null,
    reference: reference === null ? null : shown.words(reference),
    subject: shown.words(document.subject),
    blocks: document.blocks.map((block) => preparation.block(block)),
    attachments: attachments.map(({ filename, contentType, description }) => ({
      path: `/${filename}`,
      type: contentType,
      description: shown.line(description),
    })),
  };
  const files = attachments.map(({ filename, bytes }) => ({ path: `/${filename}`, bytes }));
  return {
    input: { letter: JSON.stringify(letter), files: logo === null ? files : [{ path: logoPath, bytes: logo }, ...files] },
    missingGlyphs: shown.missing,
  };
}
