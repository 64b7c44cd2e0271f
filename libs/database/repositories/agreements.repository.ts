import { Dispute } from '../entities/dispute.entity.js';
import { Instalment } from '../entities/instalment.entity.js';
import { PaymentPlan } from '../entities/payment-plan.entity.js';
import { PaymentPlanInvoice } from '../entities/payment-plan-invoice.entity.js';
import { PaymentPromise } from '../entities/payment-promise.entity.js';
import { StepOverride } from '../entities/step-override.entity.js';
import type { Tx } from '../tx.js';

/** Writes a promise; an older open one of the same invoice is replaced. */
export async function insertPromise(
  tx: Tx,
  promise: Pick<PaymentPromise, 'id' | 'invoiceId' | 'date' | 'amount' | 'note' | 'madeAt' | 'confirm' | 'byPhone'>,
  today: string,
): Promise<void> {
  await endPromises(tx, promise.invoiceId, { status: 'withdrawn', on: today });
  await tx.manager.insert(PaymentPromise, { ...promise, tenantId: tx.tenantId, status: 'open' });
}

/** Ends the open promises of an invoice. @returns how many there were */
export async function endPromises(
  tx: Tx,
  invoiceId: string,
  end: { status: 'kept' | 'broken' | 'withdrawn'; on: string },
): Promise<number> {
  const result = await tx.manager.update(
    PaymentPromise,
    { invoiceId, tenantId: tx.tenantId, status: 'open' },
    { status: end.status, endedOn: end.on },
  );
  return result.affected ?? 0;
}

/**
 * Promises the debtor made for an invoice so far, less those a collector took back. By their events: a row that was replaced, by another
 * promise or by a plan, has ended in the same way as one that was taken back.
 */
export async function countPromises(tx: Tx, invoiceId: string): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `select (count(*) filter (where type = 'promise.made') - count(*) filter (where type = 'promise.withdrawn'))::int as n
     from event where invoice_id = $1 and tenant_id = $2 and type in ('promise.made', 'promise.withdrawn')`,
    [invoiceId, tx.tenantId],
  );
  return row?.n ?? 0;
}

/** The promise of an invoice that was made last, whatever became of it. */
export async function lastPromiseOf(tx: Tx, invoiceId: string): Promise<PaymentPromise | null> {
  return tx.manager.findOne(PaymentPromise, { where: { invoiceId, tenantId: tx.tenantId }, order: { madeAt: 'DESC', id: 'DESC' } });
}

/**
 * What came in for its invoice since a promise was made and did not go back. By the order of the events, which were all written under the
 * debtor's lock: the moments of the rows are of two clocks.
 */
export async function receivedSince(tx: Tx, promise: Pick<PaymentPromise, 'id' | 'invoiceId'>): Promise<bigint> {
  const row = await tx.one<{ received: bigint }>(
    `select coalesce(sum((came.data->>'principal')::bigint), 0)::bigint as received
     from event made
     join event came on came.invoice_id = made.invoice_id and came.seq > made.seq and came.type in ('payment.received', 'payment.allocated', 'credit.applied')
     join payment p on p.id = came.subject_id and p.status <> 'reversed'
     where made.invoice_id = $1 and made.tenant_id = $3 and made.subject_id = $2 and made.type = 'promise.made'`,
    [promise.invoiceId, promise.id, tx.tenantId],
  );
  return row?.received ?? 0n;
}

/** Makes a promise that was kept open again. */
export async function reopenPromise(tx: Tx, id: string): Promise<void> {
  await tx.manager.update(PaymentPromise, { id, tenantId: tx.tenantId }, { status: 'open', endedOn: null });
}

/** A payment plan to be written. */
export interface NewPaymentPlan {
  readonly id: string;
  readonly debtorId: string;
  readonly invoiceIds: readonly string[];
  readonly agreedAt: Date;
  readonly confirm: boolean;
  readonly byPhone: boolean;
  readonly instalments: readonly { readonly dueDate: string; readonly amount: bigint }[];
}

/** Writes a payment plan with its instalments. */
export async function insertPaymentPlan(tx: Tx, plan: NewPaymentPlan): Promise<void> {
  const tenantId = tx.tenantId;
  const { id, debtorId, agreedAt, confirm, byPhone } = plan;
  await tx.manager.insert(PaymentPlan, { id, tenantId, debtorId, status: 'active', agreedAt, confirm, byPhone });
  await tx.manager.insert(
    PaymentPlanInvoice,
    plan.invoiceIds.map((invoiceId) => ({ planId: plan.id, invoiceId, tenantId })),
  );
  await tx.manager.insert(
    Instalment,
    plan.instalments.map((instalment, index) => ({ planId: plan.id, no: index + 1, tenantId, ...instalment })),
  );
}

