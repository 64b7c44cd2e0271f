import { v7 as uuidv7 } from 'uuid';
import type { ChasePlan } from '#contracts/chase.js';
import type { EventDetails, EventDesk, EventType } from '#contracts/events/catalogue.js';
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
import { attend } from './attention.js';
import { CaseFacts } from './chase-facts.js';
import { toChasePlan } from './chase-plan.js';
import type { LiveClock } from './clock.js';
import { endLapsed } from './lapses.js';
import { voidUnfit } from './notices.js';
import { isSamePlan, type StoredPlan, toStored } from './plan-json.js';
import type { PolicyShelf, PublishedPolicy } from './policies.js';
import { movedLimitation } from './limitation-day.js';
import { appendChase, columnsOf } from './chase-row.js';

/** What the workflow of a chase is to be told once the transaction is committed: a signal about a fact, or that it is to start. */
type Notification = { readonly kind: 'signal'; readonly signal: FactSignal; readonly eventId: string } | { readonly kind: 'start' };

/**
 * How long a chase whose message is being sent sleeps before it looks what became of it, unless it is told before. Long: an outage must not
 * cost many looks.
 */
const lookAgainMs = 3_600_000;

/** What every case needs from outside: who acts, the clock, the policies, the limits. */
export interface CaseTools {
  readonly actor: Actor;
  readonly live: LiveClock;
  readonly shelf: PolicyShelf;
  readonly limits: AttemptLimits;
  /** The creditor's zone: "today" and every other local day are days in it. */
  readonly zone: TimeZone;
  /** Ids of invoices that are part of the case although their chases may be over. */
  readonly along: readonly string[];
  /** Sets credit of the debtor off against what he owes. @returns whether anything was written */
  readonly setOff: (debtorCase: DebtorCase) => Promise<boolean>;
}

/**
 * A debtor's case, open under his lock for one transaction: facts to read, events to record, chases to tell. At the end `settle` plans
 * every chase of the debtor anew, stores what changed and writes the outbox rows, all in the same transaction.
 */
export class DebtorCase implements EventDesk {
  private readonly notifications = new Map<string, Notification>();
  /** What is told to every chase whose plan changes by the fact, beside the chases that are told in any case. */
  private forMovedChases: Notification | null = null;
  /** The new plan of each chase, by invoice id, worked out when somebody asks for it. */
  private readonly plans = new Map<string, () => ChasePlan>();
  private readonly policies = new Map<string, PublishedPolicy>();
  /** Id of the invoice whose workflow is the caller, see {@link answer}. */
  private answeredInvoiceId: string | null = null;
  /** See {@link settleLater}. */
  private planningDeferred = false;
  /** Ids of invoices that stay part of the case although their chases may be over. */
  private along: readonly string[];
  /** Id of the event this transaction wrote last. */
  private lastEvent: string | null = null;
  /** The case as it was when it was opened, to compare with what this transaction has made of it. */
  private readonly opened: CaseRecord;
  private facts: CaseFacts;
  /** How many writes of facts the transaction had made when the facts were last read: more by now means that they are out of date. */
  private writesWhenRead: number;

  constructor(
    readonly tx: Tx,
    private readonly tools: CaseTools,
    private current: CaseRecord,
  ) {
    this.opened = current;
    this.facts = new CaseFacts(current);
    this.writesWhenRead = tx.factWrites;
    this.along = tools.along;
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

  /** An invoice of this debtor. @throws Error when it is not part of this case, see {@link bring} */
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
    const known = this.policies.get(versionId) ?? (await this.tools.shelf.version(this.tx, versionId));
    this.policies.set(versionId, known);
    return known;
  }

  /** The newest version of a policy key, or null when the tenant has none. */
  newestPolicy(key: string): Promise<PublishedPolicy | null> {
    return this.tools.shelf.newestOf(this.tx, key);
  }

  /** The plan of one chase by the facts as last read. Stores nothing. */
  async decide(id: string): Promise<Plan> {
    const { policy } = await this.policyOf(id);
    return decide(policy, this.factsOf(id), this.now);
  }

  /** Reads the facts again after writing some. */
  async reload(): Promise<void> {
    const fresh = await rereadCase(this.tx, this.current, this.along);
    if (!fresh) throw new Error('the debtor vanished under his own lock');
    this.current = fresh;
    this.facts = new CaseFacts(fresh);
    this.writesWhenRead = this.tx.factWrites;
  }

  /** Keeps invoices in the case also when their chases end by what is about to be written: they are still planned and told. */
  keep(invoiceIds: readonly string[]): void {
    this.along = [...new Set([...this.along, ...invoiceIds])];
  }

