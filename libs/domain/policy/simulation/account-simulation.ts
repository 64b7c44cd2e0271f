/** Simulates one account, from step to step and from event to event. */
import type { Instant } from '../../calendar/zone.js';
import { type Account, chaseFactsOf } from '../facts/account.js';
import { accountState, statesEntered } from '../ladder/account-state.js';
import { namedIn } from '../../notice/standing.js';
import { askedOf, isConfirmation } from '../agreements/agreement-messages.js';
import { isContact, outcomeOf, presumedNotice, succeeded } from '../forecast/assume.js';
import { decide } from '../decide.js';
import type { ChaseOutcome, InvoiceFacts } from '../facts/facts.js';
import { canLapse } from '../forecast/lapses.js';
import { instantOfDay, localDayAt } from '../facts/local-clock.js';
import { type MergedMessage, type MergedStep, stepsToMerge } from '../merge.js';
import type { Plan, PlannedStep, ReasonCode } from '../language/plan.js';
import type { Policy } from '../language/policy.js';
import { type Moment, withConsequences, withElapsedTime } from './consequences.js';
import { applyEvent } from './apply-event.js';
import { type Upcoming, timetableOf } from './timetable.js';
import { type Memory, memoryOf, type SimulatedAccount } from './memory.js';
import { withGivenUp } from './money.js';
import { undisputed } from '../situation/situation.js';
import type { SimulationSpan } from './answer.js';
import { copyOfDebtor, copyOfInvoice, type MutableDebtor, type MutableInvoice, type SimulatedChase } from './mutable-facts.js';
import { SimulationLog } from './simulation-log.js';

// A policy may repeat a step daily: this allows nearly seven years of it for one debtor, then the simulation stops.
const maximumMoves = 2500;
/** Costs in the units of `Meter`; measured. */
const unitsOfRow = 4;
const unitsOfInvoice = 60;

/** The simulation of one account. */
export class AccountSimulation {
  readonly log: SimulationLog;
  private readonly upcoming: readonly Upcoming[];
  private debtor: MutableDebtor;
  private memory: Memory;
  private invoices: readonly MutableInvoice[];
  private handled = 0;
  private now: Instant;
  private messages = 0;

  private readonly policy: Policy;

  constructor(
    policy: Policy,
    account: Account,
    private readonly span: SimulationSpan,
  ) {
    this.policy = span.budget?.metered(policy) ?? policy;
    this.log = new SimulationLog(account.debtor.id, policy.timeZone, span.budget);
    this.debtor = copyOfDebtor(account.debtor);
    this.memory = memoryOf(account);
    const { known, upcoming } = timetableOf(account, span, policy.timeZone);
    this.invoices = known.map(copyOfInvoice);
    this.upcoming = upcoming;
    this.now = span.from;
  }

  private chaseOf(invoice: MutableInvoice): SimulatedChase {
    return { policy: this.policyOf(invoice), facts: chaseFactsOf({ debtor: this.debtor, invoices: this.invoices }, invoice) };
  }

  private end(invoice: MutableInvoice, outcome: ChaseOutcome): void {
    invoice.outcome = outcome;
    this.log.end(invoice.id, outcome, this.now);
  }

  /** Writes off the undisputed part; the rest is decided with its dispute. */
  private giveUp(invoice: MutableInvoice): void {
    const amount = undisputed(invoice);
    this.memory = withGivenUp(this.memory, invoice.id, amount);
    invoice.open -= amount;
    invoice.promise = null;
  }

  private readonly policyOf = (invoice: Pick<InvoiceFacts, 'id'>): Policy => {
    const { policyOf, budget } = this.span;
    const policy = policyOf?.(invoice.id) ?? this.policy;
    return budget?.metered(policy) ?? policy;
  };

  /** Counts the work of an event or a step besides its decisions: copying and searching the facts of the account. */
  private spendOnFacts(): void {
    if (!this.span.budget) return;
    let rows = this.debtor.contacts.length + this.memory.booked.length;
    for (const { taken, notices } of this.invoices) rows += unitsOfInvoice + taken.length + notices.length;
    this.span.budget.spend(rows * unitsOfRow);
  }

  private get account(): SimulatedAccount {
    return { debtor: this.debtor, invoices: this.invoices, memory: this.memory };
  }

  private get moment(): Moment {
    return { now: this.now, zone: this.policy.timeZone, policyOf: this.policyOf };
  }

