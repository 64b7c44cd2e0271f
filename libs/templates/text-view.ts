import { businessTermDays } from '#domain/notice/notice-term.js';
import { carriers, fillSentence, noticeSentence } from '#domain/notice/wording.js';
import type { Money } from '#domain/money/money.js';
import type { Channel, Language } from '#domain/policy/facts/facts.js';
import { andOthers, formatDate, formatIban, formatList, formatMoney, formatPhone } from './format.js';
import type { MessageVariables, ReturnedPayment } from './message-variables.js';
import { printable } from './plain-text.js';
import { isNamedOrganisation, nameWithoutLegalForm, titledName } from './salutation.js';

/** What a text sees: printable strings, in the language's own formats. Every name exists in every message, absent things are null. */
export type TextView = Readonly<Record<string, unknown>>;

/** A sentence may be longer than a name. */
const longestSentence = 500;

/** Where nothing follows by itself, each text gives its own term. */
const longestTerm = 365;

/** Spaces at which no line is broken. */
const held = (text: string): string => text.replace(/ /g, '\u00a0');

const orNull = (value: string | null | undefined): string | null =>
  value === null || value === undefined || value === '' ? null : printable(value);

/** Only a web page may be linked (http in a development start); anything else is left out rather than shown. */
function webAddress(link: string | null | undefined): string | null {
  if (typeof link !== 'string' || !URL.canParse(link)) return null;
  const url = new URL(link);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** An address of the creditor as a link; anything that is not plainly one is shown and not linked. */
const mailLink = (email: string): string | null =>
  /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(email) ? `mailto:${email}` : null;
const phoneLink = (phone: string | null): string | null => {
  const digits = (phone ?? '').replace(/\(0\)|[\s().-]/g, '');
  return /^\+?\d{5,15}$/.test(digits) ? `tel:${digits}` : null;
};

const creditorView = ({ creditor, brand }: MessageVariables): TextView => ({
  name: printable(creditor.name),
  address_lines: creditor.addressLines.map((line) => printable(line)),
  iban: held(formatIban(printable(creditor.iban))),
  account_name: orNull(creditor.accountName) ?? printable(creditor.name),
  kvk: orNull(creditor.kvk),
  email: printable(creditor.email),
  email_link: mailLink(creditor.email),
  phone_link: phoneLink(creditor.phone),
  hours: orNull(brand?.hours),
  phone: orNull(creditor.phone && formatPhone(creditor.phone)),
  contact_person: orNull(creditor.contactPerson),
});

const debtorView = ({ debtor, language }: MessageVariables): TextView => {
  const isOrganisation = debtor.isOrganisation === true || isNamedOrganisation(debtor.name);
  return {
    name: printable(debtor.name),
    call_name: nameWithoutLegalForm(debtor.name),
    titled_name: isOrganisation ? null : titledName(debtor.name, language),
    address_lines: (debtor.addressLines ?? []).map((line) => printable(line)),
    is_consumer: debtor.isConsumer ?? false,
    is_organisation: isOrganisation,
  };
};

const invoiceViews = ({ invoices, language }: MessageVariables): TextView[] =>
  invoices.map((invoice) => ({
    number: printable(invoice.number),
    issue_date: formatDate(invoice.issueDate, language),
    due_date: formatDate(invoice.dueDate, language),
    days_late: Math.max(invoice.daysLate, 0),
    open: formatMoney(invoice.open, language),
    reference: orNull(invoice.reference),
    description: orNull(invoice.description),
    disputed: amountOrNull(invoice.disputed, language),
    returned: returnedView(invoice.returned, language),
  }));

/** Nothing is no amount: it is left out rather than shown as 0.00. */
const amountOrNull = (money: Money | null | undefined, language: Language): string | null =>
  money && money.amount !== 0n ? formatMoney(money, language) : null;

const returnedView = (returned: ReturnedPayment | null | undefined, language: Language): TextView | null =>
  returned
    ? {
        amount: formatMoney(returned.amount, language),
        paid_on: formatDate(returned.paidOn, language),
        returned_on: formatDate(returned.returnedOn, language),
      }
    : null;

/** The sentence on which a notice stands comes from the domain, word for word, so that text and validator cannot drift apart. */
function noticeView({ notice, language, totalOpen, copyOf, debtor }: MessageVariables, channel: Channel): TextView | null {
  if (!notice) return null;
  const amount = (money: Money | null, of = language): string => (money === null ? '' : formatMoney(money, of));
  const by = channel === 'email' && copyOf !== 'letter' ? 'email' : 'post';
  const days = String(notice.termDays ?? businessTermDays);
  const occasion = {
    kind: notice.kind,
    currency: totalOpen.currency,
    isConsumer: debtor.isConsumer ?? false,
    addsNoCosts: notice.costs?.amount === 0n,
  };
  const sentence = (of: Language): string => {
    const values = { open: amount(totalOpen, of), costs: amount(notice.costs, of), days, carrier: carriers[of][by] };
    return fillSentence(noticeSentence(of, occasion), values);
  };
  return {
    sentence: sentence(language),
    dutch_sentence: sentence('nl'),
    costs: notice.costs === null ? null : amount(notice.costs),
    vat: notice.vat === null ? null : amount(notice.vat),
    others: orNull(notice.others?.map(({ number, open }) => `${number} (${amount(open)})`).join(', ')),
  };
}

const interestView = ({ interest, language }: MessageVariables): TextView | null =>
  interest && interest.amount.amount !== 0n
    ? {
        amount: formatMoney(interest.amount, language),
        until: formatDate(interest.until, language),
        per_day: amountOrNull(interest.perDay, language),
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

const instalmentView = ({ instalment, language }: MessageVariables): TextView | null =>
  instalment
    ? {
        no: instalment.no,
        of: instalment.of,
        due_date: formatDate(instalment.dueDate, language),
        open: formatMoney(instalment.open, language),
        mend_by: instalment.mendBy === null ? null : formatDate(instalment.mendBy, language),
      }
    : null;

const endedPlanView = ({ endedPlan, language }: MessageVariables): TextView | null =>
  endedPlan
    ? {
        agreed_on: formatDate(endedPlan.agreedOn, language),
        missed_on: endedPlan.missedOn === null ? null : formatDate(endedPlan.missedOn, language),
        pay_by: endedPlan.payBy === null ? null : formatDate(endedPlan.payBy, language),
      }
    : null;

const oldestOf = (invoices: MessageVariables['invoices']): number =>
  invoices.reduce((oldest, { dueDate }, index) => (dueDate < (invoices[oldest]?.dueDate ?? dueDate) ? index : oldest), 0);

/** So much of a number stands in a subject, where it is alone and where others follow. */
const numberInSubject = { alone: 30, first: 20 };

/** The first invoice and how many more: a subject is short. */
function subjectNumbers(invoices: MessageVariables['invoices'], language: Language): string {
  const [first, ...more] = invoices;
  const number = printable(first?.number ?? '', more.length === 0 ? numberInSubject.alone : numberInSubject.first);
  return more.length === 0 ? number : andOthers(number, more.length, language);
}

/** Some of the invoices: a reminder that takes an invoice along which is not due yet must not say that its payment was missed. */
const portionView = (some: MessageVariables['invoices'], { language, totalOpen: { currency } }: MessageVariables): TextView => ({
  numbers: formatList(
    some.map(({ number }) => printable(number)),
    language,
  ),
  several: some.length > 1,
  open: formatMoney({ amount: some.reduce((sum, { open }) => sum + open.amount, 0n), currency }, language),
});

/** Rows of the table of a text that need not name each invoice: the others are summed up in one. */
const mostListed = 25;

/** How many are listed; never all but one, of which its own row says more than a sum. */
const listedOf = (size: number): number => (size <= mostListed ? size : Math.min(mostListed, size - 2));

/** What the table leaves out. */
function moreView(invoices: MessageVariables['invoices'], listed: number, variables: MessageVariables): TextView | null {
  const rest = invoices.slice(listed);
  return rest.length === 0 ? null : { count: String(rest.length), open: portionView(rest, variables)['open'] };
}

/**
 * Everything a text may name, formatted; the linter checks texts against the keys of this.
 * @param namesEach the table has a row for every invoice, however many there are
 */
export function textView(variables: MessageVariables, channel: Channel, namesEach = false): TextView {
  const { language, invoices, plan, payment } = variables;
  const views = invoiceViews(variables);
  const listed = namesEach ? views.length : listedOf(views.length);
  const overdue = invoices.filter(({ daysLate }) => daysLate > 0);
  const late = overdue.length === 0 ? invoices : overdue;
  // Of what came in and went back it is not said that nothing was received.
  const missed = late.filter(({ returned }) => !returned);
  const cameBack = invoices.filter(({ returned }) => returned);
  const notDue = invoices.filter((invoice) => !late.includes(invoice));
  return {
    language,
    channel,
    today: formatDate(variables.today, language),
    creditor: creditorView(variables),
    debtor: debtorView(variables),
    invoices: views,
    // The oldest of them, and what the others come to.
    listed: views.slice(0, listed),
    more: moreView(invoices, listed, variables),
    first: views[oldestOf(invoices)] ?? null,
    several: views.length > 1,
    names_each: namesEach,
    subject_numbers: subjectNumbers(invoices, language),
    invoice_numbers: formatList(
      invoices.map(({ number }) => printable(number)),
      language,
    ),
    // A text about an agreement sets it to false: who keeps what was agreed is not told how late he is.
    tells_days_late: true,
    late: portionView(late, variables),
    missed: missed.length === 0 ? null : portionView(missed, variables),
    came_back: cameBack.length === 0 ? null : portionView(cameBack, variables),
    not_due: late.length === invoices.length ? null : portionView(notDue, variables),
    partly_settled: missed.some(({ partlySettled }) => partlySettled === true),
    overdue: invoices.some(({ daysLate }) => daysLate > 0),
    total_open: formatMoney(variables.totalOpen, language),
    // What the page asks with its account; a text that asks for less (a promise of a part) says so before it.
    to_pay: formatMoney(variables.totalOpen, language),
    // The day that a text about an agreement gives; set by the text.
    pay_by: null,
    payment_reference: printable(variables.paymentReference),
    payment_link: webAddress(variables.paymentLink),
    next_step: printable(variables.nextStep, longestSentence),
    days_to_next_step: Math.max(variables.daysToNextStep ?? longestTerm, 1),
    before: { wrote: variables.before?.wrote ?? false, called: variables.before?.called ?? null },
    interest: interestView(variables),
    notice: noticeView(variables, channel),
    agreement: agreementView(variables),
    plan: plan
      ? plan.map(({ dueDate, amount }) => ({ due_date: formatDate(dueDate, language), amount: formatMoney(amount, language) }))
      : null,
    instalment: instalmentView(variables),
    ended_plan: endedPlanView(variables),
    payment: payment ? { amount: formatMoney(payment.amount, language), received_on: formatDate(payment.receivedOn, language) } : null,
    copy_of: variables.copyOf ?? null,
  };
}
