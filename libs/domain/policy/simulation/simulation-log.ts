/** Collects what a simulation answers about one account. */
import { fromDay } from '../../calendar/iso-date.js';
import type { Instant, TimeZone } from '../../calendar/zone.js';
import type { ChaseOutcome } from '../facts/facts.js';
import { localDayAt } from '../facts/local-clock.js';
import type { Plan, PlannedStep, ReasonCode } from '../language/plan.js';
import type { WorkBudget } from '../language/work-budget.js';
import { gateReasons, type SimulatedContact, type SimulatedGate, type SimulatedState, type Simulation } from './answer.js';

/** A step that is taken: in which message, and why. */
interface LoggedStep {
  readonly step: PlannedStep;
  readonly reason: ReasonCode;
  /** Number of the message it leaves in. */
  readonly message: number;
}

/** See above. Instants become local days of the zone. */
export class SimulationLog {
  readonly contacts: SimulatedContact[] = [];
  readonly states: SimulatedState[] = [];
  readonly gates: SimulatedGate[] = [];
  readonly ended: Simulation['ended'][number][] = [];

  constructor(
    private readonly debtor: string,
    private readonly zone: TimeZone,
    private readonly budget: WorkBudget | undefined,
  ) {}

  /** A chase ends. */
  end(invoice: string, outcome: ChaseOutcome, now: Instant): void {
    this.ended.push({ invoice, outcome, on: fromDay(localDayAt(now, this.zone)) });
  }

  /** An account enters a state; null is clear. */
  enter(state: string | null, now: Instant): void {
    this.states.push({ debtor: this.debtor, state, on: fromDay(localDayAt(now, this.zone)) });
  }

  /** The gates that a plan names among its reasons. */
  gatesOf(invoice: string, plan: Plan, now: Instant): void {
    for (const gate of gateReasons)
      if (plan.reasons.includes(gate)) this.gate({ invoice, step: plan.next === 'step' ? plan.step.key : null, gate }, now);
  }

  /** A step is taken; one that needs an approval counts as a gate. */
  take(invoice: string, { step, reason, message }: LoggedStep, now: Instant): void {
    if (step.approval === 'required') return this.gate({ invoice, step: step.key, gate: 'approval' }, now);
    this.contacts.push({
      debtor: this.debtor,
      invoice,
      step: step.key,
      occurrence: step.occurrence,
      kind: step.kind,
      channel: step.channel,
      at: now,
      date: fromDay(localDayAt(now, this.zone)),
      amount: step.amount,
      currency: step.currency,
      reason,
      message,
    });
  }

  private gate({ invoice, step, gate }: Pick<SimulatedGate, 'invoice' | 'step' | 'gate'>, now: Instant): void {
    const known = this.gates.some((other) => other.invoice === invoice && other.step === step && other.gate === gate);
    this.budget?.spend(this.gates.length);
    if (!known) this.gates.push({ debtor: this.debtor, invoice, step, gate, on: fromDay(localDayAt(now, this.zone)) });
  }
}
