import { join } from 'node:path';
import { z } from 'zod';
import { Journal, type Place } from './journal.js';
import { eventSchema, messageSchema, type MessageEvent, type MessageHead, type Message, type Medium } from './message.js';

/** What a caller of the mailbox asks for; all parts must hold. `subject` and `to` match a part of the text, whatever the case. */
export interface MessageQuery {
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly channel?: Medium | undefined;
  readonly tag?: string | undefined;
  readonly key?: string | undefined;
}

interface Kept {
  readonly head: MessageHead;
  readonly place: Place;
  readonly events: MessageEvent[];
}

const eventLine = z.union([
  z.object({ event: eventSchema }),
  /** The receiver took the report of this event. */
  z.object({ taken: z.string() }),
]);

const includes = (text: string, part: string | undefined): boolean =>
  part === undefined || part === '' || text.toLowerCase().includes(part.toLowerCase());

/** Whether a tag `name=value`, or a bare value, is on the message. */
export function hasTag(tags: Readonly<Record<string, string>>, tag: string | undefined): boolean {
  if (tag === undefined || tag === '') return true;
  const [name = '', value] = tag.split('=', 2);
  return value === undefined ? Object.values(tags).includes(name) : Object.hasOwn(tags, name) && tags[name] === value;
}

const matches = (head: MessageHead, query: MessageQuery): boolean =>
  includes(head.to.join(' '), query.to) &&
  includes(head.subject, query.subject) &&
  (query.channel === undefined || head.channel === query.channel) &&
  (query.key === undefined || head.key === query.key) &&
  hasTag(head.tags, query.tag);

function headOf(message: Message): MessageHead {
  const { html: _html, text: _text, source: _source, headers: _headers, attachments: _attachments, ...head } = message;
  return head;
}

/** Every message that was executed, and what happened to it since; on disk, with the heads in memory. */
export class MessageStore {
  readonly #kept: Kept[] = [];
  readonly #byId = new Map<string, Kept>();
  readonly #untaken = new Map<string, MessageEvent>();
  readonly #arrivals = new Set<() => void>();
  #messages!: Journal;
  #events!: Journal;

  static async open(dataDir: string): Promise<MessageStore> {
    const store = new MessageStore();
    store.#messages = await Journal.open(join(dataDir, 'messages.jsonl'), (line, place) => store.#keep(messageSchema.parse(line), place));
    store.#events = await Journal.open(join(dataDir, 'events.jsonl'), (line) => {
      const record = eventLine.parse(line);
      if ('event' in record) store.#keepEvent(record.event);
      else store.#untaken.delete(record.taken);
    });
    return store;
  }

  get lastSeq(): number {
    return this.#kept.at(-1)?.head.seq ?? 0;
  }

  async add(message: Message): Promise<void> {
    this.#keep(message, await this.#messages.append(message));
    for (const arrived of this.#arrivals) arrived();
  }

  async addEvent(event: MessageEvent): Promise<void> {
    this.#keepEvent(event);
    await this.#events.append({ event });
  }

  async markTaken(eventId: string): Promise<void> {
    this.#untaken.delete(eventId);
    await this.#events.append({ taken: eventId });
  }

  /** Events whose report was not taken yet, oldest first. */
  untaken(): readonly MessageEvent[] {
    return [...this.#untaken.values()];
  }

  head(id: string): MessageHead | null {
    return this.#byId.get(id)?.head ?? null;
  }

  events(id: string): readonly MessageEvent[] {
    return this.#byId.get(id)?.events ?? [];
  }

  async message(id: string): Promise<Message | null> {
    const kept = this.#byId.get(id);
    return kept === undefined ? null : messageSchema.parse(await this.#messages.read(kept.place));
  }

  /** Newest first; `before` is a sequence number. */
  list(query: MessageQuery, limit: number, before = Number.MAX_SAFE_INTEGER): MessageHead[] {
    const found: MessageHead[] = [];
    for (let index = this.#kept.length - 1; index >= 0 && found.length < limit; index--) {
      const head = this.#kept[index]?.head;
      if (head !== undefined && head.seq < before && matches(head, query)) found.push(head);
    }
    return found;
  }

  /** All heads, oldest first. */
  all(): readonly MessageHead[] {
    return this.#kept.map(({ head }) => head);
  }

  /** The list as soon as it holds `count` messages, or what it holds at the deadline. */
  async waitFor(
    query: MessageQuery,
    count: number,
    limit: { readonly messages: number; readonly timeoutMs: number },
  ): Promise<MessageHead[]> {
    const enough = (): boolean => this.list(query, count).length >= count;
    if (!enough() && limit.timeoutMs > 0) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#arrivals.delete(look);
          clearTimeout(deadline);
          resolve();
        };
        const look = (): void => (enough() ? done() : undefined);
        const deadline = setTimeout(done, limit.timeoutMs);
        this.#arrivals.add(look);
      });
    }
    return this.list(query, limit.messages);
  }

  async clear(): Promise<void> {
    this.#kept.length = 0;
    this.#byId.clear();
    this.#untaken.clear();
    await this.#messages.clear();
    await this.#events.clear();
  }

  async close(): Promise<void> {
    await this.#messages.close();
    await this.#events.close();
  }

  #keep(message: Message, place: Place): void {
    const kept: Kept = { head: headOf(message), place, events: [] };
    this.#kept.push(kept);
    this.#byId.set(message.id, kept);
  }

  #keepEvent(event: MessageEvent): void {
    this.#byId.get(event.messageId)?.events.push(event);
    this.#untaken.set(event.id, event);
  }
}
