/** What is said of an event is parted when it is written, and put together when it is shown. */
import { events, type EventType, isEventType } from './catalogue.js';

type Fields = Readonly<Record<string, unknown>>;

/** Types whose text is a column of a row that is there anyway, so that none is written for it: the number of the invoice. */
const standElsewhere: ReadonlySet<EventType> = new Set(['invoice.registered']);

/** What goes into the event, and what goes into the row beside it: null when there are no words. */
export function partTexts(type: EventType, said: object): { readonly data: Fields; readonly texts: Fields | null } {
  const names = new Set(Object.keys(events[type].texts.shape));
  const entries: [string, unknown][] = Object.entries(said);
  const data = Object.fromEntries(entries.filter(([name]) => !names.has(name)));
  const words = entries.filter(([name, value]) => names.has(name) && value !== null && value !== undefined);
  return { data, texts: words.length === 0 || standElsewhere.has(type) ? null : Object.fromEntries(words) };
}

/**
 * An event as it is shown: with its words where they are kept, null where they were erased or never given. Events of older releases hold theirs
 * themselves. A type that only a newer release knows is shown as it is.
 */
export function withTexts(type: string, data: Fields, texts: Fields | null): Fields {
  if (!isEventType(type)) return { ...data, ...texts };
  const missing = Object.entries(events[type].texts.shape).filter(([, schema]) => !schema.safeParse(undefined).success);
  return { ...Object.fromEntries(missing.map(([name]) => [name, null])), ...data, ...texts };
}
