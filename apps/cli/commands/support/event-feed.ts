/** Follows the event stream: what is new since the last look, in order. */
import type { TimeZone } from '#domain/calendar/zone.js';
import type { CliContext } from '../../frame/context.js';
import { showInstant, showValue } from './show.js';
import { anything, page, view } from './answers.js';
import { type EventRow, eventRow } from './views.js';

/** Events as they come in; each look returns the new ones. */
export class EventFeed {
  private after: string | undefined;
  private readonly seen = new Set<string>();

  constructor(private readonly context: Pick<CliContext, 'api'>) {}

  /** Skips everything that already happened. */
  async toEnd(): Promise<void> {
    await this.look();
  }

  /** Raw events since the last look. A full last page is asked for again, so what is known is left out here. */
  async look(): Promise<unknown[]> {
    const fresh: unknown[] = [];
    for (;;) {
      const query = { limit: 100, ...(this.after === undefined ? {} : { after: this.after }) };
      const { data, hasMore, nextCursor } = view(page, await this.context.api.get('/v1/events', { schema: anything, query }));
      for (const raw of data) {
        const { id } = view(eventRow, raw);
        if (!this.seen.has(id)) fresh.push(raw);
        this.seen.add(id);
      }
      if (nextCursor) this.after = nextCursor;
      if (!hasMore) return fresh;
    }
  }
}

/** `2026-01-19 09:12  step.sent  inv_...  {...}` */
export function eventLine(raw: unknown, zone: TimeZone): string {
  const { at, type, invoice, data }: EventRow = view(eventRow, raw);
  return [showInstant(at, zone), type.padEnd(24), invoice ?? '', showValue(data)].join('  ').trimEnd();
}
