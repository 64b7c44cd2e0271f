/** The policy language, version 1 (see docs/reference/policy.md): the creditor's dunning procedure as data. */
import type { IsoDate } from '../../calendar/iso-date.js';
import type { CalendarName } from '../../calendar/working-days.js';
import type { TimeZone } from '../../calendar/zone.js';
import type { Cents, Currency } from '../../money/money.js';
import type { Channel, DebtorKind, Language } from '../facts/facts.js';

/** What a step does. */
export const stepKinds = ['message', 'call', 'handover', 'internal'] as const;
/** One of {@link stepKinds}. */
export type StepKind = (typeof stepKinds)[number];

/** Tones of the texts, soft to hard. */
export const tones = ['attent', 'friendly', 'businesslike', 'urgent', 'formal'] as const;
/** One of {@link tones}. */
export type Tone = (typeof tones)[number];

/** Dates a step may be counted from. */
export const anchors = [
  'dueDate',
  'issueDate',
  'previousStep',
  'firstStep',
  'noticeExpiry',
  'promiseBroken',
  'planBroken',
  'oldestOpenDueDate',
  'oldestOpenIssueDate',
  'chaseStart',
] as const;
/** One of {@link anchors}. */
export type Anchor = (typeof anchors)[number];

/** When a step falls due: `months` (clamped to the length of the month) and `days` (negative: before) from the anchor, then aligned. */
export interface Trigger {
  readonly anchor: Anchor;
  readonly months?: number;
  readonly days: number;
  readonly align?: 'endOfMonth' | 'nextWorkingDay' | 'none';
}

/** Conditions that must all hold for a step to be for this debtor and invoice. */
export interface StepCondition {
  readonly debtorKinds?: readonly DebtorKind[];
  readonly segments?: readonly string[];
  readonly languages?: readonly Language[];
  readonly amount?: Readonly<Record<string, { readonly from?: Cents; readonly to?: Cents }>>;
  readonly daysOverdue?: { readonly from?: number; readonly to?: number };
  readonly paymentScore?: { readonly from?: number; readonly to?: number };
  readonly outcome?: { readonly step: string; readonly outcome: readonly string[] };
  /** Number of open invoices of the debtor, this one included. */
  readonly openInvoices?: { readonly from?: number; readonly to?: number };
}

/** What a step adds to what is open. */
export interface StepCharges {
  /** Minor units of `feeCurrency`, or of the invoice's own currency. */
  readonly fixedFee?: Cents;
  readonly feeCurrency?: Currency;
  /** `statutory`, `none`, or a simple yearly percentage such as `8.00`. */
  readonly interest?: string;
  /** Days of a year for a percentage; 365 when absent. */
  readonly yearDays?: number;
  readonly collectionCosts?: 'announce' | 'charge';
}

/** The same step again, counted from its real date; without `max` without end. Exactly one of the distances is given. */
export interface Repeat {
  readonly everyDays?: number;
  readonly everyMonths?: number;
  readonly max?: number;
}

/** One rung of the ladder. */
export interface Step {
  readonly key: string;
  readonly kind: StepKind;
  readonly trigger: Trigger;
  readonly only?: StepCondition;
  /** A step whose conditions do not hold is left out (`skip`, default) or stands in the way until they do (`wait`). */
  readonly unfit?: 'skip' | 'wait';
  /** A step before the due date makes no sense after it and is then left out, unless this is false. */
  readonly lapses?: boolean;
  readonly repeat?: Repeat;
  /** What is needed of the step before: that it was sent, that it surely arrived, or nothing (an open task is no hindrance then). */
  readonly requires?: 'sent' | 'delivered' | 'any';
  /** Not sooner than this many days after the previous step's real date. */
  readonly minimumDaysAfterPrevious?: number;
  readonly channels?: readonly Channel[];
  readonly alsoVia?: readonly Channel[];
  readonly template?: string;
  readonly tone?: Tone;
  readonly script?: string;
  readonly charges?: StepCharges;
  readonly legal?: 'formal-notice';
  readonly approval?: 'none' | 'required' | 'required-for-natural-persons';
  readonly deadlineDays?: number;
  readonly onTimeout?: { readonly goto: string };
  /** Whether the invoice itself goes along; before the due date and with the first reminder when absent. */
  readonly attach?: 'invoice' | 'none';
  readonly confirmInWriting?: boolean;
  /** What follows once the step was taken: what is open of the invoice and not contested is written off, and the chase is over. */
  readonly effect?: 'write-off';
}

/** A published policy version. Times of day as `HH:MM-HH:MM`, weekdays as `mon-fri` or a list. */
export interface Policy {
  readonly key: string;
  readonly name: string;
  readonly scope: 'invoice' | 'debtor';
  readonly timeZone: TimeZone;
  readonly calendar: CalendarName;
  readonly runDays:
    | 'daily'
    | { readonly weekdays: readonly string[] }
    | { readonly monthDays: readonly (number | 'last')[] }
    | { readonly dates: readonly IsoDate[] };
  readonly sendingWindows: Readonly<Partial<Record<Channel, string>>>;
  readonly weekdays: Readonly<Partial<Record<Channel, string>>>;
  readonly jitterMinutes: number;
  readonly contactCap: { readonly perDay: number; readonly perWeek: number };
  readonly minimumDaysBetweenContacts: number;
  readonly merge: 'day' | 'none';
  readonly minimumOpenAmount: Readonly<Record<string, Cents>>;
  readonly graceDays: number;
  /**
   * A chase that is late: `one-step` takes one step at a time and keeps the distances, `every-run` one at each occasion without them,
   * `latest` jumps to the last step that is due, `skip` leaves out every step whose day had come on the day the chase began.
   */
  readonly catchUp: 'one-step' | 'every-run' | 'latest' | 'skip';
  /**
   * `ladder` (default): in order, each after the one before. `independent`: every step by itself, once. `highest`: no contacts but a state
   * that goes up and down with the facts, see `accountState`.
   */
  readonly progress?: 'ladder' | 'independent' | 'highest';
  /** Which open amounts are asked: all (default), or only those of invoices whose due date has passed. */
  readonly counts?: 'open' | 'overdue';
  /** `by-hand`: every message is a draft until a person releases it. */
  readonly sending?: 'automatic' | 'by-hand';
  /** A draft that nobody released: it `blocks` the ladder (default), or the next day makes it anew and sets it aside. */
  readonly unsent?: 'blocks' | 'repeats';
  /** Contacts state their amounts in this currency; the invoice's own when absent. */
  readonly currency?: Currency;
  readonly steps: readonly Step[];
}
