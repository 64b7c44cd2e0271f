import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import type { DebtorFacts, DebtorKind, InvoiceFacts, Language, ToConfirm } from '#domain/policy/facts/facts.js';
import type { WarningMonths } from '#domain/policy/situation/time-bar.js';

/** A debtor as stored: what the domain may know is in {@link DebtorFacts}, what only a letter needs is here. */
export interface DebtorRecord {
  readonly id: string;
  readonly externalId: string | null;
  readonly kind: DebtorKind;
  readonly name: string;
  readonly language: Language;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: Readonly<Record<string, string>> | null;
  readonly kvk: string | null;
  readonly testClockId: string | null;
}

/** An invoice with its chase. */
export interface InvoiceRecord {
  readonly id: string;
  readonly number: string;
  readonly cycle: number;
  readonly description: string | null;
  readonly paymentReference: string | null;
  readonly policyVersionId: string;
  readonly planRevision: number;
  /** The stored plan as JSON; read it with the casebook's codec. */
  readonly plan: unknown;
  readonly facts: InvoiceFacts;
  /** Until when the claim may be demanded, as written last, and the last warning given for that day; null: none. */
  readonly limitation: { readonly lastDay: IsoDate | null; readonly warned: WarningMonths | null };
  /** The agreement that must still be confirmed in writing. */
  readonly confirmation: UnconfirmedAgreement | null;
  /** Whom it waits for by its stored plan. */
  readonly waitsFor: WaitsFor | null;
  /** What a person was asked about it last; null when nothing was. */
  readonly attention: AttentionRecord | null;
  /** Key of the last step that was taken in this cycle, see `stageOf`. */
  readonly stage: string;
  /** What lists find and sort it by, as written last. */
  readonly listed: Listed;
}

/** What the lists of invoices are found and sorted by, beside the plan: kept with the chase, so that one index serves a filter and an order. */
export interface Listed {
  readonly stage: string;
  readonly dueDate: IsoDate;
  readonly open: bigint;
  /** Whether a dispute is open, of all or of a part of the invoice. */
  readonly disputed: boolean;
}

/** A question what lets a chase go on, open or answered or taken back. */
export interface AttentionRecord {
  readonly id: string;
  readonly status: string;
  readonly cycle: number;
  readonly step: string;
  readonly reason: string | null;
  readonly grounds: string | null;
  /** The answer: `mended`, or `left` as it stands; null while there is none. */
  readonly outcome: string | null;
}

/** An agreement that the debtor has not been sent in writing yet. */
export interface UnconfirmedAgreement extends ToConfirm {
  readonly agreedAt: Instant;
  /** It was made in a call of ours. */
  readonly byPhone: boolean;
}

/** Everything about one debtor, read under his lock. */
export interface CaseRecord {
  readonly debtor: DebtorRecord;
  readonly facts: DebtorFacts;
  /** Null: the debtor lives on the live clock. */
  readonly clock: { readonly id: string; readonly now: Instant } | null;
  readonly invoices: readonly InvoiceRecord[];
  /** What his payments left over, oldest first. */
  readonly credits: readonly CreditRecord[];
  readonly mark: ReadMark;
}

/** When a case was read, to read only what was written since, see `case-changes.sql.ts`. */
export interface ReadMark {
  readonly horizon: string;
  readonly written: readonly number[];
  readonly deleted: number;
  /** How often a part of the transaction had been undone. */
  readonly undone: number;
}

/** What is left of one payment: the debtor's money (6:203 BW). */
export interface CreditRecord {
  /** Of its allocation. */
  readonly id: string;
  readonly paymentId: string;
  /** The invoice that the payment was booked on. */
  readonly invoiceId: string | null;
  readonly currency: string;
  readonly amount: bigint;
  /** It looks paid twice: a person decides whether it goes back or is set off. */
  readonly hint: 'paid-twice' | null;
}

/** Creditor data that stands in every message. */
export interface CreditorRecord {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly iban: string;
  readonly kvk: string | null;
  readonly email: string;
  readonly phone: string | null;
}
