import type { ChasePlan } from '#contracts/chase.js';
import type { FactSignal } from '#contracts/signals.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import type { AppendedRows } from '#database/appends.js';
import type { StoredPlan } from './plan-json.js';

/** What the workflow of a chase hears once the transaction is committed: a signal about a fact, or that it is to start. */
export type Notification = { readonly kind: 'signal'; readonly signal: FactSignal; readonly eventId: string } | { readonly kind: 'start' };

/** A chase whose new plan differs from the stored one. */
interface ChangedPlan {
  readonly invoice: InvoiceRecord;
  readonly plan: StoredPlan;
  readonly onTestClock: boolean;
  /** Id of the event this transaction wrote last; null when it wrote none. */
  readonly lastEvent: string | null;
  /** Records that the chase was planned anew. @returns the id of the event */
  readonly recordReplanned: () => Promise<string>;
}

/** The notifications of one transaction: at most one per chase. */
export class Notifications {
  private readonly byInvoice = new Map<string, Notification>();
  private forChangedPlans: Notification | null = null;
  private callerInvoiceId: string | null = null;

  /** Whether any workflow is to hear of anything. */
  get any(): boolean {
    return this.byInvoice.size > 0;
  }

  /** What the workflow of an invoice's chase is to hear; null when it is not notified. */
  of(invoiceId: string): Notification | null {
    return this.byInvoice.get(invoiceId) ?? null;
  }

  /** Signals a fact to one chase. A start that was ordered before stands: it carries the newest plan anyway. */
  signal(invoiceId: string, signal: FactSignal, eventId: string): void {
    if (this.byInvoice.get(invoiceId)?.kind !== 'start') this.byInvoice.set(invoiceId, { kind: 'signal', signal, eventId });
  }

  /** Signals a fact to every open chase whose plan it changes, beside the chases that are signalled by name. */
  signalChangedPlans(signal: FactSignal, eventId: string): void {
    this.forChangedPlans = { kind: 'signal', signal, eventId };
  }

  /** Has the workflow of an invoice's chase started (again). */
  start(invoiceId: string): void {
    this.byInvoice.set(invoiceId, { kind: 'start' });
  }

  /** The caller is the workflow of this invoice's chase: it gets the new plan as its answer and is not signalled. */
  returnPlanTo(invoiceId: string): void {
    this.callerInvoiceId = invoiceId;
  }

  /**
   * Decides whether a workflow that sleeps by an older plan has to hear of a changed one. On the live clock only a plan that acts sooner
   * wakes it: for a later one its own timer makes it look again in time. On a test clock there is no timer. The workflow would go on
   * showing the old plan, and advancing the clock would ask it to take steps that are no longer due, so it hears of every change.
   */
  async addForChangedPlan({ invoice, plan, onTestClock, lastEvent, recordReplanned }: ChangedPlan): Promise<void> {
    if (invoice.id === this.callerInvoiceId || this.byInvoice.has(invoice.id)) return;
    if (this.forChangedPlans && invoice.facts.outcome === null) {
      this.byInvoice.set(invoice.id, this.forChangedPlans);
      return;
    }
    const sooner = actsSooner(plan, invoice.plan);
    if (!sooner && !onTestClock) return;
    // A plan that acts sooner is an event of its own. Otherwise the signal names the event of this transaction, when there was one.
    const known = sooner ? null : lastEvent;
    this.byInvoice.set(invoice.id, { kind: 'signal', signal: 'invoiceChanged', eventId: known ?? (await recordReplanned()) });
  }
}

/** The row of the outbox from which the relay notifies a workflow. */
export function outboxRow(
  notification: Notification,
  { invoice, debtorId, plan }: { readonly invoice: InvoiceRecord; readonly debtorId: string; readonly plan: ChasePlan },
): AppendedRows['outbox'] {
  const payload =
    notification.kind === 'start'
      ? { cycle: invoice.cycle, debtorId, currency: invoice.facts.currency, plan }
      : { signal: notification.signal, payload: { recordedEventId: notification.eventId, plan } };
  return { invoice_id: invoice.id, kind: `chase.${notification.kind}`, payload };
}

/** Whether the new plan acts sooner than the stored one (`before`, its JSON), by which the workflow sleeps. */
function actsSooner(plan: StoredPlan, before: unknown): boolean {
  if (plan.at === null) return plan.next === 'closed';
  const at = typeof before === 'object' && before !== null && 'at' in before && typeof before.at === 'string' ? before.at : null;
  return at === null || plan.at < at;
}
