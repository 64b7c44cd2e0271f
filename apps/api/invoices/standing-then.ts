/** The open amount and status of an invoice after each of its events, derived from the events alone: a timeline shows what was true then. */
import { z } from 'zod';
import { type EventType, isEventType } from '#contracts/events/catalogue.js';
import type { PastEvent } from '#database/queries/timeline.js';
import { chaseOutcomes, endedByBalance, estateHolds } from '#domain/policy/facts/facts.js';
import { localDate, type TimeZone } from '#domain/calendar/zone.js';
import type { InvoiceStatus } from '#database/queries/invoice-views.js';

/** The open amount in minor units, and the status, at a point of the timeline. */
export interface Standing {
  readonly open: number;
  readonly status: InvoiceStatus;
}

interface Term {
  readonly until: string | null;
}

/** The state of an invoice after the events so far. */
interface StateSoFar {
  readonly open: number;
  readonly outcome: InvoiceStatus | null;
  /** The part that is contested; null: all of it. */
  readonly dispute: { readonly amount: number | null } | null;
  readonly pause: Term | null;
  /** Holds of the debtor by their ids. */
  readonly holds: Readonly<Record<string, Term & { readonly grave: boolean }>>;
  readonly promised: boolean;
  readonly planned: boolean;
}

const nothing: StateSoFar = { open: 0, outcome: null, dispute: null, pause: null, holds: {}, promised: false, planned: false };

const number = z.number().nullish().catch(null);
const text = z.string().nullish().catch(null);
const outcome = z.enum(chaseOutcomes).nullish().catch(null);
const eventFields = z.looseObject({
  open: number,
  total: number,
  amount: number,
  creditAmount: number,
  until: text,
  reason: text,
  outcome,
});
type EventFields = z.output<typeof eventFields> & { readonly subject: string };

const until = (data: EventFields): Term => ({ until: data.until ?? null });
/** These count before a dispute. */
const grave: ReadonlySet<string> = estateHolds;
const byBalance: ReadonlySet<string | null> = endedByBalance;

const taken = (state: StateSoFar): Partial<StateSoFar> => (state.open > 0 && byBalance.has(state.outcome) ? { outcome: null } : {});
const promiseOver = (): Partial<StateSoFar> => ({ promised: false });

/** What an event changes beside the open amount, which most events of money carry. */
const changes: Readonly<Partial<Record<EventType, (state: StateSoFar, data: EventFields) => Partial<StateSoFar>>>> = {
  'invoice.registered': (_state, { total }) => ({ open: total ?? 0 }),
  'invoice.closed': (_state, data) => ({ outcome: data.outcome ?? null, promised: false }),
  'invoice.written-off': (_state, { open }) => ({ open: open ?? 0 }),
  'payment.reversed': taken,
  'payment.unallocated': taken,
  'dispute.raised': (_state, { amount }) => ({ dispute: { amount: amount ?? null } }),
  'dispute.resolved': (state, { open, creditAmount }) => ({ dispute: null, open: open ?? state.open - (creditAmount ?? 0) }),
  'chase.paused': (_state, data) => ({ pause: until(data) }),
  'chase.resumed': () => ({ pause: null }),
  'debtor.held': ({ holds }, data) => ({ holds: { ...holds, [data.subject]: { ...until(data), grave: grave.has(data.reason ?? '') } } }),
  'debtor.released': ({ holds }, { subject }) => ({ holds: Object.fromEntries(Object.entries(holds).filter(([id]) => id !== subject)) }),
  'promise.made': () => ({ promised: true }),
  'promise.reopened': () => ({ promised: true }),
  'promise.kept': promiseOver,
  'promise.broken': promiseOver,
  'promise.withdrawn': promiseOver,
  'payment-plan.agreed': () => ({ planned: true, promised: false }),
  'payment-plan.reopened': () => ({ planned: true }),
  'payment-plan.completed': () => ({ planned: false }),
  'payment-plan.broken': () => ({ planned: false }),
  'payment-plan.cancelled': () => ({ planned: false }),
};

/** The types of events that a standing follows from. */
export const standingTypes: readonly EventType[] = [
  ...Object.keys(changes).filter(isEventType),
  'payment.received',
  'payment.allocated',
  'credit.applied',
  'invoice.credited',
];

function after(state: StateSoFar, { type, data, subject_id: subject }: PastEvent): StateSoFar {
  if (!isEventType(type)) return state;
  const said = { ...eventFields.parse(data), subject: subject ?? '' };
  const counted = { ...state, open: said.open ?? state.open };
  return { ...counted, ...changes[type]?.(counted, said) };
}

/** In the order in which stops count, see `findStops` of the domain. */
function statusOn(state: StateSoFar, today: string): InvoiceStatus {
  const stands = (term: Term | null): boolean => term !== null && (term.until === null || term.until >= today);
  const holds = Object.values(state.holds).filter(stands);
  const contested = state.dispute !== null && (state.dispute.amount === null || state.dispute.amount >= state.open);
  if (state.outcome !== null) return state.outcome;
  if (holds.some((hold) => hold.grave)) return 'on-hold';
  if (contested) return 'disputed';
  if (holds.length > 0) return 'on-hold';
  if (stands(state.pause)) return 'paused';
  if (state.promised) return 'promised';
  return state.planned ? 'payment-plan' : 'open';
}

/** A line of the timeline, by its place in the order of commits. */
interface Line {
  readonly sort_value: string;
  readonly at: Date;
}

/**
 * How the invoice stood after each line. `past`: the events it follows from, in order, at least up to the last line; `zone`: the creditor's.
 */
export function standingsAfter(lines: readonly Line[], past: readonly PastEvent[], zone: TimeZone): Standing[] {
  let state = nothing;
  let next = 0;
  return lines.map(({ sort_value: place, at }) => {
    for (let event = past[next]; event !== undefined && BigInt(event.seq) <= BigInt(place); event = past[next]) {
      state = after(state, event);
      next += 1;
    }
    return { open: state.open, status: statusOn(state, localDate(at.getTime(), zone)) };
  });
}
