/** What the pictures show: made-up cases, rendered by what renders the real ones. */
import type { MessageVariables } from '#templates/message-variables.js';
import type { RenderRequest } from '#templates/render.js';
import { sampleVariables } from '#templates/sample-variables.js';

/** A picture to take. */
export interface Scene {
  /** Of its file, without `.png`. */
  readonly name: string;
  /** CSS pixels. */
  readonly width: number;
  readonly scale: 1 | 2;
  readonly dark: boolean;
  readonly request: RenderRequest;
}

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });
const desktop = { width: 720, scale: 1, dark: false } as const;

const plain = (language: 'nl' | 'en', nextStep: string): MessageVariables => {
  const sample = sampleVariables(language);
  return { ...sample, qr: true, nextStep, invoices: sample.invoices.map((invoice) => ({ ...invoice, returned: null })) };
};

const dutch = plain(
  'nl',
  'Ontvangen wij geen betaling of reactie van u, dan bellen wij u rond 30 november 2026 om samen een oplossing te vinden.',
);
const english = plain(
  'en',
  'If we receive no payment or reply from you, we will call you around 30 November 2026 to find a solution together.',
);
const handover = 'Ontvangen wij geen betaling of reactie van u, dan kunnen wij de vordering overdragen aan een incassobureau.';

/** Four invoices of a company, in English, with a brand. */
function several(): MessageVariables {
  const invoices = english.invoices.flatMap((invoice) =>
    [
      { number: '2026-0412', dueDate: '2026-10-15', daysLate: 39, open: euro(96_800n), reference: 'PO-778' },
      { number: '2026-0433', dueDate: '2026-10-29', daysLate: 25, open: euro(1_240_50n), reference: null },
      { number: '2026-0451', dueDate: '2026-11-12', daysLate: 11, open: euro(315_75n), reference: null },
    ].map((change) => ({ ...invoice, ...change })),
  );
  const totalOpen = euro(invoices.reduce((sum, { open }) => sum + open.amount, 0n));
  const brand = {
    accent: '#9c1f5d',
    onAccent: '#ffffff',
    logo: null,
    footer: null,
    website: 'https://voorbeeld-installatie.example',
    hours: 'weekdays from 9 to 17',
  };
  return { ...english, invoices, totalOpen, brand, debtor: { name: 'Bakkerij Smit B.V.', isOrganisation: true } };
}

const reminder: RenderRequest = { template: 'reminder', tone: 'friendly', language: 'nl', channel: 'email', variables: dutch };

/** All of them. */
export const scenes: readonly Scene[] = [
  { name: 'reminder', ...desktop, request: reminder },
  { name: 'reminder-dark', ...desktop, dark: true, request: reminder },
  { name: 'reminder-phone', width: 390, scale: 2, dark: false, request: reminder },
  { name: 'reminder-several', ...desktop, request: { ...reminder, language: 'en', variables: several() } },
  {
    name: 'fourteen-day-letter-mail',
    ...desktop,
    request: { ...reminder, template: 'formal-notice', tone: 'formal', variables: { ...dutch, nextStep: handover } },
  },
];
