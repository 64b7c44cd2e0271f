/** On which day a step falls due: anchor, days, alignment, and the distances of a chase that is late. */
import { type Day, dayToCivil, civilToDay, daysInMonth, toDay } from '../../calendar/iso-date.js';
import { nextWorkingDayNumber } from '../../calendar/working-days.js';
import { claimStops, isOlder } from '../situation/claim-stops.js';
import type { CompiledStep } from '../language/compile.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { closedDay } from './instant-fit.js';
import { localDayAt } from '../facts/local-clock.js';
import { lastDayOfGrace, paymentPlanStanding } from '../situation/payment-plan.js';
import type { Trigger } from '../language/policy.js';
import { type Situation, isOpen, undisputed } from '../situation/situation.js';

/** The last day of the day's month. */
function monthEnd(day: Day): Day {
  const { year, month } = dayToCivil(day);
  return civilToDay(year, month, daysInMonth(year, month));
}

function align(day: Day, trigger: Trigger, situation: Situation): Day {
  if (trigger.align === 'none') return day;
  return trigger.align === 'endOfMonth' ? monthEnd(day) : nextWorkingDayNumber(day, situation.policy.policy.calendar);
}

/**
 * Whether another invoice is one this ladder asks for. In debtor scope those of its currency that are not older: what would carry the ladder
 * itself does not now. An account's state is no ladder and counts them all.
 */
function isAsked(other: InvoiceFacts, { policy: { policy }, facts: { invoice, debtor } }: Situation): boolean {
  if (!isOpen(other) || policy.progress === 'highest') return isOpen(other);
  if (undisputed(other) === 0n || claimStops(other, policy, debtor).length > 0) return false;
  return policy.scope === 'invoice' || (other.currency === invoice.currency && isOlder(invoice, other));
}

/** The earliest of a date over the debtor's invoices that this ladder asks for. */
function oldestOpen(situation: Situation, date: 'dueDate' | 'issueDate'): Day {
  const { invoice, siblings } = situation.facts;
  let oldest = invoice[date];
  for (const sibling of siblings) if (sibling[date] < oldest && isAsked(sibling, situation)) oldest = sibling[date];
  return toDay(oldest);
}

/** The day `months` later, clamped to the length of its month. */
function addMonthsToDay(day: Day, months: number): Day {
  if (months === 0) return day;
  const { year, month, dayOfMonth } = dayToCivil(day);
  const index = year * 12 + month - 1 + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return civilToDay(toYear, toMonth, Math.min(dayOfMonth, daysInMonth(toYear, toMonth)));
}

/** The day on which the newest promise was found broken: as recorded, or by the calendar when its grace has passed. */
function promiseBrokenDay({ facts: { invoice }, policy, today }: Situation): Day | null {
  if (invoice.promise) {
    const lastDay = lastDayOfGrace(invoice.promise.date, policy.policy.calendar);
    if (lastDay < today) return lastDay + 1;
  }
  const recorded = invoice.promisesBroken.at(-1);
  return recorded === undefined ? null : toDay(recorded);
}

/** The day on which the payment plan was found broken: as recorded, or by the calendar when a missed instalment was not mended in time. */
function paymentPlanBrokenDay({ facts: { invoice, debtor }, policy, today }: Situation): Day | null {
  const brokenOn = paymentPlanStanding(invoice, { policy: policy.policy, debtor })?.brokenOn ?? null;
  return invoice.paymentPlanBrokenOn !== null || (brokenOn ?? Infinity) <= today ? brokenOn : null;
}

/** The day a trigger counts from; null when it has not come about (yet). `previous` is the day of the rung below. */
export function anchorDay(trigger: Trigger, situation: Situation, previous: Day): Day | null {
  const { facts, history } = situation;
  switch (trigger.anchor) {
    case 'dueDate':
      return situation.dueDay;
    case 'issueDate':
      return toDay(facts.invoice.issueDate);
    case 'oldestOpenDueDate':
      return oldestOpen(situation, 'dueDate');
    case 'oldestOpenIssueDate':
      return oldestOpen(situation, 'issueDate');
    case 'chaseStart':
      return localDayAt(facts.invoice.registeredAt, situation.policy.policy.timeZone);
    case 'previousStep':
      return history.lastDay ?? previous;
    case 'firstStep':
      return history.firstDay ?? previous;
    case 'noticeExpiry':
      // The margin for slow post is part of the term: the day before costs may be asked.
      return history.notice === null ? null : toDay(history.notice.costsFrom) - 1;
    case 'promiseBroken':
      return promiseBrokenDay(situation);
    case 'planBroken':
      return paymentPlanBrokenDay(situation);
  }
}

