/** Renders e-mails of a book in turns, each of another debtor; in a thread. */
import { drawQr } from '#templates/layout/payment-qr.js';
import type { MessageVariables } from '#templates/message-variables.js';
import { render } from '#templates/render.js';
import { sampleVariables } from '#templates/sample-variables.js';

/** What is measured: the page with its QR code, or the plain sheet that every message had before. */
export type Page = 'email' | 'letter';

/** How much. */
export interface MailsInput {
  readonly page: Page;
  readonly mails: number;
}

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });
const brand = {
  accent: '#7a1f5c',
  onAccent: '#ffffff',
  logo: { cid: 'logo', width: 180, height: 40, alt: 'Voorbeeld' },
  footer: null,
  website: null,
  hours: null,
};

/** Of twenty messages sixteen are about one invoice, three about four, and one about thirty. */
const sizeOf = (n: number): number => (n % 20 === 19 ? 30 : n % 20 >= 16 ? 4 : 1);

function variablesOf(n: number): MessageVariables {
  const language = n % 5 === 0 ? 'en' : 'nl';
  const sample = sampleVariables(language);
  const invoices = sample.invoices.flatMap((invoice) =>
    Array.from({ length: sizeOf(n) }, (_, index) => ({
      ...invoice,
      number: `2026-${String((n * 31 + index) % 10_000).padStart(4, '0')}`,
      returned: null,
      open: euro(BigInt(1_000 + n * 7 + index * 333)),
    })),
  );
  return {
    ...sample,
    debtor: { name: `Debiteur ${n}` },
    invoices,
    totalOpen: euro(invoices.reduce((sum, { open }) => sum + open.amount, 0n)),
    qr: true,
    brand: n % 2 === 0 ? brand : null,
  };
}

/** Renders them, and answers how many characters and bytes came out, so that nothing is left out. */
export function renderMails({ page, mails }: MailsInput): number {
  let made = 0;
  for (let n = 0; n < mails; n += 1) {
    const variables = variablesOf(n);
    const { html, text, qr } = render({ template: 'reminder', tone: 'friendly', language: variables.language, channel: page, variables });
    made += html.length + text.length + (qr === null ? 0 : drawQr(qr).bytes.length);
  }
  return made;
}
