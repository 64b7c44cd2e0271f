/** A UBL tree to an invoice or a credit note; every fault that is found on the way is reported, not only the first. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { minorUnitDigits } from '#domain/money/minor-units.js';
import { formatDecimal } from '../amounts.js';
import { type Finding, fileFinding } from '../finding.js';
import type { XmlDocument } from '../xml/xml-node.js';
import { Cursor, Findings } from './ubl-cursor.js';
import { readDebtor, readParty } from './ubl-party.js';
import { readPayee, readPayment, readTerms } from './ubl-payment.js';
import type { UblAttachment, UblCreditNote, UblDocument, UblInvoice } from './ubl-result.js';
import { type UblTotals, readTotals } from './ubl-totals.js';

/** The document that was read, before the file's name is put on it. */
export type UblReading =
  | { readonly kind: 'invoice'; readonly invoice: UblInvoice; readonly warnings: readonly Finding[] }
  | { readonly kind: 'credit-note'; readonly creditNote: UblCreditNote; readonly warnings: readonly Finding[] }
  | { readonly kind: 'error'; readonly findings: readonly Finding[] };

const namespaces: Readonly<Record<string, string>> = {
  Invoice: 'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2',
  CreditNote: 'urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2',
};
/** UNCL 1001 codes of an Invoice that are credit notes in substance. */
const creditCodes = new Set(['81', '83', '381', '396', '532']);
/** 325 is a proforma invoice: an announcement, not a claim. */
const proforma = '325';
/** Longest invoice number that is believed; longer ones are somebody's mistake. */
const MAX_NUMBER_CHARACTERS = 60;

const missing = (root: Cursor, name: string, term: string): void =>
  root.findings.error(`${root.path}/${name}`, {
    code: `${term}-missing`,
    detail: `the document has no ${name}`,
    hint: `Fill ${name} in the source system and export again.`,
  });

function readNumber(root: Cursor): string | null {
  const number = root.single('ID')?.own() ?? null;
  if (number === null) missing(root, 'ID', 'number');
  else if (number.length > MAX_NUMBER_CHARACTERS)
    root.findings.error(`${root.path}/ID`, {
      code: 'number-too-long',
      detail: `the number has ${number.length} characters`,
      hint: `Invoice numbers have at most ${MAX_NUMBER_CHARACTERS}.`,
    });
  return number;
}

