import type { Language } from '#domain/policy/facts/facts.js';

/** How late an invoice is, in days. */
export const ageBands = [
  { band: 'not-due', from: -Infinity, until: 0 },
  { band: 'month', from: 1, until: 30 },
  { band: 'two-months', from: 31, until: 60 },
  { band: 'three-months', from: 61, until: 90 },
  { band: 'older', from: 91, until: Infinity },
] as const;

/** Name of a band of {@link ageBands}. */
export type AgeBand = (typeof ageBands)[number]['band'];

interface ToldInterest {
  readonly amount: string;
  readonly until: string;
  readonly daily: string | null;
  readonly article: string;
}

/** The words of a statement. */
export interface StatementWords {
  readonly title: string;
  readonly intro: (today: string, count: number, total: string) => string;
  readonly invoice: string;
  readonly issued: string;
  readonly due: string;
  readonly amount: string;
  readonly settled: string;
  readonly open: string;
  readonly total: string;
  /** Before a colon and an amount. */
  readonly ages: Readonly<Record<AgeBand, string>>;
  readonly interest: (told: ToldInterest) => string;
  readonly pay: string;
  readonly account: string;
  readonly inNameOf: string;
  readonly reference: string;
  readonly questions: (email: string) => string;
  readonly closing: string;
  /** First word of the name of a file. */
  readonly file: string;
}

/** See {@link StatementWords}. */
export const statementWords: Readonly<Record<Language, StatementWords>> = {
  nl: {
    title: 'Overzicht van uw openstaande facturen',
    intro: (today, count, total) =>
      `Op ${today} ${count === 1 ? 'staat er één factuur' : `staan er ${count} facturen`} open, samen ${total}.`,
    invoice: 'Factuur',
    issued: 'Factuurdatum',
    due: 'Vervaldatum',
    amount: 'Bedrag',
    settled: 'Voldaan',
    open: 'Open',
    total: 'Totaal',
    ages: {
      'not-due': 'Nog niet vervallen',
      month: 'Tot en met 30 dagen te laat',
      'two-months': '31 tot en met 60 dagen te laat',
      'three-months': '61 tot en met 90 dagen te laat',
      older: 'Meer dan 90 dagen te laat',
    },
    interest: ({ amount, until, daily, article }) =>
      `Daarnaast loopt de wettelijke ${article === '6:119' ? '' : 'handels'}rente (artikel ${article} BW). Berekend op ${until} is die ${amount}` +
      `${daily === null ? '' : `, en er komt ${daily} per dag bij`}. Die rente vragen wij nu niet: zij zit niet in het totaal.`,
    pay: 'U kunt alles in één keer betalen, of per factuur met het factuurnummer als kenmerk:',
    account: 'Rekening',
    inNameOf: 'Op naam van',
    reference: 'Kenmerk',
    questions: (email) => `Klopt er iets niet? Mail naar ${email}, dan kijken wij het na.`,
    closing: 'Met vriendelijke groet,',
    file: 'factuur',
  },
  en: {
    title: 'Statement of your open invoices',
    intro: (today, count, total) => `On ${today} ${count === 1 ? 'one invoice is' : `${count} invoices are`} open, together ${total}.`,
    invoice: 'Invoice',
    issued: 'Invoice date',
    due: 'Due date',
    amount: 'Amount',
    settled: 'Settled',
    open: 'Open',
    total: 'Total',
    ages: {
      'not-due': 'Not due yet',
      month: 'Up to 30 days late',
      'two-months': '31 to 60 days late',
      'three-months': '61 to 90 days late',
      older: 'More than 90 days late',
    },
    interest: ({ amount, until, daily, article }) =>
      `Besides, statutory ${article === '6:119' ? '' : 'commercial '}interest runs (article ${article} BW). Calculated to ${until} it is ${amount}` +
      `${daily === null ? '' : `, and ${daily} is added each day`}. We do not ask for that interest now: it is not part of the total.`,
    pay: 'You can pay everything at once, or each invoice with its number as the reference:',
    account: 'Account',
    inNameOf: 'In the name of',
    reference: 'Reference',
    questions: (email) => `Is something wrong, or have you paid already? Write to ${email} and we will look into it.`,
    closing: 'Kind regards,',
    file: 'invoice',
  },
};