/** Anchor, months and days, not aligned yet. */
function wantedDay(trigger: Trigger, situation: Situation, previous: Day): Day | null {
  const anchor = anchorDay(trigger, situation, previous);
  return anchor === null ? null : addMonthsToDay(anchor, trigger.months ?? 0) + trigger.days;
}

/** The day of a trigger, aligned; null when its anchor has not come about. */
export function triggerDay(trigger: Trigger, situation: Situation, previous: Day): Day | null {
  const wanted = wantedDay(trigger, situation, previous);
  return wanted === null ? null : align(wanted, trigger, situation);
}

/** The day that a trigger makes of its anchor's day, working days aside. */
export function plainDay({ months = 0, days, align }: Trigger, anchor: Day): Day {
  const wanted = addMonthsToDay(anchor, months) + days;
  return align === 'endOfMonth' ? monthEnd(wanted) : wanted;
}

/** For a step that comes before the day its trigger counts from (a due date), that day: the last on which it makes sense. Otherwise null. */
export function lastUsefulDay({ step: { trigger }, mayLapse }: CompiledStep, situation: Situation): Day | null {
  if (!mayLapse) return null;
  const due = anchorDay(trigger, situation, situation.dueDay) ?? situation.dueDay;
  return plainDay(trigger, due) < due ? due : null;
}

/** The day moved out of the days of grace that follow the due date; what comes before the due date is left where it is. */
export function afterGrace(step: CompiledStep, day: Day, situation: Situation): Day {
  const { graceDays } = situation.policy.policy;
  const { dueDay } = situation;
  return graceDays === 0 || day < dueDay || lastUsefulDay(step, situation) !== null ? day : Math.max(day, dueDay + graceDays + 1);
}

/** The rung that was really taken last, and the local day: from the ledger, or from the system a chase was taken over from. */
export interface LastTaken {
  readonly step: CompiledStep;
  readonly day: Day;
  readonly occurrence: number;
}

/** The day on which a step that was taken on a day falls due again; null when it does not repeat. */
export function repeatDay({ step: { repeat } }: CompiledStep, taken: Day, { policy: { policy } }: Situation): Day | null {
  if (!repeat) return null;
  return nextWorkingDayNumber(addMonthsToDay(taken, repeat.everyMonths ?? 0) + (repeat.everyDays ?? 0), policy.calendar);
}

/** The first day from `wanted` on that run days, calendar and weekdays leave open for the step. */
function openDay({ step }: CompiledStep, wanted: Day, { policy }: Situation): Day {
  const times = step.kind === 'call' ? policy.times.call : policy.office;
  let day = wanted;
  // 62 days: every monthly run day lies nearer; beyond that the rung counts as taken late, which only spreads the ladder.
  while (day < wanted + 62 && closedDay(day, { times, urgent: false }, policy) !== null) day += 1;
  return day;
}

/** The days on which the rung would have been taken first, and the time it was taken last, with nothing in its way but the calendar. */
function plannedDays({ step, day, occurrence }: LastTaken, situation: Situation): { readonly first: Day; readonly last: Day } | null {
  const trigger = triggerDay(step.step.trigger, situation, day);
  if (trigger === null) return null;
  const first = openDay(step, afterGrace(step, trigger, situation), situation);
  let last = first;
  for (let time = 1; time < occurrence; time += 1) last = openDay(step, repeatDay(step, last, situation) ?? last, situation);
  return { first, last };
}

/** A rung, the day its trigger gives, and the rung below it. */
export interface Spread {
  readonly step: CompiledStep;
  readonly day: Day;
  readonly lastTaken: LastTaken | null;
}

/**
 * A late chase keeps the distances of its ladder: when the rung below was taken later than the calendar, an ordinary wait for the contact
 * caps and the time its person had explain, this one comes as long after it as the policy puts between the two. Of a rung that repeats
 * the last time counts, against the day on which that time was to be.
 */
export function spreadDay({ step, day, lastTaken }: Spread, situation: Situation): Day {
  const { catchUp, minimumDaysBetweenContacts } = situation.policy.policy;
  if (!lastTaken || catchUp !== 'one-step' || lastTaken.step.step.trigger.anchor !== step.step.trigger.anchor) return day;
  const own = wantedDay(step.step.trigger, situation, lastTaken.day) ?? day;
  const distance = own - (wantedDay(lastTaken.step.step.trigger, situation, lastTaken.day) ?? own);
  // Nothing to work out when the day is late enough anyway.
  if (lastTaken.day + distance <= day) return day;
  const planned = plannedDays(lastTaken, situation);
  const usual = (minimumDaysBetweenContacts + (lastTaken.step.step.deadlineDays ?? 0)) * lastTaken.occurrence;
  if (planned === null || lastTaken.day - planned.last <= usual) return day;
  return Math.max(day, lastTaken.day + distance - (planned.last - planned.first));
}
