import { v7 as uuidv7 } from 'uuid';
import type { ChasePlan } from '#contracts/chase.js';
import type { EventDetails, EventRecorder, EventType } from '#contracts/events/catalogue.js';
import type { FactSignal } from '#contracts/signals.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import { rereadCase } from '#database/repositories/cases.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import type { Tx } from '#database/tx.js';
import { formatInstant, type Instant, localDate, type TimeZone } from '#domain/calendar/zone.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import { decide } from '#domain/policy/decide.js';
import type { ChaseFacts } from '#domain/policy/facts/facts.js';
import type { Plan } from '#domain/policy/language/plan.js';
import type { Policy } from '#domain/policy/language/policy.js';
import type { Actor } from './actor.js';
import type { AttemptLimits } from './attempt-limits.js';
import { updateAttentionTask } from './attention.js';
import { CaseFacts } from './chase-facts.js';
import { toChasePlan } from './chase-plan.js';
import type { LiveClock } from './clock.js';
import { endLapsed } from './lapses.js';
import { LoopTurns } from './loop-turns.js';
import { Notifications, outboxRow } from './notifications.js';
import { voidUnfitNotices } from './notices.js';
import { isSamePlan, type StoredPlan, toStored } from './plan-json.js';
import type { PublishedPolicies, PublishedPolicy } from './policies.js';
import { movedLimitation } from './limitation-day.js';
import { appendChase, columnsOf } from './chase-row.js';

/**
 * How long a chase sleeps while its message is being sent, unless it is signalled before: then it looks by itself what became of the
 * message. Long, because an outage must not cause many such looks.
 */
const lookAgainMs = 3_600_000;

/** What every case needs from outside: who acts, the clock, the policies, the limits. */
export interface CaseTools {
  readonly actor: Actor;
  readonly live: LiveClock;
  readonly policies: PublishedPolicies;
  readonly limits: AttemptLimits;
  /** The creditor's zone: "today" and every other local day are days in it. */
  readonly zone: TimeZone;
  /** Ids of invoices to load into the case even if their chases are over. */
  readonly includedIds: readonly string[];
  /** Sets credit of the debtor off against what he owes. @returns whether anything was written */
  readonly setOff: (debtorCase: DebtorCase) => Promise<boolean>;
}

/**
 * A debtor's case, open under his lock for one transaction: commands read its facts, record events and signal chases. At the end `replanAll`
 * plans every chase of the debtor anew, stores what changed and writes the outbox rows, all in the same transaction.
 */
export class DebtorCase implements EventRecorder {
  private readonly notifications = new Notifications();
  /** The new plan of each chase, by invoice id, worked out when somebody asks for it. */
  private readonly plans = new Map<string, () => ChasePlan>();
  private readonly policiesRead = new Map<string, PublishedPolicy>();
  /** See {@link replanLater}. */
  private replanningDeferred = false;
  /** Ids of invoices that stay in the case even if their chases are over. */
  private includedIds: readonly string[];
  /** Id of the event this transaction wrote last. */
  private lastEvent: string | null = null;
  /** The case as it was when it was opened, to compare with what this transaction has made of it. */
  private readonly opened: CaseRecord;
  private facts: CaseFacts;
  /** Number of writes of facts when the facts were last read: once it has grown, they are out of date. */
  private writesWhenRead: number;

  constructor(
    readonly tx: Tx,
    private readonly tools: CaseTools,
    private current: CaseRecord,
  ) {
    this.opened = current;
    this.facts = new CaseFacts(current);
    this.writesWhenRead = tx.factWrites;
    this.includedIds = tools.includedIds;
  }

  /** The record as last read. */
  get record(): CaseRecord {
    return this.current;
  }

  /** Now, on this debtor's clock. */
  get now(): Instant {
    return this.current.clock?.now ?? this.tools.live.now();
  }

  /** Milliseconds for which an attempt may hold a message before it has to renew its lease. */
  get leaseMs(): number {
    return this.tools.limits.leaseMs;
  }

  /** The creditor's zone. */
  get zone(): TimeZone {
    return this.tools.zone;
  }

  /** Today in the creditor's zone. */
  get today(): IsoDate {
    return localDate(this.now, this.zone);
  }