  /** Loads invoices into the case that are not part of it yet because their chases are over. */
  async bring(invoiceIds: readonly string[]): Promise<void> {
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

  /** Has the chase of an invoice told this fact, with the plan that follows from it. A start that was ordered before stands. */
  tell(invoiceId: string, signal: FactSignal, eventId: string): void {
    if (this.notifications.get(invoiceId)?.kind !== 'start') this.notifications.set(invoiceId, { kind: 'signal', signal, eventId });
  }

  /** Has this fact told to every open chase whose plan changes by it; one whose plan stays the same is not woken. */
  tellWhoMoves(signal: FactSignal, eventId: string): void {
    this.forMovedChases = { kind: 'signal', signal, eventId };
  }

  /** Has the workflow of an invoice's chase started (again). */
  start(invoiceId: string): void {
    this.notifications.set(invoiceId, { kind: 'start' });
  }

  /** The caller is the workflow of this invoice's chase, and takes the new plan from the answer: it need not be told of it. */
  answer(invoiceId: string): void {
    this.answeredInvoiceId = invoiceId;
  }

  /**
   * Leaves the planning to a later transaction: this one only claimed a message. While the message is being sent every plan is out of date
   * within moments, and the transaction that records the provider's answer plans all chases. Should that never come, whoever opens the case
   * next decides by the facts, and the claim is among them.
   */
  settleLater(): void {
    this.planningDeferred = true;
  }

  /** Whether this transaction plans nothing, see {@link settleLater}. */
  get settlesLater(): boolean {
    return this.planningDeferred;
  }

  /** The plan that `settle` gave a chase. @throws Error before `settle` */
  planOf(invoiceId: string): ChasePlan {
    const plan = this.plans.get(invoiceId);
    if (!plan) throw new Error(`chase ${invoiceId} was not planned`);
    return plan();
  }

  /** Plans all chases by fresh facts, stores the plans that changed, and writes what workflows are to be told. Call it once, last. */
  async settle(): Promise<void> {
    if (this.planningDeferred) return;
    await this.refresh();
    for (const invoice of this.current.invoices) await this.plan(invoice);
    if (this.notifications.size > 0) this.tx.wake('maanwerk_outbox');
  }

  /**
   * Reads the facts again when any were written, and again after each of three things that may follow from them: credit is set off, a notice
   * that does not fit any more is void, what a new fact takes away (a task, an approval, a confirmation) lapses.
   */
  private async refresh(): Promise<void> {
    if (this.tx.factWrites !== this.writesWhenRead) await this.reload();
    if (await this.tools.setOff(this)) await this.reload();
    if (await voidUnfit(this, this.current)) await this.reload();
    const policyOf = async (id: string): Promise<Policy> => (await this.policyOf(id)).policy;
    if (await endLapsed(this, { before: this.opened, after: this.current, policyOf })) await this.reload();
  }

  /** Plans one chase: its new plan, the question to a person that goes with it, the row, and what its workflow is told. */
  private async plan(invoice: InvoiceRecord): Promise<void> {
    const policy = await this.policyOf(invoice.id);
    const facts = this.factsOf(invoice.id);
    const decided = decide(policy.policy, facts, this.now);
    const stored = toStored(decided);
    const { waitsFor } = await attend(this, { invoice, debtorId: this.current.debtor.id, facts, policy, plan: decided });
    const changed = !isSamePlan(stored, invoice.plan);
    // "Being sent" lasts for moments, and the activity that sends ends it: that is no reason for a new revision or for waking a workflow.
    const sending = stored.reasons[0] === 'send-in-flight';
    if (changed && !sending && invoice.id !== this.answeredInvoiceId && !this.notifications.has(invoice.id)) {
      const notification = await this.notificationToWake(invoice, stored);
      if (notification) this.notifications.set(invoice.id, notification);
    }
    const notification = this.notifications.get(invoice.id);
    const stores = notification !== undefined || ((changed || waitsFor !== invoice.waitsFor) && !sending);
    const revision = invoice.planRevision + (stores ? 1 : 0);
    const plan = (): ChasePlan => this.chasePlan(stored, { invoice, policy, revision, waitsFor, sending });
    this.plans.set(invoice.id, plan);
    const lastDay = movedLimitation(this.current.facts.kind, invoice);
    appendChase(this.tx, invoice, { plan: stores ? columnsOf(stored, { revision, waitsFor }) : null, lastDay });
    if (notification) this.post(invoice, notification, plan());
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

  /**
   * What to tell a workflow that sleeps by an older plan; null when it may sleep on. On the live clock it is woken only by a plan that comes
   * sooner: its own timer makes it look again in time for a later one. On a test clock there is no timer. There it would go on showing the
   * old plan, and advancing the clock would ask it to take steps that are no longer due; so it is told of every change.
   */
  private async notificationToWake(invoice: InvoiceRecord, stored: StoredPlan): Promise<Notification | null> {
    if (this.forMovedChases && invoice.facts.outcome === null) return this.forMovedChases;
    const early = wakesEarlier(stored, invoice.plan);
    if (!early && this.current.clock === null) return null;
    // A plan that comes sooner is an event of its own. Otherwise the signal names the event of this transaction, when there was one.
    const known = early ? null : this.lastEvent;
    const eventId = known ?? (await this.recordEvent('chase.replanned', { invoiceId: invoice.id, data: { reasons: stored.reasons } }));
    return { kind: 'signal', signal: 'invoiceChanged', eventId };
  }

  private post(invoice: InvoiceRecord, notification: Notification, plan: ChasePlan): void {
    const payload =
      notification.kind === 'start'
        ? { cycle: invoice.cycle, debtorId: this.current.debtor.id, currency: invoice.facts.currency, plan }
        : { signal: notification.signal, payload: { recordedEventId: notification.eventId, plan } };
    this.tx.append('outbox', { invoice_id: invoice.id, kind: `chase.${notification.kind}`, payload });
  }
}

/** What a stored plan is handed to its workflow with. `sending`: its message is being sent at this moment. */
interface PlanContext {
  readonly invoice: InvoiceRecord;
  readonly policy: PublishedPolicy;
  readonly revision: number;
  readonly waitsFor: WaitsFor | null;
  readonly sending: boolean;
}

/** Whether the new plan acts sooner than the stored one (`before`, its JSON), by which the workflow sleeps. */
function wakesEarlier(plan: StoredPlan, before: unknown): boolean {
  if (plan.at === null) return plan.next === 'closed';
  const at = typeof before === 'object' && before !== null && 'at' in before && typeof before.at === 'string' ? before.at : null;
  return at === null || plan.at < at;
}
