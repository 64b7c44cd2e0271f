/** The input of a simulation, and its answer. */
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
  /** The policy of each invoice, where they differ. When absent, all invoices have the same one. Not for states. */
  readonly policyOf?: (invoice: string) => Policy;
  /** The most work it may take; unlimited when absent. */
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

/** A step that the law held up, or that needs an approval. Named once per invoice, step and gate. */
export interface SimulatedGate {
  readonly debtor: string;
  readonly invoice: string;
  /** Key of the step; null when the plan names none yet. */
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
