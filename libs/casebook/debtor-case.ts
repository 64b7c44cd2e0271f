import { v7 as uuidv7 } from 'uuid';
import type { ChasePlan } from '#contracts/chase.js';
import type { EventDetails, EventDesk, EventType } from '#contracts/events/catalogue.js';
import type { FactSignal } from '#contracts/signals.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import { loadCase } from '#database/repositories/cases.repository.js';
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
import { isSameJson, type StoredPlan, toStored } from './plan-json.js';
import type { PolicyShelf, PublishedPolicy } from './policies.js';
import { movedLimitation } from './limitation-day.js';
import { appendChase, columnsOf } from './chase-row.js';

/** What a chase is to be told when the transaction is done. */
type Word = { readonly kind: 'signal'; readonly signal: FactSignal; readonly eventId: string } | { readonly kind: 'start' };

/** How soon a chase whose message is under way asks what became of it, unless it is told before: long outages must not cost many looks. */
const lookAgainMs = 3_600_000;

/** What every case needs from its house. */
export interface CaseTools {
  readonly actor: Actor;
  readonly live: LiveClock;
  readonly shelf: PolicyShelf;
  readonly limits: AttemptLimits;
  /** Of the creditor: his days are made in it. */
  readonly zone: TimeZone;
  /** Invoices that are part of the case although their chases may be over. */
  readonly along: readonly string[];
  /** Sets credit of the debtor off against what he owes. @returns whether anything was written */
  readonly setOff: (debtorCase: DebtorCase) => Promise<boolean>;
}

/**
 * A debtor's case, open under his lock for one transaction: facts to read, events to record, chases to tell. At the end `settle` plans
 * every chase of the debtor anew, stores what changed and writes the outbox rows, all in the same transaction.
 */
export class DebtorCase implements EventDesk {
  private readonly words = new Map<string, Word>();
  /** What a chase hears that moves by the fact, beside those that are told in any case. */
  private toWhoMoves: Word | null = null;
  private readonly plans = new Map<string, () => ChasePlan>();
  private readonly policies = new Map<string, PublishedPolicy>();
  private answers: string | null = null;
  private later = false;
  private along: readonly string[];
  /** The event this transaction wrote last. */
  private lastEvent: string | null = null;
  /** The case as it was opened: what was written since is the difference. */
  private readonly opened: CaseRecord;
  private facts: CaseFacts;
  /** What the transaction had written when the facts were read last. */
  private readAfter: number;

