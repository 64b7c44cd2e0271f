/** What comes out of a UBL file: an invoice, a credit note, or the reasons why it is neither. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Cents, Currency } from '#domain/money/money.js';
import type { DebtorKind, Language } from '#domain/policy/facts/facts.js';
import type { Finding } from '../finding.js';

/** One file as it came in. */
export interface ImportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where a party lives. `street` is the whole line as written; UBL rarely has the house number apart. */
export interface UblAddress {
  readonly street: string | null;
  readonly houseNumber: string | null;
  readonly additional: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  /** ISO 3166-1 alpha-2 in capitals. */
  readonly country: string | null;
}

/** A buyer or a seller. */
export interface UblParty {
  /** Registered name before trading name: letters go to the legal person. Line breaks and runs of spaces are one space. */
  readonly name: string;
  readonly tradingName: string | null;
  /** Chamber of Commerce number (scheme 0106), 8 digits. */
  readonly kvk: string | null;
  readonly vatId: string | null;
  /** Government identification number (scheme 0190), 20 digits. */
  readonly oin: string | null;
  /** The creditor's own number for this party (PartyIdentification without a scheme): the customer number. */
  readonly customerNumber: string | null;
  readonly contactName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: UblAddress;
}

/** The debtor, with the kind the document is evidence for. */
export interface UblDebtor extends UblParty {
  readonly kind: DebtorKind;
  /** Language to write in, by the notes' `languageID` or else the buyer's country; null when neither says (Belgium): the creditor's default. */
  readonly language: Language | null;
}

/** An account to pay into. A wrong number is kept as written and flagged: it is what the debtor was told. */
export interface UblAccount {
  readonly number: string;
  readonly scheme: 'iban' | 'national';
  /** Check digits and length are right; always false for `national`, which cannot be checked. */
  readonly valid: boolean;
  readonly bic: string | null;
  readonly holder: string | null;
}

/** A document that came along inside the file; its content stays there. */
export interface UblAttachment {
  readonly fileName: string | null;
  readonly mimeCode: string | null;
  /** Size of its base64 text, in characters. */
  readonly encodedLength: number;
}

/** What invoices and credit notes have in common. Amounts in minor units of `currency`. */
export interface UblDocument {
  readonly number: string;
  readonly issueDate: IsoDate;
  readonly typeCode: string;
  readonly currency: Currency;
  readonly buyerReference: string | null;
  readonly orderReference: string | null;
  readonly debtor: UblDebtor;
  readonly supplier: UblParty;
  /** Who is to be paid, when that is not the supplier (factoring). */
  readonly payee: string | null;
  readonly note: string | null;
  /** The first lines by their names, as a message can say what it is about; null when no line has one. */
  readonly bought: string | null;
  readonly attachments: readonly UblAttachment[];
}

/** An invoice that can be chased. */
export interface UblInvoice extends UblDocument {
  /** Null when the document has none: the customer's own term decides, then the law's. */
  readonly dueDate: IsoDate | null;
  /** Free text of the payment terms, and its number of days when it names exactly one. A proposal, never a due date. */
  readonly terms: { readonly note: string; readonly days: number | null } | null;
  /** PayableAmount: what the debtor was asked to pay, prepayments and rounding done. */
  readonly total: Cents;
  /** TaxInclusiveAmount, PrepaidAmount and PayableRoundingAmount behind it. */
  readonly totals: { readonly taxInclusive: Cents | null; readonly prepaid: Cents; readonly rounding: Cents };
  readonly paymentReference: string | null;
  readonly accounts: readonly UblAccount[];
  /** Paid by collection (means 49 or 59): no dunning before a storno. */
  readonly directDebit: boolean;
}

/** A credit note; `amount` is positive. */
export interface UblCreditNote extends UblDocument {
  readonly amount: Cents;
  /** Numbers of the invoices it credits; empty when it names none. */
  readonly creditedInvoices: readonly string[];
}

/** One file, read. Warnings stand beside what was read; findings of an error are why nothing was. */
export type UblResult =
  | { readonly kind: 'invoice'; readonly file: string; readonly invoice: UblInvoice; readonly warnings: readonly Finding[] }
  | { readonly kind: 'credit-note'; readonly file: string; readonly creditNote: UblCreditNote; readonly warnings: readonly Finding[] }
  | { readonly kind: 'error'; readonly file: string; readonly findings: readonly Finding[] };
