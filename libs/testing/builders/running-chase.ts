/**
 * The running chases of a debtor without a database: each sleeps on a plan of its own, whoever wakes opens the case, decides anew and takes
 * its step, and everything that was written has all of them planned again. One transaction at a time, and no short cuts: what `simulate`
 * spares itself is done here.
 */
import { type IsoDate, toDay } from '#domain/calendar/iso-date.js';
import { type Instant, localDate } from '#domain/calendar/zone.js';
import { namedIn } from '#domain/notice/standing.js';
import { type Account, chaseFactsOf } from '#domain/policy/facts/account.js';
import { askedOf, isConfirmation } from '#domain/policy/agreements/agreement-messages.js';
import { isContact, outcomeOf, presumedNotice, succeeded } from '#domain/policy/forecast/assume.js';
import { decide } from '#domain/policy/decide.js';
import type { InvoiceFacts } from '#domain/policy/facts/facts.js';
import { instantOfDay } from '#domain/policy/facts/local-clock.js';
import { type MergeCandidate, type MergedStep, stepsToMerge } from '#domain/policy/merge.js';
import type { Plan, PlannedStep } from '#domain/policy/language/plan.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { withConsequences, withElapsedTime, type Moment } from '#domain/policy/simulation/consequences.js';
import type { SimulationEvent } from '#domain/policy/simulation/events.js';
import { undisputed } from '#domain/policy/situation/situation.js';
import { writeOff } from '#domain/policy/simulation/money.js';
import { applyEvent } from '#domain/policy/simulation/apply-event.js';
import { memoryOf, type SimulatedAccount } from '#domain/policy/simulation/memory.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';

/** More moves than a life makes; one that needs more runs in circles. */
const mostMoves = 2_000;

/** What a debtor's chases did, line by line. */
export interface Course {
  readonly contacts: readonly string[];
  readonly ends: readonly string[];
}

type Part = MergedStep<MergeCandidate>;

class RunningChases {
  readonly contacts: string[] = [];
  readonly ends: string[] = [];
  private readonly plans = new Map<string, Plan>();
  private account: SimulatedAccount;
  /** Invoices that are registered later, in order. */
  private unborn: readonly InvoiceFacts[];
  private events: readonly SimulationEvent[];
  private now: Instant;

  constructor(
    private readonly policy: Policy,
    account: Account,
    private readonly span: SimulationSpan,
  ) {
    this.account = { ...account, invoices: account.invoices.filter(({ registeredAt }) => registeredAt <= span.from) };
    this.unborn = account.invoices.filter(({ registeredAt }) => registeredAt > span.from).sort((a, b) => a.registeredAt - b.registeredAt);
    this.events = [...(span.events ?? [])].sort((a, b) => toDay(a.on) - toDay(b.on));
    this.now = span.from;
    this.planAll();
  }

  private get moment(): Moment {
    return { now: this.now, zone: this.policy.timeZone, policyOf: () => this.policy };
  }

  private get today(): IsoDate {
    return localDate(this.now, this.policy.timeZone);
  }

  private candidate(account: SimulatedAccount, invoice: InvoiceFacts): MergeCandidate {
    return { policy: this.policy, facts: chaseFactsOf(account, invoice) };
  }

  private planAll(): void {
    this.plans.clear();
    for (const invoice of this.account.invoices) {
      if (invoice.outcome !== null) continue;
      const { policy, facts } = this.candidate(this.account, invoice);
      this.plans.set(invoice.id, decide(policy, facts, this.now));
    }
  }

  /** Opens the case, works on it, and plans everybody anew. */
  private transact(work: (account: SimulatedAccount) => SimulatedAccount): void {
    const opened = this.account;
    this.account = withConsequences(opened, work(withElapsedTime(opened, this.moment)), this.moment);
    for (const { id, outcome } of this.account.invoices) {
      const before = opened.invoices.find((other) => other.id === id)?.outcome ?? null;
      if (before === null && outcome !== null) this.ends.push(`${id} ${outcome} ${this.today}`);
    }
    this.planAll();
  }

  /** A chase has slept until its instant and takes the step it slept for, if that is still what is due. */
  private wake(id: string): void {
    const slept = this.plans.get(id);
    this.transact((account) => {
      const invoice = account.invoices.find((other) => other.id === id);
      if (!invoice || invoice.outcome !== null || slept?.next !== 'step') return account;
      const own = this.candidate(account, invoice);
      const plan = decide(own.policy, own.facts, this.now);
      if (plan.next !== 'step' || plan.step.at > this.now) return account;
      if (plan.step.key !== slept.step.key || plan.step.occurrence !== slept.step.occurrence) return account;
      return this.take(account, own, plan.step);
    });
  }

  private take(account: SimulatedAccount, own: MergeCandidate, step: PlannedStep): SimulatedAccount {
    const alone: Part = { chase: own, step };
    if (step.kind !== 'message' || step.approval === 'required') return this.written(account, { text: alone, parts: [alone] });
    const others = own.facts.siblings.map((sibling) => this.candidate(account, sibling));
    const merged = stepsToMerge(own, others, this.now);
    if (!merged) throw new Error(`${step.key} is due and no message leaves`);
    return this.written(account, { text: merged.text, parts: merged.steps });
  }

