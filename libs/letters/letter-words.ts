import type { Language } from '#domain/policy/facts/facts.js';

/** Words that belong to the sheet, not to a text. */
export interface LetterWords {
  readonly date: string;
  readonly reference: string;
  readonly phone: string;
  readonly email: string;
  readonly website: string;
  readonly kvk: string;
  readonly vat: string;
  /** "page 1 of 2". */
  readonly page: string;
  readonly of: string;
  /** Beside the code. */
  readonly scan: string;
  /** For who hears the letter. */
  readonly qr: string;
  readonly logo: string;
}

/** See {@link LetterWords}. */
export const letterWords: Readonly<Record<Language, LetterWords>> = {
  nl: {
    date: 'Datum',
    reference: 'Ons kenmerk',
    phone: 'Telefoon',
    email: 'E-mail',
    website: 'Website',
    kvk: 'KvK',
    vat: 'Btw',
    page: 'pagina',
    of: 'van',
    scan: 'Of scan de code met de app van uw bank.',
    qr: 'QR-code met rekening, bedrag en kenmerk voor een overboeking',
    logo: 'Logo van',
  },
  en: {
    date: 'Date',
    reference: 'Our reference',
    phone: 'Telephone',
    email: 'E-mail',
    website: 'Website',
    kvk: 'KvK',
    vat: 'VAT',
    page: 'page',
    of: 'of',
    scan: "Or scan the code with your bank's app.",
    qr: 'QR code with account, amount and reference for a transfer',
    logo: 'Logo of',
  },
};
