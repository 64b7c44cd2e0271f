import { businessTermDays } from '#domain/notice/notice-term.js';
import { carriers, fillSentence, noticeSentence } from '#domain/notice/wording.js';
import type { Money } from '#domain/money/money.js';
import type { Channel } from '#domain/policy/facts.js';
import { formatDate, formatIban, formatList, formatMoney } from './format.js';
import type { MessageVariables } from './message-variables.js';
import { printable } from './plain-text.js';

/** What a text sees: printable strings, in the language's own formats. Every name exists in every message, absent things are null. */
export type TextView = Readonly<Record<string, unknown>>;

/** A sentence may be longer than a name. */
const longestSentence = 500;

const orNull = (value: string | null | undefined): string | null =>
  value === null || value === undefined || value === '' ? null : printable(value);

/** Only a web page may be linked (http in a development start); anything else is left out rather than shown. */
function webAddress(link: string | null | undefined): string | null {
  if (typeof link !== 'string' || !URL.canParse(link)) return null;
  const url = new URL(link);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

const creditorView = ({ creditor }: MessageVariables): TextView => ({
  name: printable(creditor.name),
  address_lines: creditor.addressLines.map((line) => printable(line)),
  iban: formatIban(printable(creditor.iban)),
  account_name: orNull(creditor.accountName) ?? printable(creditor.name),
  kvk: orNull(creditor.kvk),
  email: printable(creditor.email),
  phone: orNull(creditor.phone),
  contact_person: orNull(creditor.contactPerson),
});

const invoiceViews = ({ invoices, language }: MessageVariables): TextView[] =>
  invoices.map((invoice) => ({
    number: printable(invoice.number),
    issue_date: formatDate(invoice.issueDate, language),
    due_date: formatDate(invoice.dueDate, language),
    days_late: Math.max(invoice.daysLate, 0),
    open: formatMoney(invoice.open, language),
    reference: orNull(invoice.reference),
  }));

/** The sentence on which a notice stands comes from the domain, word for word, so that text and validator cannot drift apart. */
function noticeView({ notice, language, totalOpen, copyOf }: MessageVariables, channel: Channel): TextView | null {
  if (!notice) return null;
  const amount = (money: Money | null): string => (money === null ? '' : formatMoney(money, language));
  const by = channel === 'email' && copyOf !== 'letter' ? 'email' : 'post';
  const values = { open: amount(totalOpen), costs: amount(notice.costs), days: String(notice.termDays ?? businessTermDays) };
  return {
    sentence: fillSentence(noticeSentence(language, notice.kind, totalOpen.currency), { ...values, carrier: carriers[language][by] }),
    dutch_sentence: fillSentence(noticeSentence('nl', notice.kind, totalOpen.currency), { ...values, carrier: carriers.nl[by] }),
    costs: notice.costs === null ? null : amount(notice.costs),
    vat: notice.vat === null ? null : amount(notice.vat),
  };
}

const interestView = ({ interest, language }: MessageVariables): TextView | null =>
  interest
    ? {
        amount: formatMoney(interest.amount, language),
        until: formatDate(interest.until, language),
        per_day: interest.perDay === null ? null : formatMoney(interest.perDay, language),
        article: interest.article,
      }
    : null;

const agreementView = ({ agreement, language }: MessageVariables): TextView | null =>
  agreement
    ? {
        made_on: formatDate(agreement.madeOn, language),
        promised_on: agreement.promisedOn === null ? null : formatDate(agreement.promisedOn, language),
        promised: agreement.promised === null ? null : formatMoney(agreement.promised, language),
        by_phone: agreement.byPhone,
      }
    : null;

const oldestOf = (invoices: MessageVariables['invoices']): number =>
  invoices.reduce((oldest, { dueDate }, index) => (dueDate < (invoices[oldest]?.dueDate ?? dueDate) ? index : oldest), 0);

/** Everything a text may name, formatted; the linter checks texts against the keys of this. */
export function textView(variables: MessageVariables, channel: Channel): TextView {
  const { language, invoices, plan, payment } = variables;
  const views = invoiceViews(variables);
  return {
    language,
    channel,
    today: formatDate(variables.today, language),
    creditor: creditorView(variables),
    debtor: {
      name: printable(variables.debtor.name),
      address_lines: (variables.debtor.addressLines ?? []).map((line) => printable(line)),
      is_consumer: variables.debtor.isConsumer ?? false,
    },
    invoices: views,
    first: views[oldestOf(invoices)] ?? null,
    several: views.length > 1,
    invoice_numbers: formatList(
      invoices.map(({ number }) => printable(number)),
      language,
    ),
    overdue: invoices.some(({ daysLate }) => daysLate > 0),
    total_open: formatMoney(variables.totalOpen, language),
    payment_reference: printable(variables.paymentReference),
    payment_link: webAddress(variables.paymentLink),
    next_step: printable(variables.nextStep, longestSentence),
    interest: interestView(variables),
    notice: noticeView(variables, channel),
    agreement: agreementView(variables),
    plan: plan
      ? plan.map(({ dueDate, amount }) => ({ due_date: formatDate(dueDate, language), amount: formatMoney(amount, language) }))
      : null,
    payment: payment ? { amount: formatMoney(payment.amount, language), received_on: formatDate(payment.receivedOn, language) } : null,
    copy_of: variables.copyOf ?? null,
  };
}
