/** What comes to an account at an instant of its own, whether or not a chase wakes by then: its invoices are registered, events happen. */
import { toDay } from '../../calendar/iso-date.js';
import type { Instant, TimeZone } from '../../calendar/zone.js';
import type { Account } from '../facts/account.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { SimulationEvent } from './events.js';

/** Something that comes; an invoice, or an event. */
export type Coming = { readonly at: Instant } & ({ readonly invoice: InvoiceFacts } | { readonly event: SimulationEvent });

/** The invoices that are there at the beginning, and everything that comes, in order of time. */
export interface Timetable {
  readonly known: readonly InvoiceFacts[];
  readonly coming: readonly Coming[];
}

/**
 * The timetable of an account from an instant on. An invoice comes when it is registered: until then nobody knows of it. An event comes at
 * the start of its day in the zone, after the invoices of that instant and not before its own; one about no invoice of the account never.
 */
export function timetableOf(
  { invoices }: Account,
  { from, events = [] }: { readonly from: Instant; readonly events?: readonly SimulationEvent[] | undefined },
  timeZone: TimeZone,
): Timetable {
  const registered = new Map(invoices.map(({ id, registeredAt }) => [id, registeredAt]));
  const later: Coming[] = invoices
    .filter(({ registeredAt }) => registeredAt > from)
    .map((invoice) => ({ at: invoice.registeredAt, invoice }));
  for (const event of [...events].sort((a, b) => toDay(a.on) - toDay(b.on))) {
    const since = registered.get(event.invoice);
    if (since !== undefined) later.push({ at: Math.max(from, since, instantOfDay(toDay(event.on), 0, timeZone)), event });
  }
  return { known: invoices.filter(({ registeredAt }) => registeredAt <= from), coming: later.sort((a, b) => a.at - b.at) };
}