  /** Whether an invoice is part of this case. */
  has(id: string): boolean {
    return this.facts.has(id);
  }

  /** An invoice of this debtor. @throws Error when it is not part of this case, see {@link include} */
  invoice(id: string): InvoiceRecord {
    return this.facts.invoice(id);
  }

  /** The facts of one chase, as `decide` takes them. */
  factsOf(id: string): ChaseFacts {
    return this.facts.of(id);
  }

  /** The policy version an invoice is pinned to. */
  async policyOf(id: string): Promise<PublishedPolicy> {
    const versionId = this.invoice(id).policyVersionId;
    const known = this.policiesRead.get(versionId) ?? (await this.tools.policies.version(this.tx, versionId));
    this.policiesRead.set(versionId, known);
    return known;
  }

  /** The newest version of a policy key, or null when the tenant has none. */
  newestPolicy(key: string): Promise<PublishedPolicy | null> {
    return this.tools.policies.newestOf(this.tx, key);
  }

  /** The plan of one chase by the facts as last read. Stores nothing. */
  async decide(id: string): Promise<Plan> {
    const { policy } = await this.policyOf(id);
    return decide(policy, this.factsOf(id), this.now);
  }

  /** Reads the facts again after writing some. */
  async reload(): Promise<void> {
    const fresh = await rereadCase(this.tx, this.current, this.includedIds);
    if (!fresh) throw new Error('the debtor vanished under his own lock');
    this.current = fresh;
    this.facts = new CaseFacts(fresh);
    this.writesWhenRead = this.tx.factWrites;
  }

  /** Keeps invoices in the case even if what is about to be written ends their chases: they are still planned and signalled. */
  keep(invoiceIds: readonly string[]): void {
    this.includedIds = [...new Set([...this.includedIds, ...invoiceIds])];
  }

  /** Loads invoices whose chases are over into the case, where they are not part of it yet. */
  async include(invoiceIds: readonly string[]): Promise<void> {
    const missing = invoiceIds.filter((id) => !this.facts.has(id));
    if (missing.length === 0) return;
    this.keep(missing);
    await this.reload();
  }

  /** Appends an event. @returns its id */
  async recordEvent<Type extends EventType>(type: Type, details: EventDetails<Type>): Promise<string> {
    const id = uuidv7();
    appendEvent(this.tx, {
      id,
      type,
      debtorId: this.current.debtor.id,
      invoiceId: details.invoiceId ?? null,
      subjectId: details.subjectId ?? null,
      actor: details.actor ?? this.tools.actor.name,
      requestId: this.tools.actor.requestId ?? null,
      at: formatInstant(this.now),
      data: details.data,
    });
    this.lastEvent = id;
    return id;
  }

  /** Signals a fact to the chase of an invoice, with the plan that follows from it. */
  signal(invoiceId: string, signal: FactSignal, eventId: string): void {
    this.notifications.signal(invoiceId, signal, eventId);
  }

  /** Signals a fact to every open chase whose plan it changes; one whose plan stays the same is not woken. */
  signalChangedPlans(signal: FactSignal, eventId: string): void {
    this.notifications.signalChangedPlans(signal, eventId);
  }

  /** Has the workflow of an invoice's chase started (again). */
  start(invoiceId: string): void {
    this.notifications.start(invoiceId);
  }

  /** The caller is the workflow of this invoice's chase: it gets the new plan as its answer and is not signalled. */
  returnPlanTo(invoiceId: string): void {
    this.notifications.returnPlanTo(invoiceId);
  }

  /**
   * Leaves the planning to a later transaction, because this one only claims a message. While the message is being sent, every plan is out
   * of date within moments, and the transaction that records the provider's answer plans all chases. If that one never comes, the next to
   * open the case decides by the facts, and the claim is among them.
   */
  replanLater(): void {
    this.replanningDeferred = true;
  }

  /** Whether this transaction plans nothing, see {@link replanLater}. */
  get replansLater(): boolean {
    return this.replanningDeferred;
  }

  /** The plan that {@link replanAll} gave a chase. @throws Error before it has run */
  planOf(invoiceId: string): ChasePlan {
    const plan = this.plans.get(invoiceId);
    if (!plan) throw new Error(`chase ${invoiceId} was not planned`);
    return plan();
  }

