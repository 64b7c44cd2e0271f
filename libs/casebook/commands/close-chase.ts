import type { ChaseOutcome } from '#domain/policy/facts/facts.js';
import type { Cents } from '#domain/money/money.js';
import { addToBalance, closeChase } from '#database/repositories/invoices.repository.js';
import { activePaymentPlanOf, endPaymentPlan, endPromises, isPaymentPlanChased } from '#database/repositories/agreements.repository.js';
import { cancelTasks } from '../lapses.js';
import type { DebtorCase } from '../debtor-case.js';

/** Why and how a chase ends. */
export interface ChaseEnd {
  readonly outcome: ChaseOutcome;
  readonly reason: string | null;
  /** See `EventDetails`. */
  readonly actor?: string;
}

/**
 * Ends a chase: open tasks are taken off the lists, a standing promise is kept (when paid) or withdrawn, a plan over it may be complete.
 * @returns its event
 */
export async function endChase(debtorCase: DebtorCase, invoiceId: string, end: ChaseEnd): Promise<string> {
  const at = new Date(debtorCase.now);
  await closeChase(debtorCase.tx, invoiceId, { outcome: end.outcome, at, reason: end.reason });
  await cancelTasks(debtorCase, invoiceId, { reason: end.outcome });
  await endPromises(debtorCase.tx, invoiceId, { status: end.outcome === 'paid' ? 'kept' : 'withdrawn', on: debtorCase.today });
  await completePaymentPlan(debtorCase, invoiceId);
  const { outcome, reason, actor } = end;
  return debtorCase.recordEvent('invoice.closed', { invoiceId, data: { outcome, reason }, ...(actor !== undefined && { actor }) });
}

/** What is given up of a claim, and why. */
interface WriteOff {
  readonly amount: Cents;
  readonly reason: string;
  /** See `EventDetails`. */
  readonly actor?: string;
}

/** So much of what is open is given up, and the chase ends. @returns the event of it */
export async function writeOff(debtorCase: DebtorCase, invoiceId: string, { amount, reason, actor }: WriteOff): Promise<string> {
  const by = actor === undefined ? {} : { actor };
  const left = await addToBalance(debtorCase.tx, invoiceId, { column: 'written_off', amount });
  await endChase(debtorCase, invoiceId, { outcome: 'written-off', reason, ...by });
  return debtorCase.recordEvent('invoice.written-off', { invoiceId, data: { reason, amount: Number(amount), open: Number(left) }, ...by });
}

/** The rest of a claim that was given up while a part of it was contested. */
export async function writeOffRest(debtorCase: DebtorCase, invoiceId: string, { amount, reason }: WriteOff): Promise<void> {
  const left = await addToBalance(debtorCase.tx, invoiceId, { column: 'written_off', amount });
  await debtorCase.recordEvent('invoice.written-off', { invoiceId, data: { reason, amount: Number(amount), open: Number(left) } });
}

/** The payment that had ended a claim which was handed over went back: the claim is the agency's again. */
export async function returnToAgency(debtorCase: DebtorCase, invoiceId: string): Promise<void> {
  const end = { outcome: 'handed-over', reason: 'payment reversed' } as const;
  await closeChase(debtorCase.tx, invoiceId, { ...end, at: new Date(debtorCase.now) });
  await debtorCase.recordEvent('invoice.closed', { invoiceId, data: end });
}

/** Ends the plan that covers an invoice when nothing of it is chased any more. @returns whether it was ended */
export async function completePaymentPlan(debtorCase: DebtorCase, invoiceId: string): Promise<boolean> {
  const planId = await activePaymentPlanOf(debtorCase.tx, invoiceId);
  // Asked of the database: one payment may close several invoices of a plan in this transaction.
  if (!planId || (await isPaymentPlanChased(debtorCase.tx, planId))) return false;
  await endPaymentPlan(debtorCase.tx, planId, { status: 'completed', on: debtorCase.today });
  await debtorCase.recordEvent('payment-plan.completed', { invoiceId, subjectId: planId, data: {} });
  return true;
}
