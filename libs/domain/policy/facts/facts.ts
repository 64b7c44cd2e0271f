/**
 * What `decide` may know: the facts of one chase, read fresh from the database under the debtor's lock. Plain data; amounts in integer
 * minor units, instants in epoch milliseconds, legal dates as ISO dates in the policy's zone.
 */
import type { IsoDate } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { ClaimKind, Interruption } from '../../limitation/limitation.js';
import type { Cents, Currency } from '../../money/money.js';

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

/**
 * Holds under which somebody else has a say in the debtor's money: the estate, or an administrator. Nothing is set off by itself then (53
 * Fw).
 */
export const estateHolds: ReadonlySet<HoldReason> = new Set(['insolvency', 'debt-relief', 'deceased']);

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
}

/**
 * Formal notices: the consumer's 14-day letter (veertiendagenbrief, 6:96 lid 6), the notice of default (ingebrekestelling, 6:82) for who
 * is not in default yet, and the last demand (aanmaning) to a business.
 */
export const noticeKinds = ['fourteen-day-letter', 'notice-of-default', 'demand'] as const;
/** One of {@link noticeKinds}. */
export type NoticeKind = (typeof noticeKinds)[number];

/** `6:83a` an agreed term passed; `6:82` a notice of default ran out; `6:119a-2` thirty days after receipt of the invoice. */
export const defaultBases = ['6:83a', '6:82', '6:119a-2'] as const;
export type DefaultBasis = (typeof defaultBases)[number];

/** Where a payment term comes from: agreed (6:83a), only from the invoice (unilateral), or nowhere. */
export const termBases = ['agreed', 'unilateral', 'none'] as const;
export type TermBasis = (typeof termBases)[number];

/**
 * How a notice stands: on its way (`claimed`), has left (`sent`), or nobody knows (`unknown`); `void` counts for nothing, `superseded` was
 * replaced by a newer one. Whether its term has run out follows from its dates.
 */
export const noticeStates = ['claimed', 'sent', 'unknown', 'void', 'superseded'] as const;
/** One of {@link noticeStates}. */
export type NoticeState = (typeof noticeStates)[number];

/** Why a notice is void: it did not reach the debtor (the first three), or it says what is not right (any more). */
export const noticeEnds = ['bounced', 'returned', 'complained', 'wrong-content', 'debtor-kind-changed', 'term-basis-changed'] as const;
/** One of {@link noticeEnds}. */
export type NoticeEnd = (typeof noticeEnds)[number];

/** A claim as a notice names it. */
export interface NamedClaim {
  readonly invoiceId: string;
  /** What the notice asked for it: its open and undisputed principal. */
  readonly amount: Cents;
  readonly dueDate: IsoDate;
  readonly termBasis: TermBasis;
  /** The ground of its default when the notice was written; null when it was in default by none. */
  readonly defaultBasis: DefaultBasis | null;
  /** The step of its own chase, and which time, that this notice was; null when it was named in the notice of another invoice. */
  readonly step: string | null;
  readonly occurrence: number | null;
}

