/**
 * A letter before it is laid out: what stands in it, in the order in which it is read. All texts are words to print; none of them is ever markup
 * of the engine, whatever characters it holds.
 */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Colour } from '#domain/brand/contrast.js';
import type { Language } from '#domain/policy/facts/facts.js';

/** Where the address stands: behind the window on the left, as Dutch print services want it, or on the right. */
export type LetterProfile = 'nl-left' | 'nl-right';

/** Words in one manner. */
export interface Run {
  readonly text: string;
  readonly bold?: boolean;
  /** Smaller and lighter: what explains the words before it. In a table it stands on a line of its own. */
  readonly aside?: boolean;
  /** An address that the words stand for; it is also printed when the words do not say it, because paper cannot be clicked. */
  readonly link?: string;
  /** A new line before it. */
  readonly newLine?: boolean;
}

/** Words that stand together. */
export type Runs = readonly Run[];

/** A column of a table. */
export interface LetterColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Takes the width that the others leave. */
  readonly wide?: boolean;
}

/** A table; each row has a cell for each column. */
export interface LetterTable {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly LetterColumn[];
  readonly rows: readonly (readonly Runs[])[];
  /** The sum of the rows: set apart, and never alone on a page. */
  readonly total?: readonly Runs[];
}

/** A pair such as "Account: NL91 ...". */
export interface LetterPair {
  readonly label: string;
  readonly value: Runs;
}

/** How to pay: never split over two pages. */
export interface LetterPayment {
  readonly kind: 'payment';
  readonly pairs: readonly LetterPair[];
  /** The content of a QR code (EPC069-12); null where there is none, as outside the euro. */
  readonly qr: string | null;
}

/** A piece of the text of a letter. */
export type LetterBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly runs: Runs }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Runs[] }
  | LetterTable
  | { readonly kind: 'pairs'; readonly pairs: readonly LetterPair[] }
  | { readonly kind: 'qr'; readonly payload: string; readonly caption: string }
  | LetterPayment
  | { readonly kind: 'space'; readonly mm: number };

/** Who writes. */
export interface LetterSender {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly phone: string | null;
  readonly email: string | null;
  readonly website?: string | null;
  readonly kvk: string | null;
  readonly vat?: string | null;
  /** PNG, for paper (945 by 213 pixels at most); null or absent: the name in its place. */
  readonly logo?: Uint8Array | null;
  /** Of lines and of the name. */
  readonly accent: Colour;
}

/** A file that goes along inside the PDF, such as the invoice as UBL. */
export interface LetterAttachment {
  /** ASCII, with its ending: `factuur-2026-0042.xml`. */
  readonly filename: string;
  readonly contentType: string;
  readonly description: string;
  readonly bytes: Uint8Array;
}

/** Input of the engine. */
export interface LetterDocument {
  readonly profile: LetterProfile;
  readonly language: Language;
  /** Date of the letter: printed, and the date of the file, so that the same letter has the same bytes on any day. */
  readonly date: IsoDate;
  readonly sender: LetterSender;
  /** The sender's address in small print above that of the debtor. Not for print services: they stamp there. */
  readonly returnLine: boolean;
  /** Name, then the address, as they are to be printed. See `recipientOf`. */
  readonly recipient: readonly string[];
  /** What the creditor knows the letter by; null: it has none. */
  readonly reference: string | null;
  readonly subject: string;
  readonly blocks: readonly LetterBlock[];
  readonly attachments?: readonly LetterAttachment[];
}
