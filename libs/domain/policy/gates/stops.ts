/** Rule 1: what stops a chase, whatever step would be next. */
import { toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { type Stop, claimStops } from '../situation/claim-stops.js';
import type { Hold } from '../facts/facts.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { ReasonCode } from '../language/plan.js';
import { type Situation, firstDayWith, undisputed } from '../situation/situation.js';
import { isTimeBarred } from '../situation/time-bar.js';

/** Whether an invoice follows an older one of its debtor, the carrier: that one takes the steps of the ladder for both. */
export type Following =
  /** `carrierWaitsUntil`: null when only news can end the wait of the carrier. */
  | { readonly follows: true; readonly carrierWaitsUntil: Instant | null }
  /** `carrierFrom`: when an older invoice may be asked again and becomes the carrier; null when none will. */
  | { readonly follows: false; readonly carrierFrom: Instant | null };

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

/** Too little to chase for; with `counts: overdue`, until enough of it is late. When nothing may be asked at all, another stop says why. */
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

const priority: readonly ReasonCode[] = [
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
 * When to look again at a standstill: when the last of its stops has ended, and the carrier no longer waits. Null when only news can say. A
 * stop that awaits a message ends some days after that message, which the other stops delay: it does not count until they have ended.
 */
function endOf(stops: readonly Stop[], following: Following, { now, policy: { policy } }: Situation): Instant | null {
  const ending = stops.filter(({ awaitsMessage }) => !awaitsMessage);
  if (ending.length === 0 && stops.length > 0) return null;
  let until = following.follows ? following.carrierWaitsUntil : now;
  for (const { lastDay } of ending)
    until = until === null || lastDay === null ? null : Math.max(until, instantOfDay(lastDay + 1, 0, policy.timeZone));
  return until;
}

/** The stops that hold today, with `follows-oldest` for an invoice that follows another; null when nothing stops the chase. */
export function findStops(situation: Situation, following: Following): Standstill | null {
  // A stop whose last day has passed holds no longer: a promise, for example, is broken then.
  const stops = collect(situation).filter(({ lastDay }) => lastDay === null || lastDay >= situation.today);
  const [first, ...rest] = priority.filter((reason) =>
    reason === 'follows-oldest' ? following.follows : stops.some((stop) => stop.reason === reason),
  );
  return first === undefined ? null : { reasons: [first, ...rest], until: endOf(stops, following, situation) };
}
