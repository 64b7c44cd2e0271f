/**
 * What a text may speak of. The sender fills this from the facts under the debtor's lock; the renderer formats it for the language. Amounts
 * are integer minor units, dates ISO dates in the tenant's zone. Names and free text may come from a debtor or an import: the renderer
 * treats every string here as data, never as markup.
 */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Money } from '#domain/money/money.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { Language } from '#domain/policy/facts/facts.js';

/** The creditor, as the debtor knows him: named in full in every message. */
export interface CreditorVariables {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly iban: string;
  /** Name of the account when it differs from `name`. */
  readonly accountName?: string | null;
  readonly kvk: string | null;
  /** Where questions and complaints go. */
  readonly email: string;
  readonly phone: string | null;
  /** The person who signs. */
  readonly contactPerson?: string | null;
}

/** How the creditor's messages look. */
export interface BrandVariables {
  /** `#rrggbb`, of buttons and lines. */
  readonly accent: string;
  /** Of words on the accent. */
  readonly onAccent: string;
  /** A picture that goes along, and the size it is shown in, in CSS pixels. */
  readonly logo: { readonly cid: string; readonly width: number; readonly height: number; readonly alt: string } | null;
  readonly footer: string | null;
  readonly website: string | null;
  /** When somebody can be reached, in words. */
  readonly hours: string | null;
}

/** The debtor. `addressLines` are for letters. */
export interface DebtorVariables {
  readonly name: string;
  /** Later texts then point to free help with money trouble. */
  readonly isConsumer?: boolean;
  /** A company or a public body: addressed as the people who work there. A name that ends in a legal form says the same. */
  readonly isOrganisation?: boolean;
  readonly addressLines?: readonly string[];
}

/** One invoice of the message. `daysLate` is 0 or negative before the due date. */
export interface InvoiceVariables {
  readonly number: string;
  readonly issueDate: IsoDate;
  readonly dueDate: IsoDate;
  readonly daysLate: number;
  readonly open: Money;
  /** Order number or the like of the debtor. */
  readonly reference?: string | null;
  /** What was bought, as the invoice says it. */
  readonly description?: string | null;
  /** Something was paid or credited already: it is not said then that nothing came in. */
  readonly partlySettled?: boolean;
  /** The part of what is open that the debtor disputes: not in `open` and not asked. */
  readonly disputed?: Money | null;
  /** A payment of this invoice that went back (storno); the last one when there were several. */
  readonly returned?: ReturnedPayment | null;
}

/** Money that came in and went back. */
export interface ReturnedPayment {
  readonly amount: Money;
  readonly paidOn: IsoDate;
  readonly returnedOn: IsoDate;
}

/** What was done about all invoices of the message before it, as far as the send ledger proves it. */
export interface PriorContact {
  /** A message about them was sent and is not known to have failed. */
  readonly wrote: boolean;
  /** A person reached the debtor by telephone, or called without reaching anybody. */
  readonly called: 'reached' | 'not-reached' | null;
}

/** Interest so far (6:119, 6:119a, 6:119b BW): told, never part of the amount that a message asks. */
export interface InterestVariables {
  readonly amount: Money;
  readonly until: IsoDate;
  readonly perDay: Money | null;
  readonly article: '6:119' | '6:119a' | '6:119b';
}

/**
 * Only for `formal-notice`: which of the three notices it is (`formalNoticeFor`), the costs it announces and the days of its term. The term
 * of every notice is counted from delivery, so no date is computed into the text.
 */
export interface NoticeVariables {
  readonly kind: NoticeKind;
  /** Announced collection costs with VAT in them; null for a notice of default and outside the euro, which announce none. */
  readonly costs: Money | null;
  /** The VAT in `costs`; null when none is claimed. */
  readonly vat: Money | null;
  /** Only a business's term is a choice; the consumer's 14-day letter has the law's. */
  readonly termDays?: number;
  /** Other open invoices that an earlier notice named, which stands: told, not given a last term again. */
  readonly others?: readonly { readonly number: string; readonly open: Money }[];
}

/**
 * Only for confirmations: what was agreed. What a collector noted about it is for colleagues and never in a text; there is no place for it
 * here, so that no text can print it.
 */
export interface AgreementVariables {
  readonly madeOn: IsoDate;
  readonly promisedOn: IsoDate | null;
  readonly promised: Money | null;
  /** It was agreed in a call that we made; only then a text may speak of one. */
  readonly byPhone: boolean;
}

/** Only for `plan-confirmation`: the terms of a payment plan, in order. */
export interface InstalmentVariables {
  readonly dueDate: IsoDate;
  readonly amount: Money;
}

/** Only for `instalment-due` and `instalment-missed`: the instalment it is about. */
export interface DueInstalmentVariables {
  readonly no: number;
  /** How many there are. */
  readonly of: number;
  readonly dueDate: IsoDate;
  /** What is still to be paid of it. */
  readonly open: Money;
  /** The last day to mend it once it was missed. */
  readonly mendBy: IsoDate | null;
}

/** For `plan-ended`, and for every text of the ladder after it: a payment plan that was broken. */
export interface EndedPaymentPlanVariables {
  readonly agreedOn: IsoDate;
  /** Due date of the instalment that was missed; null when it was ended before one was. */
  readonly missedOn: IsoDate | null;
  /** The last day to pay all that is open; only in `plan-ended`, later texts have a term of their own. */
  readonly payBy: IsoDate | null;
}

/** Only for `payment-thanks`. */
export interface PaymentVariables {
  readonly amount: Money;
  readonly receivedOn: IsoDate;
}

/** Input of `render`. */
export interface MessageVariables {
  readonly language: Language;
  /** Date of the message in the tenant's zone. */
  readonly today: IsoDate;
  readonly creditor: CreditorVariables;
  /** Absent or null: the house's look. */
  readonly brand?: BrandVariables | null;
  readonly debtor: DebtorVariables;
  /** At least one, in one currency; the order of the table. */
  readonly invoices: readonly InvoiceVariables[];
  readonly totalOpen: Money;
  /** Shown with the IBAN; an RF reference, a betalingskenmerk or an invoice number. */
  readonly paymentReference: string;
  /** https address of a page to pay on. */
  readonly paymentLink?: string | null;
  /** One sentence: what happens if nothing happens, and when. `nextStepText` writes it from a plan. */
  readonly nextStep: string;
  /** Days until that next step: no text gives longer to pay. Absent or null: nothing follows by itself. */
  readonly daysToNextStep?: number | null;
  /** Absent: nothing is known, so nothing is said of it. */
  readonly before?: PriorContact;
  readonly interest?: InterestVariables | null;
  readonly notice?: NoticeVariables | null;
  readonly agreement?: AgreementVariables | null;
  readonly plan?: readonly InstalmentVariables[] | null;
  readonly instalment?: DueInstalmentVariables | null;
  readonly endedPlan?: EndedPaymentPlanVariables | null;
  readonly payment?: PaymentVariables | null;
  /** Set when this is a copy of a message that goes through another channel. */
  readonly copyOf?: 'letter' | 'email' | null;
  /** Whether pictures can go along: only then the page of an e-mail shows a QR code, as `cid:payment-qr`. */
  readonly qr?: boolean;
}
