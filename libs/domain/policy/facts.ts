/**
 * What `decide` may know: the facts of one chase, read fresh from the database under the debtor's lock. Plain data; amounts in integer
 * minor units, instants in epoch milliseconds, legal dates as ISO dates in the policy's zone.
 */
import type { IsoDate } from '../calendar/iso-date.js';
import type { Instant } from '../calendar/zone.js';
import type { Cents, Currency } from '../money/money.js';

/** Who the debtor is; drives every rule of law. `unknown` is treated as `consumer`, the strictest. */
export const debtorKinds = ['consumer', 'natural_business', 'company', 'government', 'unknown'] as const;
/** One of {@link debtorKinds}. */
export type DebtorKind = (typeof debtorKinds)[number];

/** Ways to reach a debtor. */
export const channels = ['email', 'sms', 'whatsapp', 'letter', 'call'] as const;
/** One of {@link channels}. */
export type Channel = (typeof channels)[number];

/** Languages the texts exist in. */
export const languages = ['nl', 'en'] as const;
/** One of {@link languages}. */
export type Language = (typeof languages)[number];

/** Why a chase stands still by a person's act; `until` is the last day of the hold, null is until lifted. */
export const holdReasons = ['vacation', 'illness', 'insolvency', 'debt-relief', 'deceased', 'other'] as const;
/** One of {@link holdReasons}. */
export type HoldReason = (typeof holdReasons)[number];

/** A hold on all of a debtor's invoices. */
export interface Hold {
  readonly reason: HoldReason;
  readonly until: IsoDate | null;
}

/**
 * A contact that was made (or may have been made: unknown counts), over all invoices of the debtor. One message about several invoices,
 * or with a copy through another channel, is one contact: entries with the same instant count once. A call counts from the moment its
 * task is opened. A message that surely never arrived (failed) is none.
 */
export interface Contact {
  readonly at: Instant;
  readonly channel: Channel;
}

/** Whether a channel can be used: an address is there and works, he refused it, or the last message on it failed for good. */
export type Reach = 'usable' | 'refused' | 'failed';

/** How a step that was begun stands. `open` is a call task or an approval that waits for a person. */
export const stepResults = ['claimed', 'sent', 'delivered', 'unknown', 'failed', 'open', 'done', 'expired', 'skipped'] as const;
/** One of {@link stepResults}. */
export type StepResult = (typeof stepResults)[number];

/** One line of the send ledger for this invoice and cycle, in order of time. */
export interface TakenStep {
  readonly step: string;
  /** 1 for the first time, then 2, 3 ... for a step that repeats. */
  readonly occurrence: number;
  readonly at: Instant;
  readonly result: StepResult;
  readonly channel: Channel | null;
  /** Outcome code of a call or an approval, such as `no-answer`; `complained` for a failed message that did arrive. */
  readonly outcome: string | null;
  /** For a failed message: it went to an address that is no longer the debtor's on that channel. Absent: no. */
  readonly toFormerAddress?: boolean;
  /** For an open task: when the chase goes on by itself. */
  readonly deadline: Instant | null;
  /** For a formal notice: last day of its term and first day on which costs may be charged, fixed when it left. */
  readonly notice: { readonly lastDay: IsoDate; readonly costsFrom: IsoDate; readonly announcedCosts: Cents } | null;
}

/** A promise that stands; kept or broken ones are in {@link InvoiceFacts.promisesBroken}. */
export interface PromiseFact {
  readonly date: IsoDate;
  readonly amount: Cents | null;
}

/** An instalment of a payment plan (betalingsregeling). `open` is what is still to be paid of it. */
export interface InstalmentFact {
  readonly dueDate: IsoDate;
  readonly amount: Cents;
  readonly open: Cents;
}

/** What an operator ordered for one step. `run-now` is due at once, `postpone` not before `until`, `skip` never. */
export interface StepOverride {
  readonly step: string;
  readonly act: 'skip' | 'postpone' | 'run-now';
  readonly until: IsoDate | null;
  readonly at: Instant;
}

