import { Allocation } from '../entities/allocation.entity.js';
import { Payment } from '../entities/payment.entity.js';
import type { Tx } from '../tx.js';

/** A payment to be written. */
export type NewPayment = Omit<Payment, 'recordedAt' | 'tenantId' | 'reversedOn' | 'reversalReason'>;
/** A part of a payment, set off against a claim or left as credit. */
export type NewAllocation = Omit<Allocation, 'tenantId'>;

/** Writes a payment with its allocation. */
export async function insertPayment(tx: Tx, payment: NewPayment, parts: readonly NewAllocation[]): Promise<void> {
  await tx.manager.insert(Payment, { ...payment, tenantId: tx.tenantId });
  for (const part of parts) await tx.manager.insert(Allocation, { ...part, tenantId: tx.tenantId });
}

/** A payment by its id. */
export async function findPayment(tx: Tx, id: string): Promise<Payment | null> {
  return tx.manager.findOneBy(Payment, { id, tenantId: tx.tenantId });
}

/** A payment that the same outside event already made. */
export async function findPaymentBySource(tx: Tx, sourceKey: string): Promise<Payment | null> {
  return tx.manager.findOneBy(Payment, { sourceKey, tenantId: tx.tenantId });
}

/** What a payment was set off against. */
export async function allocationsOf(tx: Tx, paymentId: string): Promise<Allocation[]> {
  return tx.manager.findBy(Allocation, { paymentId, tenantId: tx.tenantId });
}

/** Marks a payment as gone back. */
export async function markReversed(tx: Tx, id: string, reversal: { on: string; reason: string | null }): Promise<void> {
  await tx.manager.update(
    Payment,
    { id, tenantId: tx.tenantId },
    { status: 'reversed', reversedOn: reversal.on, reversalReason: reversal.reason },
  );
}