/** A formal notice that was written to the debtor, with every claim that it names (6:96 lid 7 BW). */
export interface NoticeFact {
  readonly id: string;
  readonly kind: NoticeKind;
  /** Who the debtor was taken for when it was written. */
  readonly debtorKind: DebtorKind;
  readonly state: NoticeState;
  readonly endedReason: NoticeEnd | null;
  readonly at: Instant;
  readonly sentOn: IsoDate;
  readonly channel: Channel;
  /** Last day on which payment is in time; null while receipt is not proven (3:37 lid 3 BW). */
  readonly lastDay: IsoDate | null;
  /** First day on which what it announces may follow; the margin for slow post is in it. Null with {@link lastDay}. */
  readonly costsFrom: IsoDate | null;
  readonly announcedCosts: Cents;
  readonly claims: readonly NamedClaim[];
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

/** What the messages of a plan need to know. Every invoice of the plan has the same, but for `earlier`. */
export interface PaymentPlanAgreement {
  readonly id: string;
  readonly agreedOn: IsoDate;
  /** Instalments of earlier plans over this invoice: instalment n of this one is occurrence `earlier + n` in the ledger. */
  readonly earlier: number;
}

/** A payment plan over one or more invoices of the debtor. */
export interface PaymentPlanFact {
  readonly instalments: readonly InstalmentFact[];
  /** Absent: nothing is written about the plan, and it breaks with the grace of a missed instalment. */
  readonly agreement?: PaymentPlanAgreement;
}

/** An agreement that must still be confirmed to the debtor in writing: the n-th of its kind over the invoice. */
export interface ToConfirm {
  readonly kind: 'promise' | 'plan';
  readonly no: number;
}

/** A stop of one chase. */
export interface Pause {
  readonly reason: string;
  /** Its last day; null: until resumed. */
  readonly until: IsoDate | null;
  /**
   * Absent: a person asked for it. Otherwise why the system paused the chase: a notice check that refused, or a provider that must not be
   * used.
   */
  readonly cause?: PauseCause;
}

/** Why the system itself pauses a chase. */
export const pauseCauses = ['notice-check', 'provider'] as const;
/** One of {@link pauseCauses}. */
export type PauseCause = (typeof pauseCauses)[number];

/** What an operator may order about a step. */
export const stepActs = ['skip', 'postpone', 'run-now'] as const;

/** What an operator ordered for one step. `run-now` is due at once, `postpone` not before `until`, `skip` never. */
export interface StepOverride {
  readonly step: string;
  readonly act: (typeof stepActs)[number];
  readonly until: IsoDate | null;
  readonly at: Instant;
}

/** Why an invoice is no longer chased. */
export const chaseOutcomes = ['paid', 'credited', 'written-off', 'handed-over', 'closed'] as const;
/** One of {@link chaseOutcomes}. */
export type ChaseOutcome = (typeof chaseOutcomes)[number];

/**
 * Ends that follow from nothing being open any more, a write-off among them: money that goes back undoes them. A close or a handover is a
 * person's decision about all of the claim and stays.
 */
export const endedByBalance: ReadonlySet<ChaseOutcome | null> = new Set(['paid', 'credited', 'written-off']);

/** What is recorded about the limitation (verjaring) of a claim, besides the formal notices that were sent from here. */
export interface LimitationFacts {
  /** Null: nobody said; then the kind of debtor decides. */
  readonly claim: ClaimKind | null;
  /** Acts that a person recorded, and the payment plans that were agreed. */
  readonly interruptions: readonly Interruption[];
}

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
  readonly termBasis: TermBasis;
  /** When the chase began. Nothing is planned before it, and a reminder whose day before the due date was over by then is left out. */
  readonly registeredAt: Instant;
  readonly limitation: LimitationFacts;
  /**
   * An invoice that was already being chased elsewhere (or in an earlier cycle): its last step there and when. Without `lastStep` the
   * ladder is entered at the last step whose day had come by `at`; a formal notice is never jumped over.
   */
  readonly adopted: { readonly lastStep: string | null; readonly at: IsoDate } | null;
  readonly pause: Pause | null;
  readonly dispute: { readonly since: IsoDate; readonly amount: Cents | null } | null;
  readonly promise: PromiseFact | null;
  /** Days on which a promise was found broken, in order. */
  readonly promisesBroken: readonly IsoDate[];
  /** The plan that is kept, or the last one when it was broken, which {@link paymentPlanBrokenOn} says. */
  readonly paymentPlan: PaymentPlanFact | null;
  /**
   * The day on which the last payment plan was found broken; `null` also when another was agreed since, which is then {@link paymentPlan}.
   */
  readonly paymentPlanBrokenOn: IsoDate | null;
  /** What was agreed last and is not confirmed yet; absent: nothing. */
  readonly toConfirm?: ToConfirm | null;
  /** Direct debit under way: the ladder waits until it settles or is returned. */
  readonly directDebitPending: boolean;
  readonly taken: readonly TakenStep[];
  /** Every formal notice that names this invoice, oldest first; none that surely never left. */
  readonly notices: readonly NoticeFact[];
  readonly overrides: readonly StepOverride[];
}

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
