import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { keepAliveAfterMs } from './keep-alive.js';

/** Wake-ups of one channel within this many milliseconds become one: a NOTIFY in every transaction would serialise all commits. */
const gatherMs = 10;
/** A listener that lost its connection tries again after this long; until then the poll of its owner does the work. */
const reconnectMs = 1_000;
/** How long a listener waits for the server when it connects and subscribes; its owner polls meanwhile. */
const subscribeMs = 10_000;

/** Sends and receives Postgres notifications outside the writing transactions. A lost wake-up costs a poll interval, never a row. */
export class Wakeup {
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly stops = new Set<() => Promise<void>>();

  constructor(private readonly notify: (channel: string) => Promise<unknown>) {}

  poke(channel: string): void {
    if (this.pending.has(channel)) return;
    const timer = setTimeout(() => {
      this.pending.delete(channel);
      this.notify(channel).catch(() => undefined); // the listener polls anyway
    }, gatherMs);
    this.pending.set(channel, timer);
  }

  async listen(source: DataSource, channel: string, woken: () => void): Promise<() => Promise<void>> {
    let stopped = false;
    let client: Client | null = null;
    let retry: NodeJS.Timeout | undefined;
    const connect = async (): Promise<void> => {
      const next = new Client({
        connectionString: urlOf(source),
        application_name: 'maanwerk-listen',
        // Nobody asks anything here: without it a server that vanished would be listened to for hours.
        keepAlive: true,
        keepAliveInitialDelayMillis: keepAliveAfterMs,
        connectionTimeoutMillis: subscribeMs,
        query_timeout: subscribeMs,
      });
      let lost = false;
      const again = (): void => {
        if (lost) return; // an error and a refused subscription tell of one and the same loss
        lost = true;
        next.end().catch(() => undefined);
        if (!stopped) retry = setTimeout(() => void connect(), reconnectMs);
      };
      next.on('notification', woken);
      next.on('error', again);
      try {
        await next.connect();
        await next.query(`listen ${channel}`);
        client = next;
      } catch {
        again();
      }
    };
    const stop = async (): Promise<void> => {
      stopped = true;
      clearTimeout(retry);
      this.stops.delete(stop);
      await client?.end().catch(() => undefined);
    };
    this.stops.add(stop);
    await connect();
    return stop;
  }

  async close(): Promise<void> {
    for (const timer of this.pending.values()) clearTimeout(timer);
    await Promise.all([...this.stops].map((stop) => stop()));
  }
}

function urlOf(source: DataSource): string {
  const { options } = source;
  if (options.type !== 'postgres' || !options.url) throw new TypeError('the data source has no Postgres URL');
  return options.url;
}
