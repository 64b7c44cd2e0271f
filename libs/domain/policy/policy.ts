/** The policy language, version 1 (see docs/reference/policy.md): the creditor's dunning procedure as data. */
import type { IsoDate } from '../calendar/iso-date.js';
import type { CalendarName } from '../calendar/working-days.js';
import type { TimeZone } from '../calendar/zone.js';
import type { Cents } from '../money/money.js';
import type { Channel, DebtorKind, Language } from './facts.js';

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
] as const;
/** One of {@link anchors}. */
export type Anchor = (typeof anchors)[number];

/** When a step falls due: `days` (negative: before) from the anchor, then aligned. */
export interface Trigger {
  readonly anchor: Anchor;
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
}

/** One rung of the ladder. */
export interface Step {
  readonly key: string;
  readonly kind: StepKind;
  readonly trigger: Trigger;
  readonly only?: StepCondition;
  readonly repeat?: { readonly everyDays: number; readonly max?: number };
  readonly requires?: 'sent' | 'delivered' | 'any';
  readonly channels?: readonly Channel[];
  readonly alsoVia?: readonly Channel[];
  readonly template?: string;
  readonly tone?: Tone;
  readonly script?: string;
  readonly charges?: { readonly fixedFee?: Cents; readonly interest?: string; readonly collectionCosts?: 'announce' | 'charge' };
  readonly legal?: 'formal-notice';
  readonly approval?: 'none' | 'required' | 'required-for-natural-persons';
  readonly deadlineDays?: number;
  readonly onTimeout?: { readonly goto: string };
  readonly confirmInWriting?: boolean;
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
  readonly catchUp: 'one-step' | 'latest';
  readonly steps: readonly Step[];
}
