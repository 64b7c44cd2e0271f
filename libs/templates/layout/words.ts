/** The few words that are the page's and not a text's. They address nobody, so that they stand beside u and je alike. */
import type { Language } from '#domain/policy/facts/facts.js';

/** Words of the page around a text. */
export interface PageWords {
  /** Over the part that says where to ask. */
  readonly questions: string;
  /** Under the QR code, and in its place where pictures are not shown. */
  readonly scan: string;
  readonly qr_alt: string;
  readonly phone: string;
  readonly kvk: string;
  readonly why: (creditor: string) => string;
}

/** By language. */
export const pageWords: Readonly<Record<Language, PageWords>> = {
  nl: {
    questions: 'Vragen of niet eens?',
    scan: 'Scan met een bank-app',
    qr_alt: 'QR-code met deze betaalgegevens, voor een bank-app',
    phone: 'Telefoon',
    kvk: 'KvK',
    why: (creditor) => `Deze e-mail hoort bij een factuur die ${creditor} heeft gestuurd.`,
  },
  en: {
    questions: 'Questions, or do you disagree?',
    scan: 'Scan with your bank app',
    qr_alt: 'QR code with these payment details, for the app of your bank',
    phone: 'Telephone',
    kvk: 'Chamber of Commerce',
    why: (creditor) => `You receive this e-mail because ${creditor} sent you an invoice.`,
  },
};