  private written(account: SimulatedAccount, { text, parts }: { readonly text: Part; readonly parts: readonly Part[] }): SimulatedAccount {
    for (const part of parts) this.note(part);
    const covered = parts.filter((part) => part !== text).map((part) => ({ invoice: part.chase.facts.invoice, step: part.step }));
    const notice = presumedNotice({ ...text.step, at: this.now }, text.chase.facts, { policy: this.policy, covered });
    const invoices = account.invoices.map((invoice) => {
      const named = notice && namedIn(notice, invoice.id) ? { ...invoice, notices: [...invoice.notices, notice] } : invoice;
      const part = parts.find(({ chase }) => chase.facts.invoice.id === invoice.id);
      return part ? this.after(named, part.step) : named;
    });
    const [first] = parts;
    const { debtor } = account;
    const contact = first && isContact(first.step) ? [{ at: this.now, channel: first.step.channel }] : [];
    const written = { ...this.asked(account, parts), debtor: { ...debtor, contacts: [...debtor.contacts, ...contact] }, invoices };
    let after: SimulatedAccount = written;
    for (const { chase, step } of parts)
      if (outcomeOf(step, this.policy) === 'written-off') after = writeOff(after, chase.facts.invoice, undisputed(chase.facts.invoice));
    return after;
  }

  private after(invoice: InvoiceFacts, step: PlannedStep): InvoiceFacts {
    if (isConfirmation(step.key)) return { ...invoice, toConfirm: null };
    const taken = [...invoice.taken, succeeded({ ...step, at: this.now })];
    return { ...invoice, taken, outcome: outcomeOf(step, this.policy) ?? invoice.outcome };
  }

  /** What the message asked of each claim. */
  private asked(account: SimulatedAccount, parts: readonly Part[]): SimulatedAccount {
    if (parts[0]?.step.kind !== 'message') return account;
    const memory = memoryOf(account);
    const claims = parts
      .map(({ chase: { facts }, step }) => ({ id: facts.invoice.id, amount: askedOf(step, facts.invoice) }))
      .filter(({ amount }) => amount > 0n);
    return { ...account, memory: { ...memory, asked: new Map([...memory.asked, ...claims.map(({ id }) => [id, claims] as const)]) } };
  }

  private note({ chase, step }: Part): void {
    const { key, occurrence, kind, channel, amount, approval } = step;
    if (approval !== 'required')
      this.contacts.push(`${this.now} ${chase.facts.invoice.id} ${key}#${occurrence} ${kind} ${channel} ${amount}`);
  }

  /** Who wakes first; null when nobody does. */
  private next(): { readonly id: string; readonly at: Instant } | null {
    let first: { readonly id: string; readonly at: Instant } | null = null;
    for (const [id, plan] of this.plans) {
      const at = plan.next === 'step' ? plan.step.at : plan.next === 'wait' ? plan.until : null;
      if (at !== null && (first === null || at < first.at)) first = { id, at };
    }
    return first;
  }

  /** What comes from outside first: an invoice, or an event about one that is there; null when nothing does. */
  private outside(): { readonly at: Instant; readonly happens: () => void } | null {
    const [invoice] = this.unborn;
    const event = this.events.find(({ invoice: id }) => this.account.invoices.some((other) => other.id === id));
    const eventAt = event ? Math.max(this.now, instantOfDay(toDay(event.on), 0, this.policy.timeZone)) : Infinity;
    if (invoice && invoice.registeredAt <= eventAt) return { at: invoice.registeredAt, happens: () => this.register(invoice) };
    return event ? { at: eventAt, happens: () => this.hear(event) } : null;
  }

  private register(invoice: InvoiceFacts): void {
    this.unborn = this.unborn.filter((other) => other !== invoice);
    this.transact((account) => ({ ...account, invoices: [...account.invoices, invoice] }));
  }

  private hear(event: SimulationEvent): void {
    this.events = this.events.filter((other) => other !== event);
    if (event.type !== 'bounce')
      return this.transact((account) => applyEvent(account, event, { at: this.now, zone: this.policy.timeZone }));
    // As it comes, before the case is opened.
    this.account = applyEvent(this.account, event, { at: this.now, zone: this.policy.timeZone });
    this.transact((account) => account);
  }

  run(): void {
    for (let move = 0; ; move += 1) {
      if (move > mostMoves) throw new Error('a life that runs in circles');
      const outside = this.outside();
      const next = this.next();
      if (Math.min(outside?.at ?? Infinity, next?.at ?? Infinity) > this.span.until) return;
      if (outside && outside.at <= (next?.at ?? Infinity)) {
        this.now = outside.at;
        outside.happens();
      } else if (next) {
        this.now = next.at;
        this.wake(next.id);
      }
    }
  }
}

/** Lives the chases of an account to the end of a span. @throws Error when they run in circles */
export function runChases(policy: Policy, account: Account, span: SimulationSpan): Course {
  const chases = new RunningChases(policy, account, span);
  chases.run();
  return { contacts: [...chases.contacts].sort(), ends: [...chases.ends].sort() };
}