  constructor(
    readonly tx: Tx,
    private readonly tools: CaseTools,
    private current: CaseRecord,
  ) {
    this.opened = current;
    this.facts = new CaseFacts(current);
    this.readAfter = tx.factWrites;
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

  /** For so long an attempt holds a message before it says more. */
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

  /** An invoice of this debtor. @throws Error when it was not brought along */
  invoice(id: string): InvoiceRecord {
    return this.facts.invoice(id);
  }

  /** What decide may know of one chase. */
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

  /** What is next for one chase, by the facts as last read. */
  async decide(id: string): Promise<Plan> {
    const { policy } = await this.policyOf(id);
    return decide(policy, this.factsOf(id), this.now);
  }

  /** Reads the facts again after writing some. */
  async reload(): Promise<void> {
    const fresh = await loadCase(this.tx, this.current.debtor.id, this.along);
    if (!fresh) throw new Error('the debtor vanished under his own lock');
    this.current = fresh;
    this.facts = new CaseFacts(fresh);
    this.readAfter = this.tx.factWrites;
  }

  /** Invoices that are written to stay part of the case when their chases end by it: they are planned and told all the same. */
  keep(invoiceIds: readonly string[]): void {
    this.along = [...new Set([...this.along, ...invoiceIds])];
  }

  /** Makes invoices part of the case whose chases may be over. */
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

  /** The chase of an invoice will be told this fact, with the plan that follows from it. */
  tell(invoiceId: string, signal: FactSignal, eventId: string): void {
    if (this.words.get(invoiceId)?.kind !== 'start') this.words.set(invoiceId, { kind: 'signal', signal, eventId });
  }

  /** Every open chase that moves by this fact will be told it; one whose plan stays the same sleeps on. */
  tellWhoMoves(signal: FactSignal, eventId: string): void {
    this.toWhoMoves = { kind: 'signal', signal, eventId };
  }

  /** The chase of an invoice is to be started (again). */
  start(invoiceId: string): void {
    this.words.set(invoiceId, { kind: 'start' });
  }

  /** The caller is the chase's own workflow and takes the new plan from the answer: it need not be told. */
  answer(invoiceId: string): void {
    this.answers = invoiceId;
  }

  /**
   * A message was claimed and nothing else: its plan is a state of moments, and the transaction that records the answer of the provider
   * plans all chases. Should that never come, whoever acts next decides over the facts, which hold the claim.
   */
  settleLater(): void {
    this.later = true;
  }

  /** Whether this transaction plans nothing, see {@link settleLater}. */
  get settlesLater(): boolean {
    return this.later;
  }

  /** The plan a chase was given by `settle`. @throws Error before that */
  planOf(invoiceId: string): ChasePlan {
    const plan = this.plans.get(invoiceId);
    if (!plan) throw new Error(`chase ${invoiceId} was not planned`);
    return plan();
  }

  /** Plans all chases by fresh facts, stores what changed, tells whom it concerns. Call once, last. */
  async settle(): Promise<void> {
    if (this.later) return;
    await this.refresh();
    for (const invoice of this.current.invoices) await this.plan(invoice);
    if (this.words.size > 0) this.tx.wake('maanwerk_outbox');
  }

  /** Reads the facts anew when any were written, and again when something lapsed by them. */
  private async refresh(): Promise<void> {
    if (this.tx.factWrites !== this.readAfter) await this.reload();
    if (await this.tools.setOff(this)) await this.reload();
    if (await voidUnfit(this, this.current)) await this.reload();
    const policyOf = async (id: string): Promise<Policy> => (await this.policyOf(id)).policy;
    if (await endLapsed(this, { before: this.opened, after: this.current, policyOf })) await this.reload();
  }

  private async plan(invoice: InvoiceRecord): Promise<void> {
    const policy = await this.policyOf(invoice.id);
    const facts = this.factsOf(invoice.id);
    const decided = decide(policy.policy, facts, this.now);
    const stored = toStored(decided);
    const { waitsFor } = await attend(this, { invoice, debtorId: this.current.debtor.id, facts, policy, plan: decided });
    const changed = !isSameJson(stored, invoice.plan);
    // "Being sent" is a state of moments that the activity itself will end: not worth a revision, and nobody is to be woken for it.
    const passing = stored.reasons[0] === 'send-in-flight';
    if (changed && !passing && invoice.id !== this.answers && !this.words.has(invoice.id)) {
      const word = await this.wordToWake(invoice, stored);
      if (word) this.words.set(invoice.id, word);
    }
    const word = this.words.get(invoice.id);
    const stores = word !== undefined || ((changed || waitsFor !== invoice.waitsFor) && !passing);
    const revision = invoice.planRevision + (stores ? 1 : 0);
    const plan = (): ChasePlan => this.chasePlan(stored, { invoice, policy, revision, waitsFor, passing });
    this.plans.set(invoice.id, plan);
    const lastDay = movedLimitation(this.current.facts.kind, invoice);
    appendChase(this.tx, invoice, { plan: stores ? columnsOf(stored, { revision, waitsFor }) : null, lastDay });
    if (word) this.post(invoice, word, plan());
  }

  /** A plan as the workflow of its chase takes it. */
  private chasePlan(stored: StoredPlan, { invoice, policy, revision, waitsFor, passing }: Planned): ChasePlan {
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
    return passing ? { ...wanted, wakeAt: formatInstant(live.realOf(live.now()) + lookAgainMs) } : wanted;
  }

  /**
   * What to tell a chase that sleeps on an old plan, null when it may sleep on: its timer makes it look again. On a test clock there is no
   * timer, and it would show, and be asked to take, what is long over.
   */
  private async wordToWake(invoice: InvoiceRecord, stored: StoredPlan): Promise<Word | null> {
    if (this.toWhoMoves && invoice.facts.outcome === null) return this.toWhoMoves;
    const early = wakesEarlier(stored, invoice.plan);
    if (!early && this.current.clock === null) return null;
    const known = early ? null : this.lastEvent;
    const eventId = known ?? (await this.recordEvent('chase.replanned', { invoiceId: invoice.id, data: { reasons: stored.reasons } }));
    return { kind: 'signal', signal: 'invoiceChanged', eventId };
  }

  private post(invoice: InvoiceRecord, word: Word, plan: ChasePlan): void {
    const payload =
      word.kind === 'start'
        ? { cycle: invoice.cycle, debtorId: this.current.debtor.id, currency: invoice.facts.currency, plan }
        : { signal: word.signal, payload: { recordedEventId: word.eventId, plan } };
    this.tx.append('outbox', { invoice_id: invoice.id, kind: `chase.${word.kind}`, payload });
  }
}

/** A plan with what it is told with. */
interface Planned {
  readonly invoice: InvoiceRecord;
  readonly policy: PublishedPolicy;
  readonly revision: number;
  readonly waitsFor: WaitsFor | null;
  readonly passing: boolean;
}

/** Whether the new plan moves sooner than the stored one, which the workflow sleeps on. */
function wakesEarlier(plan: StoredPlan, before: unknown): boolean {
  if (plan.at === null) return plan.next === 'closed';
  const at = typeof before === 'object' && before !== null && 'at' in before && typeof before.at === 'string' ? before.at : null;
  return at === null || plan.at < at;
}