function readCurrency(root: Cursor): string | null {
  const currency = root.single('DocumentCurrencyCode')?.own() ?? null;
  if (currency === null) missing(root, 'DocumentCurrencyCode', 'currency');
  else if (!/^[A-Z]{3}$/.test(currency))
    root.findings.error(`${root.path}/DocumentCurrencyCode`, {
      code: 'currency-invalid',
      detail: `"${currency}" is not an ISO 4217 code`,
      hint: 'Currencies are three capitals, such as EUR.',
    });
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

const readAttachments = (root: Cursor): UblAttachment[] =>
  root.all('AdditionalDocumentReference').flatMap((reference) => {
    const embedded = reference.at('Attachment', 'EmbeddedDocumentBinaryObject');
    if (!embedded) return [];
    return [
      {
        fileName: embedded.attribute('filename'),
        mimeCode: embedded.attribute('mimeCode'),
        encodedLength: Number(embedded.own() ?? 0),
      },
    ];
  });

/** What both kinds share; null when a part without which there is no claim is missing (the findings say which). */
/** So many lines are named; of more it is said that there are more. */
const namedLines = 2;

function boughtIn(root: Cursor): string | null {
  const lines = root.all('InvoiceLine');
  const names = lines.slice(0, namedLines).flatMap((line) => line.text('Item', 'Name') ?? []);
  return names.length === 0 ? null : `${names.join('; ')}${lines.length > namedLines ? '; ...' : ''}`;
}

function readCommon(root: Cursor): UblDocument | null {
  const issueDate = root.date('IssueDate');
  if (issueDate === null && root.text('IssueDate') === null) missing(root, 'IssueDate', 'issue-date');
  const number = readNumber(root);
  const currency = readCurrency(root);
  const supplierParty = root.at('AccountingSupplierParty', 'Party');
  const debtorParty = root.at('AccountingCustomerParty', 'Party');
  if (!supplierParty) missing(root, 'AccountingSupplierParty', 'supplier');
  if (!debtorParty) missing(root, 'AccountingCustomerParty', 'debtor');
  const supplier = supplierParty && readParty(supplierParty, 'supplier');
  const debtor = debtorParty && readDebtor(root, debtorParty);
  const notes = root.all('Note').flatMap((note) => note.own() ?? []);
  if (!issueDate || !number || !currency || !supplier || !debtor) return null;
  return {
    number,
    issueDate,
    currency,
    typeCode: root.text('InvoiceTypeCode') ?? root.text('CreditNoteTypeCode') ?? (root.path === 'CreditNote' ? '381' : '380'),
    buyerReference: root.text('BuyerReference'),
    orderReference: root.text('OrderReference', 'ID'),
    debtor,
    supplier,
    payee: readPayee(root, supplier.name),
    note: notes.length > 0 ? notes.join(' ') : null,
    bought: boughtIn(root),
    attachments: readAttachments(root),
  };
}

function checkDue(root: Cursor, dates: { issue: IsoDate; due: IsoDate | null }, terms: UblInvoice['terms']): void {
  const { issue, due } = dates;
  const path = `${root.path}/DueDate`;
  if (due === null)
    root.findings.warn(path, {
      code: 'due-date-missing',
      detail: terms ? `no due date; the terms say "${terms.note.slice(0, 120)}"` : 'no due date and no payment terms',
      hint: 'Thirty days after the issue date are taken: check it before the first reminder.',
    });
  else if (due < issue)
    root.findings.error(path, {
      code: 'due-before-issue',
      detail: `due on ${due}, issued on ${issue}`,
      hint: 'A claim cannot fall due before its invoice exists: correct the date.',
    });
  else if (due === issue)
    root.findings.warn(path, {
      code: 'due-on-issue-date',
      detail: `due on the day of issue, ${issue}`,
      hint: 'Many systems write this when the real term stands in the text only: check it before the first reminder.',
    });
}

function checkPayableSign(root: Cursor, { payable }: UblTotals, currency: string): void {
  if (payable > 0n) return;
  const path = `${root.path}/LegalMonetaryTotal/PayableAmount`;
  const amount = `${currency} ${formatDecimal(payable, minorUnitDigits(currency))}`;
  if (payable === 0n)
    root.findings.error(path, {
      code: 'nothing-to-pay',
      detail: `the payable amount is ${amount}`,
      hint: 'Paid in advance or free: nothing to chase.',
    });
  else
    root.findings.error(path, {
      code: 'payable-negative',
      detail: `the payable amount is ${amount}`,
      hint: 'A negative invoice is a credit: send it as a credit note for the invoice it reduces.',
    });
}

function readInvoice(root: Cursor, common: UblDocument, read: UblTotals): UblInvoice {
  const dueDate = root.date('DueDate') ?? root.at('PaymentMeans')?.date('PaymentDueDate') ?? null;
  const terms = readTerms(root);
  if (root.text('DueDate') === null || dueDate !== null) checkDue(root, { issue: common.issueDate, due: dueDate }, terms);
  checkPayableSign(root, read, common.currency);
  if (common.typeCode === proforma)
    root.findings.error(`${root.path}/InvoiceTypeCode`, {
      code: 'proforma',
      detail: 'type 325 is a proforma invoice',
      hint: 'Import the invoice itself: a proforma is not a claim.',
    });
  return { ...common, dueDate, terms, total: read.payable, totals: read.totals, ...readPayment(root) };
}

function readCreditNote(root: Cursor, common: UblDocument, { payable }: UblTotals): UblCreditNote {
  const credited = root.all('BillingReference').flatMap((part) => part.text('InvoiceDocumentReference', 'ID') ?? []);
  if (credited.length === 0)
    root.findings.warn(`${root.path}/BillingReference`, {
      code: 'credited-invoice-missing',
      detail: 'the credit note names no invoice',
      hint: 'Dutch credit notes must (NL-R-001); book it by hand on the invoice it belongs to.',
    });
  // An Invoice of type 381 may carry its amount with either sign; a CreditNote's is positive by definition.
  const amount = root.path === 'Invoice' && payable < 0n ? -payable : payable;
  if (amount <= 0n)
    root.findings.error(`${root.path}/LegalMonetaryTotal/PayableAmount`, {
      code: 'nothing-to-credit',
      detail: `the credited amount is ${common.currency} ${formatDecimal(amount, minorUnitDigits(common.currency))}`,
      hint: 'A credit note credits a positive amount.',
    });
  return { ...common, amount, creditedInvoices: [...new Set(credited)] };
}

/** Reads the tree. */
export function readUblDocument(document: XmlDocument): UblReading {
  const namespace = namespaces[document.root];
  if (!Object.hasOwn(namespaces, document.root) || document.namespace !== namespace)
    return {
      kind: 'error',
      findings: [
        fileFinding(
          'not-ubl',
          `the root is <${document.root}> in the namespace "${document.namespace}"`,
          'Expected is a UBL 2.1 Invoice or CreditNote (Peppol BIS Billing 3, NLCIUS, EN 16931).',
        ),
      ],
    };
  const findings = new Findings(document.lines);
  const root = Cursor.root(document, findings);
  const common = readCommon(root);
  const totals = common && readTotals(root, common.currency);
  if (!common || !totals) return { kind: 'error', findings: findings.errors };
  const isCredit = document.root === 'CreditNote' || creditCodes.has(common.typeCode);
  const reading: UblReading = isCredit
    ? { kind: 'credit-note', creditNote: readCreditNote(root, common, totals), warnings: findings.warnings }
    : { kind: 'invoice', invoice: readInvoice(root, common, totals), warnings: findings.warnings };
  return findings.errors.length > 0 ? { kind: 'error', findings: findings.errors } : reading;
}
