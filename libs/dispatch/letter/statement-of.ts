/** The statement of account ("overzicht"): all open invoices of a debtor by due date, what was paid of them, what is open and since when. */
import { daysBetween, type IsoDate } from '#domain/calendar/iso-date.js';
import type { Currency, Money } from '#domain/money/money.js';
import { printRf } from '#domain/references/rf-reference.js';
import type { LetterAttachment, LetterBlock, LetterColumn, LetterDocument, Runs } from '#letters/letter-document.js';
import { formatDate, formatIban, formatMoney } from '#templates/format.js';
import { paymentQrPayload } from '#templates/layout/payment-qr.js';
import type { InterestVariables, MessageVariables } from '#templates/message-variables.js';
import { printable } from '#templates/plain-text.js';
import { ageBands, type StatementWords, statementWords } from './statement-words.js';
import { sheetOf, type SheetChoice, usualSheet } from './letter-of.js';

/** An open invoice of a statement. All amounts are of one currency. */
export interface StatementInvoice {
  readonly number: string;
  readonly issueDate: IsoDate;
  readonly dueDate: IsoDate;
  readonly total: Money;
  /** What was paid, credited or forgiven of it. */
  readonly settled: Money;
  readonly open: Money;
  /** Its UBL, to go along inside the file. */
  readonly ubl?: Uint8Array | null;
}

/** Input of {@link statementOf}. */
export interface StatementInput extends Pick<MessageVariables, 'language' | 'today' | 'creditor' | 'brand' | 'debtor'> {
  readonly invoices: readonly StatementInvoice[];
  /** RF reference under which all of them can be paid at once, unprinted: `RF18539007547034`. */
  readonly paymentReference: string;
  /** Told, and never part of what is asked. */
  readonly interest: InterestVariables | null;
}

/** UBL above this would make a mail that no mailbox takes. */
const mostUblBytes = 1_000_000;

/** The statement as a letter, which may also go along with a mail. */
export function statementOf(input: StatementInput, sheet: SheetChoice = usualSheet): LetterDocument {
  const { language, today, debtor, interest } = input;
  const words = statementWords[language];
  const invoices = [...input.invoices].sort((one, other) => byText(one.dueDate, other.dueDate) || byText(one.number, other.number));
  const currency = invoices[0]?.open.currency ?? 'EUR';
  const total = sumOf(invoices, 'open', currency);
  const say = (text: string): LetterBlock => ({ kind: 'paragraph', runs: [{ text }] });
  return {
    ...sheetOf(input, sheet),
    language,
    date: today,
    recipient: [debtor.name, ...(debtor.addressLines ?? [])].map((line) => printable(line)),
    reference: printRf(input.paymentReference),
    subject: words.title,
    blocks: [
      say(words.intro(formatDate(today, language), invoices.length, formatMoney(total, language))),
      tableOf(invoices, { words, language, currency }),
      say(agesOf(invoices, input)),
      ...(interest && interest.amount.amount !== 0n ? [say(interestOf(interest, input))] : []),
      say(words.pay),
      paymentOf(total, input),
      say(words.questions(printable(input.creditor.email))),
      { kind: 'paragraph', runs: [{ text: words.closing }, { text: signatureOf(input), newLine: true }] },
    ],
    attachments: attachmentsOf(invoices, words),
  };
}

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const sumOf = (invoices: readonly StatementInvoice[], of: 'total' | 'settled' | 'open', currency: Currency): Money => ({
  amount: invoices.reduce((sum, invoice) => sum + invoice[of].amount, 0n),
  currency,
});

interface TableContext {
  readonly words: StatementWords;
  readonly language: StatementInput['language'];
  readonly currency: Currency;
}

