/** What a simulation is told, and what it answers. */
import type { IsoDate } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { Cents, Currency } from '../../money/money.js';
import type { Channel, ChaseOutcome } from '../facts/facts.js';
import type { ReasonCode } from '../language/plan.js';
import type { Policy, StepKind } from '../language/policy.js';
import type { WorkBudget } from '../language/work-budget.js';
import type { SimulationEvent } from './events.js';

/** From when to when, and what happens in between. */
export interface SimulationSpan {
  readonly from: Instant;
  readonly until: Instant;
  readonly events?: readonly SimulationEvent[];
  /** For a book whose invoices are pinned to policies of their own; all under the same one when absent. Not for states. */
  readonly policyOf?: (invoice: string) => Policy;
  /** How much work it may be; as much as it is when absent. */
  readonly budget?: WorkBudget;
}

/** A step that would be taken for one invoice. Entries with the same `message` leave together. */
export interface SimulatedContact {
  readonly debtor: string;
  readonly invoice: string;
  readonly step: string;
  readonly occurrence: number;
  readonly kind: StepKind;
  readonly channel: Channel | null;
  readonly at: Instant;
  readonly date: IsoDate;
  readonly amount: Cents;
  readonly currency: Currency;
  readonly reason: ReasonCode;
  readonly message: number;
}

/** Where the law, or a policy's wish for a person's word, stood in the way of a step. Each is named once an invoice and step. */
export interface SimulatedGate {
  readonly debtor: string;
  readonly invoice: string;
  /** Null: the step is not in sight yet. */
  readonly step: string | null;
  /** `approval`: a person decides first. */
  readonly gate: 'approval' | (typeof gateReasons)[number];
  readonly on: IsoDate;
}

/** A state that an account enters, for policies with `progress: highest`; null is clear. */
export interface SimulatedState {
  readonly debtor: string;
  readonly state: string | null;
  readonly on: IsoDate;
}

/** The answer. */
export interface Simulation {
  readonly contacts: readonly SimulatedContact[];
  readonly states: readonly SimulatedState[];
  readonly gates: readonly SimulatedGate[];
  readonly ended: readonly { readonly invoice: string; readonly outcome: ChaseOutcome; readonly on: IsoDate }[];
}

/** Reasons of a plan that are gates of the law. */
export const gateReasons = ['legal-gate', 'notice-running', 'no-channel'] as const;
