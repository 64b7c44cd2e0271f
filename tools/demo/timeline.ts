/** The story as it grows: one line per event that matters, grouped by day. */
import { toLocal, parseInstant } from '#domain/calendar/zone.js';
import type { DemoWorld } from './demo-world.js';
import { tell, type Thread, type Told } from './event-lines.js';
import type { DemoEvent } from './schemas.js';
import type { Stage } from './stage.js';

const NAME_WIDTH = 24;
const KIND_WIDTH = 9;

interface Shown {
  readonly key: string;
  readonly date: string;
  readonly time: string;
  readonly told: Told;
  readonly debtor: string;
  readonly numbers: string[];
}

const headings = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

function localTime(instant: string): { readonly date: string; readonly time: string } {
  const { date, minutes } = toLocal(parseInstant(instant) ?? 0, 'Europe/Amsterdam');
  return { date, time: `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}` };
}

const fit = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));

/** What was agreed in a call is recorded a moment before the call's own outcome; told the other way round it reads as it was. */
function callsFirst(events: readonly DemoEvent[]): DemoEvent[] {
  const told = [...events];
  for (const [index, event] of events.entries()) {
    const before = told[index - 1];
    if (event.type !== 'call.outcome-recorded' || before?.invoice !== event.invoice || before?.at !== event.at) continue;
    told.splice(index - 1, 2, event, before);
  }
  return told;
}

/** Prints events and remembers, per invoice, what happened. */
export class Timeline {
  readonly #threads = new Map<string, Thread>();
  readonly #happened = new Map<string, string[]>();
  #day = '';

  constructor(
    private readonly world: DemoWorld,
    private readonly stage: Stage,
  ) {}

  /** What happened to an invoice, in short words, in order. */
  happened(number: string): readonly string[] {
    return this.#happened.get(number) ?? [];
  }

  /** Prints what is new. Invoices that one message covers stand on one line: a debtor is one person with one mailbox. */
  show(events: readonly DemoEvent[]): void {
    const lines: Shown[] = [];
    for (const event of callsFirst(events)) {
      const shown = this.read(event);
      if (shown === null) continue;
      const last = lines.at(-1);
      if (last?.key === shown.key) last.numbers.push(...shown.numbers);
      else lines.push(shown);
    }
    for (const line of lines) this.print(line);
  }

  private read(event: DemoEvent): Shown | null {
    const invoice = this.world.byId(event.invoice);
    if (invoice === undefined) return null;
    const thread = this.#threads.get(invoice.id) ?? { invoice, claim: null, promised: null };
    this.#threads.set(invoice.id, thread);
    const told = tell(event, thread);
    if (told === null) return null;
    if (told.short) this.#happened.set(invoice.number, [...this.happened(invoice.number), told.short]);
    const { date, time } = localTime(event.at);
    const merged =
      event.type === 'message.sent' ? `${date} ${time} ${told.kind} ${invoice.debtor.id}` : `${event.type} ${invoice.id} ${event.at}`;
    return { key: merged, date, time, told, debtor: invoice.debtor.name, numbers: [invoice.number] };
  }

  private print({ date, time, told, debtor, numbers }: Shown): void {
    if (date !== this.#day) {
      this.#day = date;
      this.stage.line();
      this.stage.line(this.stage.paint(headings.format(new Date(`${date}T00:00:00Z`)), 'strong'));
    }
    const together = numbers.length > 1 ? ` (one message, with ${numbers.slice(1).join(' and ')})` : '';
    const mark = told.byHand === true ? '>' : ' ';
    const kind = this.stage.paint(told.kind.padEnd(KIND_WIDTH), told.tone);
    this.stage.line(` ${mark}${time}  ${kind}  ${numbers[0] ?? ''}  ${fit(debtor, NAME_WIDTH)}  ${told.text}${together}`);
  }
}