function tableOf(invoices: readonly StatementInvoice[], { words, language, currency }: TableContext): LetterBlock {
  const right = (title: string): LetterColumn => ({ title, align: 'right' });
  const cell = (text: string): Runs => [{ text }];
  const amounts = (of: Pick<StatementInvoice, 'total' | 'settled' | 'open'>): Runs[] =>
    [of.total, of.settled, of.open].map((money) => cell(formatMoney(money, language)));
  return {
    kind: 'table',
    columns: [
      { title: words.invoice, align: 'left', wide: true },
      { title: words.issued, align: 'left' },
      { title: words.due, align: 'left' },
      right(words.amount),
      right(words.settled),
      right(words.open),
    ],
    rows: invoices.map((invoice) => [
      cell(printable(invoice.number)),
      cell(formatDate(invoice.issueDate, language)),
      cell(formatDate(invoice.dueDate, language)),
      ...amounts(invoice),
    ]),
    total: [
      cell(words.total),
      [],
      [],
      ...amounts({
        total: sumOf(invoices, 'total', currency),
        settled: sumOf(invoices, 'settled', currency),
        open: sumOf(invoices, 'open', currency),
      }),
    ],
  };
}

/** How old what is open is, in a sentence: bands without anything in them are left out. */
function agesOf(invoices: readonly StatementInvoice[], { language, today }: StatementInput): string {
  const words = statementWords[language];
  const currency = invoices[0]?.open.currency ?? 'EUR';
  const parts = ageBands.flatMap(({ band, from, until }) => {
    const inBand = invoices.filter(({ dueDate }) => {
      const late = daysBetween(dueDate, today);
      return late >= from && late <= until;
    });
    return inBand.length === 0 ? [] : [`${words.ages[band]}: ${formatMoney(sumOf(inBand, 'open', currency), language)}.`];
  });
  return parts.join(' ');
}

function interestOf({ amount, until, perDay, article }: InterestVariables, { language }: StatementInput): string {
  const daily = perDay && perDay.amount !== 0n ? formatMoney(perDay, language) : null;
  return statementWords[language].interest({
    amount: formatMoney(amount, language),
    until: formatDate(until, language),
    daily,
    article,
  });
}

function paymentOf(total: Money, { language, creditor, paymentReference }: StatementInput): LetterBlock {
  const words = statementWords[language];
  const accountName = printable(creditor.accountName ?? creditor.name);
  return {
    kind: 'payment',
    pairs: [
      { label: words.amount, value: [{ text: formatMoney(total, language), bold: true }] },
      { label: words.account, value: [{ text: formatIban(printable(creditor.iban)) }] },
      { label: words.inNameOf, value: [{ text: accountName }] },
      { label: words.reference, value: [{ text: printRf(paymentReference), bold: true }] },
    ],
    qr: paymentQrPayload({ accountName, iban: creditor.iban, amount: total, reference: paymentReference }),
  };
}

const signatureOf = ({ creditor }: StatementInput): string =>
  [creditor.contactPerson ?? null, creditor.name].flatMap((name) => (name === null ? [] : [printable(name)])).join(', ');

/** The invoices themselves, all or none: a part of them would look like the whole. */
function attachmentsOf(invoices: readonly StatementInvoice[], words: StatementWords): LetterAttachment[] {
  const files = invoices.flatMap(({ number, ubl }) => (ubl ? [{ number, bytes: ubl }] : []));
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostUblBytes) return [];
  const names = new Set<string>();
  return files.map(({ number, bytes }) => ({
    filename: fileName(words.file, number, names),
    contentType: 'text/xml',
    description: `${words.invoice} ${printable(number)}`,
    bytes,
  }));
}

/** ASCII, at most 80 characters, each once. */
function fileName(prefix: string, number: string, taken: Set<string>): string {
  const base = `${prefix}-${number.normalize('NFKD').replace(/[^\w-]+/g, '-')}`.slice(0, 70);
  let name = base;
  for (let again = 2; taken.has(name); again += 1) name = `${base}-${again}`;
  taken.add(name);
  return `${name}.xml`;
}
