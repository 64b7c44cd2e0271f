/** Rule 1: what stops a chase, whatever step would be next. */
import { type Day, type IsoDate, toDay } from '../calendar/iso-date.js';
import { type CalendarName, nextWorkingDayNumber } from '../calendar/working-days.js';
import type { Instant } from '../calendar/zone.js';
import type { Hold, InstalmentFact, InvoiceFacts } from './facts.js';
import { instantOfDay } from './local-clock.js';
import type { ReasonCode } from './plan.js';
import { type Situation, firstDayWith, isOpen, undisputed } from './situation.js';

/** Working days after a promised date or an instalment's due date in which the money may still come in. */
export const promiseGraceWorkingDays = 2;

/** All stops that hold, the most important first; `until` is when to look again, null when only news can lift them. */
export interface Standstill {
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly until: Instant | null;
}

/** A stop and its last day; null: until news comes. */
interface Stop {
  readonly reason: ReasonCode;
  readonly lastDay: Day | null;
}

/** The last day on which money promised for a date is still in time. */
export function lastDayOfGrace(date: IsoDate, calendar: CalendarName): Day {
  let day = toDay(date);
  for (let left = promiseGraceWorkingDays; left > 0; left -= 1) day = nextWorkingDayNumber(day + 1, calendar);
  return day;
}

/** The first instalment that is not paid in full, by its due date; null when all are. */
export function nextInstalment(invoice: InvoiceFacts): InstalmentFact | null {
  let next: InstalmentFact | null = null;
  for (const instalment of invoice.paymentPlan?.instalments ?? [])
    if (instalment.open > 0n && (next === null || instalment.dueDate < next.dueDate)) next = instalment;
  return next;
}

const holdStops: Readonly<Record<Hold['reason'], ReasonCode>> = {
  vacation: 'on-hold',
  illness: 'on-hold',
  other: 'on-hold',
  insolvency: 'insolvent',
  'debt-relief': 'insolvent',
  deceased: 'deceased',
};

function invoiceStops({ policy, facts }: Situation, stops: Stop[]): void {
  const { invoice } = facts;
  const { calendar } = policy.policy;
  if (invoice.dispute && undisputed(invoice) === 0n) stops.push({ reason: 'disputed', lastDay: null });
  if (invoice.pause) stops.push({ reason: 'paused', lastDay: invoice.pause.until === null ? null : toDay(invoice.pause.until) });
  if (invoice.promise) stops.push({ reason: 'promised', lastDay: lastDayOfGrace(invoice.promise.date, calendar) });
  const instalment = invoice.planBrokenOn === null ? nextInstalment(invoice) : null;
  if (instalment) stops.push({ reason: 'payment-plan', lastDay: lastDayOfGrace(instalment.dueDate, calendar) });
  if (invoice.directDebitPending) stops.push({ reason: 'direct-debit-pending', lastDay: null });
}

/** In debtor scope the oldest invoice that may be asked carries the ladder (by due date, then id); the others follow it. */
function followsOldest({ policy, facts: { invoice, siblings } }: Situation): boolean {
  if (policy.policy.scope !== 'debtor') return false;
  return siblings.some(
    (other) =>
      isOpen(other) &&
      undisputed(other) > 0n &&
      (!policy.policy.perCurrency || other.currency === invoice.currency) &&
      (other.dueDate < invoice.dueDate || (other.dueDate === invoice.dueDate && other.id < invoice.id)),
  );
}

/** Too little to chase for; with `counts: overdue` until enough of it is late. Nothing at all to ask is another stop's business. */
function belowMinimum(situation: Situation): Stop | null {
  const { policy, facts, today } = situation;
  if (facts.invoice.open <= 0n) return { reason: 'below-minimum', lastDay: null };
  const minimum = policy.policy.minimumOpenAmount[facts.invoice.currency] ?? 0n;
  if (situation.amount >= minimum || (situation.amount === 0n && !policy.overdueOnly)) return null;
  const enough = firstDayWith(situation, today, (amount) => amount >= minimum);
  return { reason: 'below-minimum', lastDay: enough === null ? null : enough - 1 };
}

function collect(situation: Situation): readonly Stop[] {
  const { facts } = situation;
  const stops: Stop[] = [];
  invoiceStops(situation, stops);
  for (const hold of facts.debtor.holds)
    stops.push({ reason: holdStops[hold.reason], lastDay: hold.until === null ? null : toDay(hold.until) });
  if (facts.debtor.doNotContact) stops.push({ reason: 'do-not-contact', lastDay: null });
  const small = belowMinimum(situation);
  if (small) stops.push(small);
  if (facts.debtor.unmatchedMoney) stops.push({ reason: 'unmatched-money', lastDay: null });
  if (followsOldest(situation)) stops.push({ reason: 'follows-oldest', lastDay: null });
  return stops;
}

const order: readonly ReasonCode[] = [
  'deceased',
  'insolvent',
  'disputed',
  'on-hold',
  'paused',
  'promised',
  'payment-plan',
  'do-not-contact',
  'below-minimum',
  'unmatched-money',
  'direct-debit-pending',
  'follows-oldest',
];

/** The stops that hold today, or null. A stop with a last day that has passed holds no longer: a promise is then broken. */
export function findStops(situation: Situation): Standstill | null {
  const stops = collect(situation).filter(({ lastDay }) => lastDay === null || lastDay >= situation.today);
  const reasons = order.filter((reason) => stops.some((stop) => stop.reason === reason));
  const [first, ...rest] = reasons;
  if (first === undefined) return null;
  let last: Day | null = situation.today;
  for (const { lastDay } of stops) last = last === null || lastDay === null ? null : Math.max(last, lastDay);
  return { reasons: [first, ...rest], until: last === null ? null : instantOfDay(last + 1, 0, situation.policy.policy.timeZone) };
}
