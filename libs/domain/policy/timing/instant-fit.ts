/** Rule 5: the instant of a step is fitted to run days, calendar, weekdays, windows, caps and jitter. */
import { type Day, weekdayOf } from '../../calendar/iso-date.js';
import { isContactDayNumber } from '../../calendar/working-days.js';
import type { Instant } from '../../calendar/zone.js';
import type { CompiledPolicy, OpenTimes } from '../language/compile.js';
import type { Contact } from '../facts/facts.js';
import { jitterMs } from './jitter.js';
import { instantOfDay, localDayAt } from '../facts/local-clock.js';
import type { ReasonCode } from '../language/plan.js';

/** What is to be fitted. */
export interface FitRequest {
  readonly times: OpenTimes;
  /** Never earlier than this. */
  readonly notBefore: Instant;
  /** Spreads chases over the window. */
  readonly seed: string;
  /** Contacts that caps and distance count, oldest first; null for what is no contact (approvals, handovers, notes). */
  readonly contacts: readonly Contact[] | null;
  /** An operator's order to take the step now, or a confirmation: run days and the minimum distance do not delay it, caps and windows do. */
  readonly urgent: boolean;
}

/** A fitted instant and what moved it, in the order in which it did. */
export interface Fit {
  readonly at: Instant;
  readonly moved: readonly ReasonCode[];
}

// Three years: the farthest a monthly or yearly run can be; a list of run dates that ends sooner gives no instant.
const horizonDays = 1100;
const daysOfWeek = 7;
const minuteMs = 60_000;
/** Measured, see `Meter`. */
const unitsOfDay = 10;

/** Local days of the contacts that can still matter, newest first; one entry a contact. */
function recentContactDays(contacts: readonly Contact[], from: Day, policy: CompiledPolicy): readonly Day[] {
  const { timeZone, minimumDaysBetweenContacts } = policy.policy;
  const oldest = from - Math.max(daysOfWeek, minimumDaysBetweenContacts);
  const days: Day[] = [];
  let previous: Instant | null = null;
  let index = contacts.length - 1;
  for (; index >= 0; index -= 1) {
    const contact = contacts[index];
    if (!contact) break;
    // What left in one message is one contact, in as many lines as it was about steps.
    if (contact.at === previous) continue;
    const day = localDayAt(contact.at, timeZone);
    if (day < oldest) break;
    days.push(day);
    previous = contact.at;
  }
  if (policy.meter) policy.meter.units += contacts.length - index;
  return days;
}

interface Contacts {
  readonly recent: readonly Day[];
  readonly urgent: boolean;
}

function contactBlock(day: Day, { recent, urgent }: Contacts, { policy }: CompiledPolicy): ReasonCode | null {
  const { contactCap, minimumDaysBetweenContacts } = policy;
  const last = recent[0];
  if (last === undefined) return null;
  if (!urgent && day - last < minimumDaysBetweenContacts) return 'minimum-distance';
  let today = 0;
  let week = 0;
  for (const contact of recent) {
    if (contact >= day) today += 1;
    if (contact > day - daysOfWeek) week += 1;
  }
  return today >= contactCap.perDay || week >= contactCap.perWeek ? 'contact-cap' : null;
}

/** Whether anything may happen on the day at all, caps aside; the reason when not. */
export function closedDay(day: Day, { times, urgent }: Pick<FitRequest, 'times' | 'urgent'>, policy: CompiledPolicy): ReasonCode | null {
  if (!urgent && policy.isRunDay && !policy.isRunDay(day)) return 'run-day';
  if (!isContactDayNumber(day, policy.policy.calendar)) return 'calendar';
  return (times.weekdays & (1 << weekdayOf(day))) === 0 ? 'sending-window' : null;
}

/** The first instant of the day at or after `notBefore`: the chase's own place in a window, or at once when that place has passed. */
function instantIn(day: Day, request: FitRequest, policy: CompiledPolicy): Instant | null {
  const { timeZone, jitterMinutes } = policy.policy;
  for (const window of request.times.windows) {
    const start = instantOfDay(day, window.from, timeZone);
    const end = instantOfDay(day, window.to, timeZone);
    // In the night the clock goes forward a window is an hour shorter, or not there at all.
    if (request.notBefore >= end || end <= start) continue;
    const place = start + jitterMs(request.seed, jitterMinutes, (end - start) / minuteMs);
    return Math.max(place, request.notBefore);
  }
  return null;
}

/** The first instant at which the step may be taken; null when the policy's run days never come again. */
export function fitInstant(request: FitRequest, policy: CompiledPolicy): Fit | null {
  const first = localDayAt(request.notBefore, policy.policy.timeZone);
  const contacts = { recent: request.contacts ? recentContactDays(request.contacts, first, policy) : [], urgent: request.urgent };
  const moved: ReasonCode[] = [];
  for (let day = first; day < first + horizonDays; day += 1) {
    if (policy.meter) policy.meter.units += unitsOfDay + contacts.recent.length;
    let reason = closedDay(day, request, policy) ?? contactBlock(day, contacts, policy);
    if (reason === null) {
      const at = instantIn(day, request, policy);
      if (at !== null) return { at, moved };
      reason = 'sending-window';
    }
    if (!moved.includes(reason)) moved.push(reason);
  }
  return null;
}
