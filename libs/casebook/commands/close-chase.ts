import type { ChaseOutcome } from '#domain/policy/facts/facts.js';
import { closeChase } from '#database/repositories/invoices.repository.js';
import { activePlanOf, endPaymentPlan, endPromises, isPlanChased } from '#database/repositories/agreements.repository.js';
import { cancelTasks } from '../lapses.js';
import type { OpenCase } from '../open-case.js';

/** Why and how a chase ends. */
export interface ChaseEnd {
  readonly outcome: ChaseOutcome;
  readonly reason: string | null;
}

/**
 * Ends a chase: open tasks are taken off the lists, a standing promise is kept (when paid) or withdrawn, a plan over it may be complete.
 * @returns its event
 */
export async function endChase(open: OpenCase, invoiceId: string, end: ChaseEnd): Promise<string> {
  const at = new Date(open.now);
  await closeChase(open.tx, invoiceId, { outcome: end.outcome, at, reason: end.reason });
  await cancelTasks(open, invoiceId, { reason: end.outcome });
  await endPromises(open.tx, invoiceId, { status: end.outcome === 'paid' ? 'kept' : 'withdrawn', on: open.today });
  await completePlan(open, invoiceId);
  return open.recordEvent('invoice.closed', { invoiceId, data: { outcome: end.outcome, reason: end.reason } });
}

/** The payment that had ended a claim which was handed over went back: the claim is the agency's again. */
export async function returnToAgency(open: OpenCase, invoiceId: string): Promise<void> {
  const end = { outcome: 'handed-over', reason: 'payment reversed' } as const;
  await closeChase(open.tx, invoiceId, { ...end, at: new Date(open.now) });
  await open.recordEvent('invoice.closed', { invoiceId, data: end });
}

/** Ends the plan that covers an invoice when nothing of it is chased any more. @returns whether it was ended */
export async function completePlan(open: OpenCase, invoiceId: string): Promise<boolean> {
  const planId = await activePlanOf(open.tx, invoiceId);
  // Asked of the database: one payment may close several invoices of a plan in this transaction.
  if (!planId || (await isPlanChased(open.tx, planId))) return false;
  await endPaymentPlan(open.tx, planId, { status: 'completed', on: open.today });
  await open.recordEvent('payment-plan.completed', { invoiceId, subjectId: planId, data: {} });
  return true;
}