/** Why an invoice is no longer chased. */
export const chaseOutcomes = ['paid', 'credited', 'written-off', 'handed-over', 'closed'] as const;
/** One of {@link chaseOutcomes}. */
export type ChaseOutcome = (typeof chaseOutcomes)[number];

/** The facts of one invoice. */
export interface InvoiceFacts {
  readonly id: string;
  readonly issueDate: IsoDate;
  readonly dueDate: IsoDate;
  readonly currency: Currency;
  readonly total: Cents;
  /** total - paid - credited - written off; costs and interest are not in it. */
  readonly open: Cents;
  /** `null` while it is chased. */
  readonly outcome: ChaseOutcome | null;
  /** Where the payment term comes from: 6:83a (agreed), or only from the invoice (unilateral). */
  readonly termBasis: 'agreed' | 'unilateral' | 'none';
  /** When the chase began. Nothing is planned before it, and a reminder whose day before the due date was over by then is left out. */
  readonly registeredAt: Instant;
  /**
   * An invoice that was already being chased elsewhere (or in an earlier cycle): its last step there and when. Without `lastStep` the
   * ladder is entered at the last step whose day had come by `at`; a formal notice is never jumped over.
   */
  readonly adopted: { readonly lastStep: string | null; readonly at: IsoDate } | null;
  readonly pause: { readonly reason: string; readonly until: IsoDate | null } | null;
  readonly dispute: { readonly since: IsoDate; readonly amount: Cents | null } | null;
  readonly promise: PromiseFact | null;
  /** Days on which a promise was found broken, in order. */
  readonly promisesBroken: readonly IsoDate[];
  readonly paymentPlan: { readonly instalments: readonly InstalmentFact[] } | null;
  /** The day on which the last payment plan was found broken; `null` also when another was agreed since, which is then {@link paymentPlan}. */
  readonly planBrokenOn: IsoDate | null;
  /** Direct debit under way: the ladder waits until it settles or is returned. */
  readonly directDebitPending: boolean;
  readonly taken: readonly TakenStep[];
  readonly overrides: readonly StepOverride[];
}

/** What is known of an invoice from the start. */
export type InvoiceStart = Pick<
  InvoiceFacts,
  'id' | 'issueDate' | 'dueDate' | 'currency' | 'total' | 'termBasis' | 'registeredAt' | 'adopted' | 'directDebitPending'
>;

/** An invoice to which nothing has happened yet: all of it is open, nothing was agreed and no step was taken. */
export const untouchedInvoice = (start: InvoiceStart): InvoiceFacts => ({
  ...start,
  open: start.total,
  outcome: null,
  pause: null,
  dispute: null,
  promise: null,
  promisesBroken: [],
  paymentPlan: null,
  planBrokenOn: null,
  taken: [],
  overrides: [],
});

/** The facts of the debtor, over all of his invoices. */
export interface DebtorFacts {
  readonly id: string;
  readonly kind: DebtorKind;
  readonly language: Language;
  readonly segment: string | null;
  /** A channel that is absent has no address. */
  readonly reach: Readonly<Partial<Record<Channel, Reach>>>;
  readonly preferredChannel: Channel | null;
  readonly doNotContact: boolean;
  readonly holds: readonly Hold[];
  /** Contacts of at least the last 60 days over all invoices, oldest first. */
  readonly contacts: readonly Contact[];
  /** Money of this debtor that waits to be matched: no reminder until it is. */
  readonly unmatchedMoney: boolean;
  /** 0 (never pays) to 100 (always in time), null when there is no history. */
  readonly paymentScore: number | null;
}

/** Everything `decide` sees for one chase. */
export interface ChaseFacts {
  readonly debtor: DebtorFacts;
  readonly invoice: InvoiceFacts;
  /** The debtor's other invoices that are still open (debtor scope, combined notices, thresholds). */
  readonly siblings: readonly InvoiceFacts[];
}
