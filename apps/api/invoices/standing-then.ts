/** How an invoice stood after each of its events, told from the events alone: a timeline shows what was true then, not what is now. */
import { z } from 'zod';
import { type EventType, isEventType } from '#contracts/events/catalogue.js';
import type { PastEvent } from '#database/queries/timeline.js';
import { chaseOutcomes, endedByBalance, estateHolds } from '#domain/policy/facts/facts.js';
import { localDate, type TimeZone } from '#domain/calendar/zone.js';
import type { InvoiceStatus } from '#database/queries/invoice-views.js';

/** What was open, in minor units, and where the chase stood. */
export interface Standing {
  readonly open: number;
  readonly status: InvoiceStatus;
}

interface Term {
  readonly until: string | null;
}

/** What the events so far add up to. */
interface Stand {
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

const nothing: Stand = { open: 0, outcome: null, dispute: null, pause: null, holds: {}, promised: false, planned: false };

const number = z.number().nullish().catch(null);
const text = z.string().nullish().catch(null);
const outcome = z.enum(chaseOutcomes).nullish().catch(null);
const told = z.looseObject({ open: number, total: number, amount: number, creditAmount: number, until: text, reason: text, outcome });
type Told = z.output<typeof told> & { readonly subject: string };

const until = (data: Told): Term => ({ until: data.until ?? null });
/** These count before a dispute. */
const grave: ReadonlySet<string> = estateHolds;
const byBalance: ReadonlySet<string | null> = endedByBalance;

const taken = (stand: Stand): Partial<Stand> => (stand.open > 0 && byBalance.has(stand.outcome) ? { outcome: null } : {});
const promiseOver = (): Partial<Stand> => ({ promised: false });

/** What an event changes beside the open amount, which most events of money carry. */
const changes: Readonly<Partial<Record<EventType, (stand: Stand, data: Told) => Partial<Stand>>>> = {
  'invoice.registered': (_stand, { total }) => ({ open: total ?? 0 }),
  'invoice.closed': (_stand, data) => ({ outcome: data.outcome ?? null, promised: false }),
  'invoice.written-off': (_stand, { open }) => ({ open: open ?? 0 }),
  'payment.reversed': taken,
  'payment.unallocated': taken,
  'dispute.raised': (_stand, { amount }) => ({ dispute: { amount: amount ?? null } }),
  'dispute.resolved': (stand, { open, creditAmount }) => ({ dispute: null, open: open ?? stand.open - (creditAmount ?? 0) }),
  'chase.paused': (_stand, data) => ({ pause: until(data) }),
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

function after(stand: Stand, { type, data, subject_id: subject }: PastEvent): Stand {
  if (!isEventType(type)) return stand;
  const said = { ...told.parse(data), subject: subject ?? '' };
  const counted = { ...stand, open: said.open ?? stand.open };
  return { ...counted, ...changes[type]?.(counted, said) };
}

/** In the order in which stops count, see `findStops` of the domain. */
function statusOn(stand: Stand, today: string): InvoiceStatus {
  const stands = (term: Term | null): boolean => term !== null && (term.until === null || term.until >= today);
  const holds = Object.values(stand.holds).filter(stands);
  const contested = stand.dispute !== null && (stand.dispute.amount === null || stand.dispute.amount >= stand.open);
  if (stand.outcome !== null) return stand.outcome;
  if (holds.some((hold) => hold.grave)) return 'on-hold';
  if (contested) return 'disputed';
  if (holds.length > 0) return 'on-hold';
  if (stands(stand.pause)) return 'paused';
  if (stand.promised) return 'promised';
  return stand.planned ? 'payment-plan' : 'open';
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
  let stand = nothing;
  let next = 0;
  return lines.map(({ sort_value: place, at }) => {
    for (let event = past[next]; event !== undefined && BigInt(event.seq) <= BigInt(place); event = past[next]) {
      stand = after(stand, event);
      next += 1;
    }
    return { open: stand.open, status: statusOn(stand, localDate(at.getTime(), zone)) };
  });
}
