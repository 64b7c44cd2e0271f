/** What a policy would do to a book: which contacts on which days, never who would pay. */
import { type IsoDate, fromDay, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { Cents, Currency } from '../../money/money.js';
import { type Account, accountState, statesEntered } from '../account-state.js';
import { isContact, succeeded } from '../assume.js';
import { decide } from '../decide.js';
import type { ChaseFacts, ChaseOutcome, Channel, InvoiceFacts } from '../facts.js';
import { instantOfDay, localDayAt } from '../local-clock.js';
import { type MergedMessage, stepsToMerge } from '../merge.js';
import type { Plan, PlannedStep, ReasonCode } from '../plan.js';
import type { Policy, StepKind } from '../policy.js';
import type { SimulationEvent } from './events.js';
import { happen } from './happenings.js';

/** From when to when, and what happens in between. */
export interface SimulationSpan {
  readonly from: Instant;
  readonly until: Instant;
  readonly events?: readonly SimulationEvent[];
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
  readonly ended: readonly { readonly invoice: string; readonly outcome: ChaseOutcome; readonly on: IsoDate }[];
}

// A policy may repeat daily: ten years of that for one debtor with many invoices, then the simulation is cut off.
const maximumMoves = 5000;

interface Chase {
  readonly policy: Policy;
  readonly facts: ChaseFacts;
}

/** One account, walked through time. */
class AccountWalk {
  readonly contacts: SimulatedContact[] = [];
  readonly states: SimulatedState[] = [];
  readonly ended: { invoice: string; outcome: ChaseOutcome; on: IsoDate }[] = [];
  private readonly events: readonly SimulationEvent[];
  private handled = 0;
  private now: Instant;
  private messages = 0;

  constructor(
    private readonly policy: Policy,
    private account: Account,
    private readonly span: SimulationSpan,
  ) {
    const known = new Set(account.invoices.map(({ id }) => id));
    this.events = (span.events ?? []).filter(({ invoice }) => known.has(invoice)).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    this.now = span.from;
  }

  private dateAt(instant: Instant): IsoDate {
    return fromDay(localDayAt(instant, this.policy.timeZone));
  }

  private chaseOf(invoice: InvoiceFacts): Chase {
    const siblings = this.account.invoices.filter((other) => other !== invoice && other.outcome === null);
    return { policy: this.policy, facts: { debtor: this.account.debtor, invoice, siblings } };
  }

  private open(): readonly InvoiceFacts[] {
    return this.account.invoices.filter(({ outcome }) => outcome === null);
  }

  private replace(changed: ReadonlyMap<string, InvoiceFacts>): void {
    for (const invoice of changed.values())
      if (invoice.outcome !== null && this.account.invoices.find(({ id }) => id === invoice.id)?.outcome === null)
        this.ended.push({ invoice: invoice.id, outcome: invoice.outcome, on: this.dateAt(this.now) });
    this.account = { ...this.account, invoices: this.account.invoices.map((invoice) => changed.get(invoice.id) ?? invoice) };
  }

  /** The instant of the next event; null when none is left before the end. */
  private nextEvent(): { readonly event: SimulationEvent; readonly at: Instant } | null {
    const event = this.events[this.handled];
    return event ? { event, at: Math.max(this.span.from, instantOfDay(toDay(event.on), 0, this.policy.timeZone)) } : null;
  }

  private handle(event: SimulationEvent): void {
    this.handled += 1;
    const after = happen(this.account, event);
    this.account = { ...this.account, debtor: after.debtor };
    this.replace(new Map(after.invoices.map((invoice) => [invoice.id, invoice])));
  }

  /** The plan that comes first, of all open chases. */
  private first(): { readonly chase: Chase; readonly plan: Plan; readonly at: Instant } | null {
    let best: { readonly chase: Chase; readonly plan: Plan; readonly at: Instant } | null = null;
    for (const invoice of this.open()) {
      const chase = this.chaseOf(invoice);
      const plan = decide(this.policy, chase.facts, this.now);
      const at = plan.next === 'step' ? plan.step.at : plan.next === 'wait' ? plan.until : null;
      if (at !== null && (!best || at < best.at)) best = { chase, plan, at };
    }
    return best;
  }

  private note(chase: Chase, step: PlannedStep, reason: ReasonCode): void {
    if (step.approval === 'required') return;
    const { debtor, invoice } = chase.facts;
    this.contacts.push({
      debtor: debtor.id,
      invoice: invoice.id,
      step: step.key,
      occurrence: step.occurrence,
      kind: step.kind,
      channel: step.channel,
      at: this.now,
      date: this.dateAt(this.now),
      amount: step.amount,
      currency: step.currency,
      reason,
      message: this.messages,
    });
  }

  /** The message with everything that leaves in it; null when the step goes alone. */
  private merged(chase: Chase, step: PlannedStep): MergedMessage<Chase> | null {
    const { siblings } = chase.facts;
    if (siblings.length === 0 || step.kind !== 'message') return null;
    return stepsToMerge(
      chase,
      siblings.map((invoice) => this.chaseOf(invoice)),
      this.now,
    );
  }

  /** Takes one step, and what leaves with it in the same message. */
  private take(chase: Chase, step: PlannedStep, reason: ReasonCode): void {
    const merged = this.merged(chase, step);
    this.messages += 1;
    const changed = new Map<string, InvoiceFacts>();
    for (const part of merged?.steps ?? [{ chase, step }]) {
      this.note(part.chase, part.step, reason);
      const { invoice, debtor } = part.chase.facts;
      const row = { ...succeeded(part.step, debtor.kind, this.policy), at: this.now };
      changed.set(invoice.id, { ...invoice, taken: [...invoice.taken, row], outcome: this.outcomeOf(part.step) });
    }
    const { debtor } = this.account;
    if (isContact(step) && step.channel !== null)
      this.account = { ...this.account, debtor: { ...debtor, contacts: [...debtor.contacts, { at: this.now, channel: step.channel }] } };
    this.replace(changed);
  }

  private outcomeOf(step: PlannedStep): ChaseOutcome | null {
    if (step.approval === 'required') return null;
    if (step.kind === 'handover') return 'handed-over';
    return this.policy.steps.find(({ key }) => key === step.key)?.effect === 'write-off' ? 'written-off' : null;
  }

  run(): void {
    for (let move = 0; move < maximumMoves; move += 1) {
      const event = this.nextEvent();
      const first = this.first();
      if (event && event.at <= this.span.until && (!first || event.at <= first.at)) {
        this.now = Math.max(this.now, event.at);
        this.handle(event.event);
        continue;
      }
      if (!first || first.at > this.span.until) return;
      this.now = Math.max(first.at, first.plan.next === 'step' ? first.at : this.now + 1);
      if (first.plan.next === 'step') this.take(first.chase, first.plan.step, first.plan.reasons[0]);
    }
  }

  /** Walks day by day: a state depends on nothing finer. */
  runStates(): void {
    const { timeZone } = this.policy;
    let state = -1;
    for (let day = localDayAt(this.span.from, timeZone); day <= localDayAt(this.span.until, timeZone); day += 1) {
      this.now = Math.max(this.span.from, instantOfDay(day, 0, timeZone));
      for (let event = this.nextEvent(); event && event.at <= this.now; event = this.nextEvent()) this.handle(event.event);
      const fresh = accountState(this.policy, this.account, this.now);
      const on = fromDay(day);
      const entered = fresh === -1 && state !== -1 ? [null] : statesEntered(this.policy, state, fresh);
      for (const key of entered) this.states.push({ debtor: this.account.debtor.id, state: key, on });
      state = fresh;
    }
  }
}

/**
 * Plays a policy over accounts: every step succeeds (messages arrive, calls run out at their deadline, approvals are given at once), the
 * events happen, nothing is stored. Accounts do not touch each other; a debtor's invoices are merged and capped as in a real chase.
 */
export function simulate(policy: Policy, accounts: readonly Account[], span: SimulationSpan): Simulation {
  const contacts: SimulatedContact[] = [];
  const states: SimulatedState[] = [];
  const ended: Simulation['ended'][number][] = [];
  for (const account of accounts) {
    const walk = new AccountWalk(policy, account, span);
    if (policy.progress === 'highest') walk.runStates();
    else walk.run();
    for (const contact of walk.contacts) contacts.push(contact);
    for (const state of walk.states) states.push(state);
    for (const end of walk.ended) ended.push(end);
  }
  return { contacts, states, ended };
}