  /** Plans all chases by fresh facts, stores the plans that changed, and writes the outbox rows. Call it once, last. */
  async replanAll(): Promise<void> {
    if (this.replanningDeferred) return;
    await this.refresh();
    const turns = new LoopTurns();
    for (const invoice of this.current.invoices) {
      await this.plan(invoice);
      if (turns.over) await turns.next();
    }
    if (this.notifications.any) this.tx.wake('maanwerk_outbox');
  }

  /**
   * Reads the facts again if any were written, and again after each of three things that may follow from them: credit is set off, a notice
   * that no longer fits becomes void, and tasks, approvals or confirmations lapse.
   */
  private async refresh(): Promise<void> {
    if (this.tx.factWrites !== this.writesWhenRead) await this.reload();
    if (await this.tools.setOff(this)) await this.reload();
    if (await voidUnfitNotices(this, this.current)) await this.reload();
    const policyOf = async (id: string): Promise<Policy> => (await this.policyOf(id)).policy;
    if (await endLapsed(this, { before: this.opened, after: this.current, policyOf })) await this.reload();
  }

  /** Plans one chase: decides, updates its attention task, stores the plan if it changed, and notifies its workflow. */
  private async plan(invoice: InvoiceRecord): Promise<void> {
    const policy = await this.policyOf(invoice.id);
    const facts = this.factsOf(invoice.id);
    const decided = decide(policy.policy, facts, this.now);
    const stored = toStored(decided);
    const { waitsFor } = await updateAttentionTask(this, { invoice, debtorId: this.current.debtor.id, facts, policy, plan: decided });
    const changed = !isSamePlan(stored, invoice.plan);
    // "Being sent" lasts for moments, and the activity that sends ends it: that is no reason for a new revision or for waking a workflow.
    const sending = stored.reasons[0] === 'send-in-flight';
    if (changed && !sending) await this.notifyOfChange(invoice, stored);
    const notification = this.notifications.of(invoice.id);
    const stores = notification !== null || ((changed || waitsFor !== invoice.waitsFor) && !sending);
    const revision = invoice.planRevision + (stores ? 1 : 0);
    const plan = (): ChasePlan => this.chasePlan(stored, { invoice, policy, revision, waitsFor, sending });
    this.plans.set(invoice.id, plan);
    const lastDay = movedLimitation(this.current.facts.kind, invoice);
    appendChase(this.tx, invoice, { plan: stores ? columnsOf(stored, { revision, waitsFor }) : null, lastDay });
    if (notification) this.tx.append('outbox', outboxRow(notification, { invoice, debtorId: this.current.debtor.id, plan: plan() }));
  }

  /** A stored plan in the form in which a workflow takes it. */
  private chasePlan(stored: StoredPlan, { invoice, policy, revision, waitsFor, sending }: PlanContext): ChasePlan {
    const { live } = this.tools;
    const wanted = toChasePlan(stored, {
      invoice,
      revision,
      zone: policy.policy.timeZone,
      waitsFor,
      live: this.current.clock ? null : live,
      now: this.now,
      limits: this.tools.limits,
    });
    // The sender may have crashed and never signal us, so the chase looks again by itself.
    return sending ? { ...wanted, wakeAt: formatInstant(live.realOf(live.now()) + lookAgainMs) } : wanted;
  }

  private notifyOfChange(invoice: InvoiceRecord, plan: StoredPlan): Promise<void> {
    return this.notifications.addForChangedPlan({
      invoice,
      plan,
      onTestClock: this.current.clock !== null,
      lastEvent: this.lastEvent,
      recordReplanned: () => this.recordEvent('chase.replanned', { invoiceId: invoice.id, data: { reasons: plan.reasons } }),
    });
  }
}

/** What a stored plan needs to become the plan of its workflow. `sending`: its message is being sent at this moment. */
interface PlanContext {
  readonly invoice: InvoiceRecord;
  readonly policy: PublishedPolicy;
  readonly revision: number;
  readonly waitsFor: WaitsFor | null;
  readonly sending: boolean;
}
