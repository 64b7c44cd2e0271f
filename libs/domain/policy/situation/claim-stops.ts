/** The stops of one claim by itself: what the creditor agreed to wait for. */
import { type Day, toDay } from '../../calendar/iso-date.js';
import type { DebtorFacts, InvoiceFacts } from '../facts/facts.js';
import { localDayAt } from '../facts/local-clock.js';
import { endMessageState, lastDayOfGrace, paymentPlanEndTermDays, paymentPlanStanding } from './payment-plan.js';
import type { ReasonCode } from '../language/plan.js';
import type { Policy } from '../language/policy.js';

/** A stop and its last day; null: until news comes. */
export interface Stop {
  readonly reason: ReasonCode;
  readonly lastDay: Day | null;
  /** Its last day counts from a message to the debtor that has not left yet. */
  readonly awaitsMessage?: true;
}

/**
 * The stops of a payment plan: `payment-plan` while it is kept or a missed instalment may still be paid, then `plan-ended` for the days of
 * payment that the message about its end gives. Both periods count from a message, so their last day is unknown until it has left.
 */
function paymentPlanStops(invoice: InvoiceFacts, policy: Policy, debtor: DebtorFacts): readonly Stop[] {
  const context = { policy, debtor };
  const standing = paymentPlanStanding(invoice, context);
  if (!standing) return [];
  const { brokenOn } = standing;
  if (brokenOn === null) return [{ reason: 'payment-plan', lastDay: null, awaitsMessage: true }];
  const kept: readonly Stop[] = invoice.paymentPlanBrokenOn === null ? [{ reason: 'payment-plan', lastDay: brokenOn - 1 }] : [];
  const ending = endMessageState(invoice, standing, context);
  if (!ending) return kept;
  if (ending.at === null) return [...kept, { reason: 'plan-ended', lastDay: null, awaitsMessage: true }];
  return [...kept, { reason: 'plan-ended', lastDay: localDayAt(ending.at, policy.timeZone) + paymentPlanEndTermDays }];
}

/** A pause, a promise, a plan, a direct debit: until its last day the claim is not asked. */
export function claimStops(invoice: InvoiceFacts, policy: Policy, debtor: DebtorFacts): readonly Stop[] {
  const stops: Stop[] = [];
  if (invoice.pause) stops.push({ reason: 'paused', lastDay: invoice.pause.until === null ? null : toDay(invoice.pause.until) });
  if (invoice.promise) stops.push({ reason: 'promised', lastDay: lastDayOfGrace(invoice.promise.date, policy.calendar) });
  if (invoice.paymentPlan) stops.push(...paymentPlanStops(invoice, policy, debtor));
  if (invoice.directDebitPending) stops.push({ reason: 'direct-debit-pending', lastDay: null });
  return stops;
}

/** The first day on which the claim may be asked: -Infinity when nothing was agreed, Infinity when only news can say. */
export function askableFrom(invoice: InvoiceFacts, policy: Policy, debtor: DebtorFacts): Day {
  let first = -Infinity;
  if (!invoice.pause && !invoice.promise && !invoice.paymentPlan && !invoice.directDebitPending) return first;
  for (const { lastDay } of claimStops(invoice, policy, debtor)) first = Math.max(first, lastDay === null ? Infinity : lastDay + 1);
  return first;
}

/** By due date, then id: in debtor scope the older of two claims carries the ladder. */
export const isOlder = (a: InvoiceFacts, b: InvoiceFacts): boolean => a.dueDate < b.dueDate || (a.dueDate === b.dueDate && a.id < b.id);
