/** The answer of `decide`: what happens next in a chase, and why. */
import type { Instant } from '../../calendar/zone.js';
import type { Cents, Currency } from '../../money/money.js';
import type { Channel, ChaseOutcome } from '../facts/facts.js';
import type { StepKind, Tone } from './policy.js';

/** Why a chase waits without a step in sight, or why a step was moved, blocked or skipped. Stable: they are shown and documented. */
export const reasonCodes = [
  'due-by-policy',
  'run-now',
  'no-step-left',
  'disputed',
  'on-hold',
  'paused',
  'promised',
  'payment-plan',
  'plan-ended',
  'do-not-contact',
  'insolvent',
  'deceased',
  'time-barred',
  'below-minimum',
  'unmatched-money',
  'direct-debit-pending',
  'awaiting-outcome',
  'awaiting-approval',
  'awaiting-delivery',
  'send-in-flight',
  'outcome-unknown',
  'no-channel',
  'legal-gate',
  'notice-running',
  'postponed',
  'run-day',
  'calendar',
  'sending-window',
  'contact-cap',
  'minimum-distance',
  'skipped-by-operator',
  'past-its-sense',
  'before-adoption',
  'not-for-this-debtor',
  'overtaken',
  'follows-oldest',
] as const;
/** One of {@link reasonCodes}. */
export type ReasonCode = (typeof reasonCodes)[number];

/**
 * What a step may add to the open amount. For a consumer nothing stands here before a valid notice has run out (6:96 lid 5 and 6 BW),
 * whatever the policy says; the sender computes costs and interest only when they are named here.
 */
export interface PlannedCharges {
  /** Minor units of {@link feeCurrency}; 0n is none. */
  readonly fixedFee: Cents;
  /** Null: the invoice's own. */
  readonly feeCurrency: Currency | null;
  /** `statutory`, a simple yearly percentage such as `8.00`, or `none`. */
  readonly interest: string;
  /** Days of a year for a percentage. */
  readonly yearDays: number;
  /** `announce`: named as a consequence of not paying; `charge`: asked now; `none`. */
  readonly collectionCosts: 'none' | 'announce' | 'charge';
}

/** A step with its instant. It is due when `at` is not after now. */
export interface PlannedStep {
  readonly key: string;
  readonly occurrence: number;
  readonly kind: StepKind;
  readonly at: Instant;
  /** For messages: the channel it leaves by. */
  readonly channel: Channel | null;
  readonly alsoVia: readonly Channel[];
  readonly template: string | null;
  readonly tone: Tone | null;
  /** Open amount the step is about, with its currency. */
  readonly amount: Cents;
  readonly currency: Currency;
  /** `formal-notice` turns the legal gates on. */
  readonly legal: 'formal-notice' | null;
  readonly approval: 'none' | 'required';
  /** What may be asked on top; absent: nothing. */
  readonly charges?: PlannedCharges;
  /** For calls and approvals: the instant after which the chase goes on by itself. */
  readonly deadline: Instant | null;
}

/** A step that will not be taken, and why. */
export interface SkippedStep {
  readonly key: string;
  readonly occurrence: number;
  readonly reason: ReasonCode;
}

/**
 * What is next. `step`: take it at `step.at`. `wait`: nothing can be planned before news comes or `until` is reached (null: news only).
 * `closed`: the chase is over. `reasons` are all the codes that moved or blocked it, most important first; `inputs` the values the
 * answer depended on, as text, for the explanation.
 */
export type Plan = {
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly skipped: readonly SkippedStep[];
  readonly inputs: Readonly<Record<string, string>>;
} & (
  | { readonly next: 'step'; readonly step: PlannedStep }
  | { readonly next: 'wait'; readonly until: Instant | null }
  | { readonly next: 'closed'; readonly outcome: ChaseOutcome }
);