/** The active plan that covers an invoice. */
export async function activePaymentPlanOf(tx: Tx, invoiceId: string): Promise<string | null> {
  const row = await tx.one<{ id: string }>(
    `select p.id from payment_plan p join payment_plan_invoice x on x.plan_id = p.id where x.invoice_id = $1 and x.tenant_id = $2 and p.status = 'active'`,
    [invoiceId, tx.tenantId],
  );
  return row?.id ?? null;
}

/** Invoices a plan covers. */
export async function invoicesOfPaymentPlan(tx: Tx, planId: string): Promise<string[]> {
  return (await tx.manager.findBy(PaymentPlanInvoice, { planId, tenantId: tx.tenantId })).map((row) => row.invoiceId);
}

/** Instalments of a plan, in order. */
export async function instalmentsOf(tx: Tx, planId: string): Promise<Instalment[]> {
  return tx.manager.find(Instalment, { where: { planId, tenantId: tx.tenantId }, order: { no: 'ASC' } });
}

/** Sets what was paid of one instalment. */
export async function setInstalmentPaid(tx: Tx, instalment: { planId: string; no: number }, paid: bigint): Promise<void> {
  await tx.manager.update(Instalment, { ...instalment, tenantId: tx.tenantId }, { paid });
}

/** Whether an invoice that a plan covers is still chased. */
export async function isPaymentPlanChased(tx: Tx, planId: string): Promise<boolean> {
  const found = await tx.one(
    `select 1 from payment_plan_invoice x join chase c on c.invoice_id = x.invoice_id
     where x.plan_id = $1 and x.tenant_id = $2 and c.outcome is null limit 1`,
    [planId, tx.tenantId],
  );
  return found !== null;
}

/** Opens a plan again of which money went back; on its open terms the debtor has from that day the time he had at first. */
export async function reopenPaymentPlan(tx: Tx, planId: string, on: string): Promise<void> {
  await tx.manager.update(PaymentPlan, { id: planId, tenantId: tx.tenantId }, { status: 'active', endedOn: null, reopenedOn: on });
}

/** How a plan stands. */
export async function statusOfPaymentPlan(tx: Tx, planId: string): Promise<string | null> {
  return (await tx.manager.findOneBy(PaymentPlan, { id: planId, tenantId: tx.tenantId }))?.status ?? null;
}

/** Ends a plan. */
export async function endPaymentPlan(
  tx: Tx,
  planId: string,
  end: { status: 'completed' | 'broken' | 'cancelled'; on: string },
): Promise<void> {
  await tx.manager.update(PaymentPlan, { id: planId, tenantId: tx.tenantId }, { status: end.status, endedOn: end.on });
}

/** What was agreed for an invoice will not be confirmed in writing any more; a plan not for any of its invoices. */
export async function dropConfirmation(tx: Tx, invoiceId: string, kind: 'promise' | 'plan'): Promise<void> {
  if (kind === 'promise') {
    await tx.manager.update(PaymentPromise, { invoiceId, tenantId: tx.tenantId, status: 'open' }, { confirm: false });
    return;
  }
  const id = await activePaymentPlanOf(tx, invoiceId);
  if (id !== null) await tx.manager.update(PaymentPlan, { id, tenantId: tx.tenantId }, { confirm: false });
}

/** Writes a dispute. */
export async function insertDispute(
  tx: Tx,
  dispute: Pick<Dispute, 'id' | 'invoiceId' | 'reason' | 'amount' | 'note' | 'raisedOn'>,
): Promise<void> {
  await tx.manager.insert(Dispute, { ...dispute, tenantId: tx.tenantId, status: 'open' });
}

/** A dispute by its id. */
export async function findDispute(tx: Tx, id: string): Promise<Dispute | null> {
  return tx.manager.findOneBy(Dispute, { id, tenantId: tx.tenantId });
}

/** The open dispute of an invoice. */
export async function openDisputeOf(tx: Tx, invoiceId: string): Promise<Dispute | null> {
  return tx.manager.findOneBy(Dispute, { invoiceId, tenantId: tx.tenantId, status: 'open' });
}

/** Settles a dispute. */
export async function resolveDisputeRow(
  tx: Tx,
  id: string,
  end: { outcome: string; on: string; creditAmount: bigint | null },
): Promise<void> {
  await tx.manager.update(
    Dispute,
    { id, tenantId: tx.tenantId },
    { status: 'resolved', outcome: end.outcome, resolvedOn: end.on, creditAmount: end.creditAmount },
  );
}

/** Writes what an operator ordered for a step. */
export async function insertOverride(
  tx: Tx,
  override: Pick<StepOverride, 'id' | 'invoiceId' | 'cycle' | 'step' | 'act' | 'until' | 'reason' | 'at'>,
): Promise<void> {
  await tx.manager.insert(StepOverride, { ...override, tenantId: tx.tenantId });
}
