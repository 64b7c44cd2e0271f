/**
 * The facts that can be signalled to a chase. One line here makes the signal: the workflow builds all handlers from this table, the relay
 * sends by it, `recordSignal` checks payloads by it.
 */
import type { ChasePlan } from './chase.js';

/** Fields every signal may carry. A signal from the relay names the event it reports and brings the plan that followed from it. */
export interface SignalEnvelope {
  /** Id of the event row that already holds the fact. Absent: the signal came straight to Temporal and is recorded first. */
  readonly recordedEventId?: string;
  /** The plan made in the transaction that recorded the fact. */
  readonly plan?: ChasePlan;
  /** Chosen by the sender of a direct signal so that sending it twice records it once; else the payload's own fields decide. */
  readonly signalId?: string;
}

/**
 * Payload of each signal, besides {@link SignalEnvelope}. Amounts are text or integers of minor units, dates ISO dates, `at` RFC 3339 in
 * UTC.
 */
export interface SignalPayloads {
  paymentReceived: { amount?: string | number; currency?: string; paidOn?: string; reference?: string };
  paymentReversed: { paymentId?: string; reason?: string };
  promiseMade: { date?: string; amount?: string | number; note?: string; confirm?: boolean };
  promiseWithdrawn: { note?: string };
  paymentPlanAgreed: { instalments?: readonly { dueDate: string; amount: string | number }[]; confirm?: boolean };
  paymentPlanBroken: { note?: string };
  disputeRaised: { reason?: string; amount?: string | number; note?: string };
  disputeResolved: { outcome?: 'upheld' | 'rejected' | 'partly'; creditAmount?: string | number; newDueDate?: string };
  callOutcomeRecorded: { taskId?: string; code?: string; note?: string; whyUnpaid?: string; at?: string };
  approvalDecided: { taskId?: string; code?: 'approved' | 'declined'; note?: string };
  chasePaused: { reason?: string; until?: string };
  chaseResumed: { note?: string };
  debtorHeld: { reason?: string; until?: string };
  debtorReleased: { note?: string };
  deliveryReported: { messageId?: string };
  stepOverridden: { step?: string; act?: 'skip' | 'postpone' | 'run-now'; until?: string };
  invoiceChanged: { note?: string };
  invoiceClosed: { reason?: string };
}

/** Name of a signal that tells a fact. */
export type FactSignal = keyof SignalPayloads;

/** Signals in a fixed order. `direct`: may be sent straight to Temporal and is then recorded; others only report what is recorded. */
export const factSignals = {
  paymentReceived: { direct: true },
  paymentReversed: { direct: true },
  promiseMade: { direct: true },
  promiseWithdrawn: { direct: true },
  paymentPlanAgreed: { direct: true },
  paymentPlanBroken: { direct: true },
  disputeRaised: { direct: true },
  disputeResolved: { direct: true },
  callOutcomeRecorded: { direct: true },
  approvalDecided: { direct: true },
  chasePaused: { direct: true },
  chaseResumed: { direct: true },
  debtorHeld: { direct: false },
  debtorReleased: { direct: false },
  deliveryReported: { direct: false },
  stepOverridden: { direct: true },
  invoiceChanged: { direct: false },
  invoiceClosed: { direct: true },
} as const satisfies { readonly [Name in FactSignal]: { readonly direct: boolean } };

/** Name of a signal that may be sent straight to Temporal: its payload is checked when it is recorded. */
export type DirectSignalName = { [Name in FactSignal]: (typeof factSignals)[Name]['direct'] extends true ? Name : never }[FactSignal];

/** Any signal's payload as it arrives. */
export type SignalPayload<Name extends FactSignal = FactSignal> = SignalEnvelope & SignalPayloads[Name];

/** A chase on a test clock: the clock reached `now`. No fact, so nothing is recorded. */
export const clockSignalName = 'clockAdvanced';
