/** Rule 1: what stops a chase, whatever step would be next. */
import { toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { type Stop, claimStops } from '../situation/claim-stops.js';
import type { Hold } from '../facts/facts.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { ReasonCode } from '../language/plan.js';
import { type Situation, firstDayWith, undisputed } from '../situation/situation.js';
import { isTimeBarred } from '../situation/time-bar.js';

/** Where an invoice stands among the debtor's others. */
export interface Place {
  /** An older invoice carries the ladder: this one follows it. */
  readonly follows: boolean;
  /** When it follows: the instant until which the carrier waits. When not: the instant from which an older one may be asked. */
  readonly until: Instant | null;
}

/** All stops that hold, the most important first; `until` is when to look again, null when only news can lift them. */
export interface Standstill {
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly until: Instant | null;
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
  if (invoice.dispute && undisputed(invoice) === 0n) stops.push({ reason: 'disputed', lastDay: null });
  stops.push(...claimStops(invoice, policy.policy, facts.debtor));
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
  if (isTimeBarred(facts.debtor.kind, facts.invoice, situation.today)) stops.push({ reason: 'time-barred', lastDay: null });
  invoiceStops(situation, stops);
  for (const hold of facts.debtor.holds)
    stops.push({ reason: holdStops[hold.reason], lastDay: hold.until === null ? null : toDay(hold.until) });
  if (facts.debtor.doNotContact) stops.push({ reason: 'do-not-contact', lastDay: null });
  const small = belowMinimum(situation);
  if (small) stops.push(small);
  if (facts.debtor.unmatchedMoney) stops.push({ reason: 'unmatched-money', lastDay: null });
  return stops;
}

const order: readonly ReasonCode[] = [
  'deceased',
  'insolvent',
  'time-barred',
  'disputed',
  'on-hold',
  'paused',
  'promised',
  'payment-plan',
  'plan-ended',
  'do-not-contact',
  'below-minimum',
  'unmatched-money',
  'direct-debit-pending',
  'follows-oldest',
];

/**
 * The stops that hold today, or null. A stop with a last day that has passed holds no longer: a promise is then broken. An invoice that
 * follows another says so beside them.
 */
export function findStops(situation: Situation, { follows, until: carrier }: Place): Standstill | null {
  const stops = collect(situation).filter(({ lastDay }) => lastDay === null || lastDay >= situation.today);
  const reasons = order.filter((reason) => (reason === 'follows-oldest' ? follows : stops.some((stop) => stop.reason === reason)));
  const [first, ...rest] = reasons;
  if (first === undefined) return null;
  const zone = situation.policy.policy.timeZone;
  // Before a debtor can be told something, what keeps that back must go.
  const ending = stops.filter(({ untold }) => !untold);
  let until: Instant | null = ending.length === 0 && stops.length > 0 ? null : follows ? carrier : situation.now;
  for (const { lastDay } of ending) until = until === null || lastDay === null ? null : Math.max(until, instantOfDay(lastDay + 1, 0, zone));
  return { reasons: [first, ...rest], until };
}