  /** Continues with the facts of `account`, and notes the chases that they end; when nothing changed, nothing is copied. */
  private goOnWith(account: SimulatedAccount, known: SimulatedAccount): void {
    if (account === known) return;
    this.memory = memoryOf(account);
    this.debtor = copyOfDebtor(account.debtor);
    this.invoices = account.invoices.map(copyOfInvoice);
    const open = new Set(known.invoices.filter(({ outcome }) => outcome === null).map(({ id }) => id));
    for (const invoice of this.invoices) if (invoice.outcome !== null && open.has(invoice.id)) this.end(invoice, invoice.outcome);
  }

  private withUpcoming(next: Upcoming, account: SimulatedAccount): SimulatedAccount {
    if ('invoice' in next) return { ...account, invoices: [...account.invoices, next.invoice] };
    return next.event.type === 'bounce' ? account : applyEvent(account, next.event, { at: this.now, zone: this.policy.timeZone });
  }

  private handle(next: Upcoming): void {
    this.handled += 1;
    this.spendOnFacts();
    // As in the casebook: the report of a bounce is written before the case is opened, everything else after elapsed time has been applied.
    if ('event' in next && next.event.type === 'bounce')
      this.goOnWith(applyEvent(this.account, next.event, { at: this.now, zone: this.policy.timeZone }), this.account);
    const before = this.account;
    const passed = withElapsedTime(before, this.moment);
    const changed = this.withUpcoming(next, passed);
    const after = withConsequences(before, changed, this.moment);
    // An invoice that credit pays as soon as it is registered counts as ended; one that an event reopens and pays at once does not end
    // again.
    if ('invoice' in next) this.goOnWith(changed, before);
    this.goOnWith(after, 'invoice' in next ? changed : before);
  }

  /** The plan that comes first, of all open chases. */
  private first(): { readonly chase: SimulatedChase; readonly plan: Plan; readonly at: Instant } | null {
    let best: { readonly chase: SimulatedChase; readonly plan: Plan; readonly at: Instant } | null = null;
    for (const invoice of this.invoices) {
      if (invoice.outcome !== null) continue;
      const chase = this.chaseOf(invoice);
      const plan = decide(chase.policy, chase.facts, this.now);
      this.span.budget?.spend(this.invoices.length);
      this.log.gatesOf(invoice.id, plan, this.now);
      const at = plan.next === 'step' ? plan.step.at : plan.next === 'wait' ? plan.until : null;
      if (at !== null && (!best || at < best.at)) best = { chase, plan, at };
    }
    return best;
  }

  /** The message with everything that leaves in it; null when the step goes alone. */
  private merged(chase: SimulatedChase, step: PlannedStep): MergedMessage<SimulatedChase> | null {
    const { siblings } = chase.facts;
    // Spares most books a second decision a step.
    if (siblings.length === 0 || step.kind !== 'message') return null;
    const others = siblings.map((invoice) => this.chaseOf(invoice));
    return stepsToMerge(chase, others, this.now);
  }

  /** Takes one step, with the steps merged into its message. `before`: the account when the case was opened; null when nothing can lapse. */
  private take(
    chase: SimulatedChase,
    { step, reason, before }: { step: PlannedStep; reason: ReasonCode; before: SimulatedAccount | null },
  ): void {
    const merged = this.merged(chase, step);
    this.messages += 1;
    // All rows first, then the outcomes: what leaves together was decided on the same facts.
    const parts = merged?.steps ?? [{ chase, step }];
    for (const part of parts) this.log.take(part.chase.facts.invoice.id, { step: part.step, reason, message: this.messages }, this.now);
    this.rememberAsked(step, parts);
    this.giveNotice(merged?.text ?? { chase, step }, parts);
    for (const part of parts) {
      const { invoice } = part.chase.facts;
      if (isConfirmation(part.step.key)) {
        invoice.toConfirm = null;
        continue;
      }
      invoice.taken.push(succeeded({ ...part.step, at: this.now }));
      const outcome = outcomeOf(part.step, part.chase.policy);
      if (outcome === 'written-off') this.giveUp(invoice);
      if (outcome !== null) this.end(invoice, outcome);
    }
    if (isContact(step)) this.debtor.contacts.push({ at: this.now, channel: step.channel });
    const taken = this.account;
    if (before) this.goOnWith(withConsequences(before, taken, this.moment), taken);
  }

