/** Everything that will happen to an account at an instant known beforehand: invoices are registered, events happen. */
import { toDay } from '../../calendar/iso-date.js';
import type { Instant, TimeZone } from '../../calendar/zone.js';
import type { Account } from '../facts/account.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { instantOfDay } from '../facts/local-clock.js';
import type { SimulationEvent } from './events.js';

/** An invoice that is registered, or an event, at its instant. */
export type Upcoming = { readonly at: Instant } & ({ readonly invoice: InvoiceFacts } | { readonly event: SimulationEvent });

/** The invoices known at the beginning, and everything upcoming in order of time. */
export interface Timetable {
  readonly known: readonly InvoiceFacts[];
  readonly upcoming: readonly Upcoming[];
}

/**
 * The timetable of an account from an instant on. An invoice is unknown until it is registered. An event happens at the start of its day in
 * the zone, after invoices registered at that instant and never before its own invoice; one about another account's invoice never happens.
 */
export function timetableOf(
  { invoices }: Account,
  { from, events = [] }: { readonly from: Instant; readonly events?: readonly SimulationEvent[] | undefined },
  timeZone: TimeZone,
): Timetable {
  const registered = new Map(invoices.map(({ id, registeredAt }) => [id, registeredAt]));
  const later: Upcoming[] = invoices
    .filter(({ registeredAt }) => registeredAt > from)
    .map((invoice) => ({ at: invoice.registeredAt, invoice }));
  for (const event of [...events].sort((a, b) => toDay(a.on) - toDay(b.on))) {
    const since = registered.get(event.invoice);
    if (since !== undefined) later.push({ at: Math.max(from, since, instantOfDay(toDay(event.on), 0, timeZone)), event });
  }
  return { known: invoices.filter(({ registeredAt }) => registeredAt <= from), upcoming: later.sort((a, b) => a.at - b.at) };
}
