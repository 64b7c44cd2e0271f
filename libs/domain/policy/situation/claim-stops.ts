/** What the creditor agreed to wait for with one claim, whichever ladder it is on. */
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
  /** The debtor is yet to be told something, and only then its last day is known: whatever keeps that back says when to look again. */
  readonly untold?: true;
}

/**
 * A plan that is kept, or that can still be mended; and when it is broken, the days that the debtor was given when he was told so. Until he
 * has been told, only the message that tells him can say for how long.
 */
function paymentPlanStops(invoice: InvoiceFacts, policy: Policy, debtor: DebtorFacts): readonly Stop[] {
  const world = { policy, debtor };
  const standing = paymentPlanStanding(invoice, world);
  if (!standing) return [];
  const { brokenOn } = standing;
  if (brokenOn === null) return [{ reason: 'payment-plan', lastDay: null, untold: true }];
  const kept: readonly Stop[] = invoice.paymentPlanBrokenOn === null ? [{ reason: 'payment-plan', lastDay: brokenOn - 1 }] : [];
  const ending = endMessageState(invoice, standing, world);
  if (!ending) return kept;
  if (ending.at === null) return [...kept, { reason: 'plan-ended', lastDay: null, untold: true }];
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