  /** Remembers the claims that a message asks for: a payment in answer to it goes to them. */
  private rememberAsked({ kind }: PlannedStep, parts: readonly MergedStep<SimulatedChase>[]): void {
    // Most messages ask for one claim, and a payment on that claim goes to it anyway.
    if (kind !== 'message' || (parts.length === 1 && this.memory.asked.size === 0)) return;
    const claims = parts
      .map((part) => ({ id: part.chase.facts.invoice.id, amount: askedOf(part.step, part.chase.facts.invoice) }))
      .filter((claim) => claim.amount > 0n);
    this.memory = { ...this.memory, asked: new Map([...this.memory.asked, ...claims.map(({ id }) => [id, claims] as const)]) };
  }

  /** The account before a step writes on it; null when nothing can lapse by it, which spares most books a copy. */
  private snapshot({ policy, facts }: SimulatedChase, step: PlannedStep): Account | null {
    const ending = outcomeOf(step, policy) === null ? null : facts.invoice;
    // Of a chase that the step ends only the open tasks are left to take off the list.
    const touched = (invoice: MutableInvoice): boolean =>
      invoice === ending ? invoice.taken.some(({ result }) => result === 'open') : canLapse(invoice);
    if (!this.invoices.some(touched)) return null;
    return { debtor: copyOfDebtor(this.debtor), invoices: this.invoices.map(copyOfInvoice) };
  }

  /** A formal notice counts for every claim that it lists. */
  private giveNotice({ chase, step }: MergedStep<SimulatedChase>, parts: readonly MergedStep<SimulatedChase>[]): void {
    const covered = parts.map((part) => ({ invoice: part.chase.facts.invoice, step: part.step }));
    const notice = presumedNotice({ ...step, at: this.now }, chase.facts, { policy: chase.policy, covered });
    if (notice) for (const invoice of this.invoices) if (namedIn(notice, invoice.id)) invoice.notices.push(notice);
  }

  /** The step a chase slept for, if it is still due after elapsed time has changed the facts; null otherwise. */
  private stillDue(
    { facts: { invoice } }: SimulatedChase,
    { key, occurrence }: PlannedStep,
  ): { chase: SimulatedChase; plan: Plan & { next: 'step' } } | null {
    const found = this.invoices.find(({ id, outcome }) => id === invoice.id && outcome === null);
    if (!found) return null;
    const chase = this.chaseOf(found);
    const plan = decide(chase.policy, chase.facts, this.now);
    const same = plan.next === 'step' && plan.step.at <= this.now && plan.step.key === key && plan.step.occurrence === occurrence;
    return same ? { chase, plan } : null;
  }

  /**
   * A chase wakes. Its case is opened, which applies elapsed time, and its step is taken if it is still due. Otherwise tasks and approvals
   * may lapse, since time alone can begin a stop.
   */
  private wake({ chase, plan }: { readonly chase: SimulatedChase; readonly plan: Plan }): void {
    this.spendOnFacts();
    const before = this.account;
    const passed = withElapsedTime(before, this.moment);
    this.goOnWith(passed, before);
    if (plan.next === 'step') {
      const due = passed === before ? { chase, plan } : this.stillDue(chase, plan.step);
      const opened = passed === before ? this.snapshot(chase, plan.step) : before;
      if (due) return this.take(due.chase, { step: due.plan.step, reason: due.plan.reasons[0], before: opened });
    }
    if (passed !== before || this.invoices.some(canLapse)) this.goOnWith(withConsequences(before, this.account, this.moment), this.account);
  }

  run(): void {
    for (let move = 0; move < maximumMoves; move += 1) {
      const next = this.upcoming[this.handled];
      const first = this.first();
      if (next && next.at <= this.span.until && (!first || next.at <= first.at)) {
        this.now = Math.max(this.now, next.at);
        this.handle(next);
        continue;
      }
      if (!first || first.at > this.span.until) return;
      this.now = first.at;
      this.wake(first);
    }
  }

  /** Walks day by day: a state depends on nothing finer. */
  runStates(): void {
    const { timeZone } = this.policy;
    let state = -1;
    for (let day = localDayAt(this.span.from, timeZone); day <= localDayAt(this.span.until, timeZone); day += 1) {
      this.now = Math.max(this.span.from, instantOfDay(day, 0, timeZone));
      this.spendOnFacts();
      for (let next = this.upcoming[this.handled]; next && next.at <= this.now; next = this.upcoming[this.handled]) this.handle(next);
      const fresh = accountState(this.policy, { debtor: this.debtor, invoices: this.invoices }, this.now);
      const entered = fresh === -1 && state !== -1 ? [null] : statesEntered(this.policy, state, fresh);
      for (const key of entered) this.log.enter(key, this.now);
      state = fresh;
    }
  }
}
