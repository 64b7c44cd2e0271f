import { errorFields, type Log } from '#observability/logger.js';
import type { Metrics } from '#observability/metrics.js';
import type { Gauges } from './read-gauges.js';

/** The page is due well within Prometheus's own patience (10 s by default), whatever the database does. */
const patienceMs = 2_000;

/** How the gauges are read; gives up by throwing. */
export type ReadGauges = (now: Date) => Promise<Gauges>;

/**
 * Puts the gauges on the page. They are read when the page is asked for: a loop that fills them would, when it stops, go on showing the
 * last good value, and a figure nobody asks for costs nothing. Without an answer of the database they are left off, because yesterday's
 * value or a zero would say that all is well; `maanwerk_database_answers` says why they are missing.
 */
export function serveGauges(metrics: Metrics, log: Log, read: ReadGauges): void {
  const board = new GaugeBoard(metrics);
  let answered = true;
  let asking: Promise<Gauges> | null = null;
  // One question at a time: a database that hangs must not be asked again by every scrape.
  const ask = (): Promise<Gauges> => (asking ??= read(new Date()).finally(() => (asking = null)));
  metrics.beforePage(async () => {
    try {
      board.show(await within(patienceMs, ask()));
      answered = true;
    } catch (error) {
      board.clear();
      if (answered) log.warn('gauges not read', errorFields(error)); // once an outage, not once a scrape
      answered = false;
    }
  });
}

/** The gauges by name. */
class GaugeBoard {
  private readonly answers;
  private readonly waiting;
  private readonly oldest;
  private readonly overdue;
  private readonly doubt;
  private readonly unsealed;
  private readonly person;
  private readonly found;
  private readonly checked;

  constructor(metrics: Metrics) {
    this.answers = metrics.gauge('database_answers', '1: the database gave the gauges of this page in time, 0: they are left off', []);
    this.waiting = metrics.gauge('outbox_waiting', 'Facts that Temporal has not been told', []);
    this.oldest = metrics.gauge('outbox_oldest_seconds', 'Age of the oldest of them', []);
    this.overdue = metrics.gauge('chases_overdue', 'Live chases that should have acted half an hour ago and did not', []);
    this.doubt = metrics.gauge('messages_in_doubt', 'Messages being sent for more than five minutes, or given up as unknown', ['status']);
    this.unsealed = metrics.gauge('events_unsealed', 'Events that are not in the hash chain yet', []);
    this.person = metrics.gauge('chases_waiting_for_person', 'Live chases that stand still until a person acts', ['reason']);
    this.found = metrics.gauge('audit_findings', 'What the last look at the hash chains of events found', []);
    this.checked = metrics.gauge('audit_checked_seconds', 'How long ago the chain was verified that was verified longest ago', []);
  }

  show(gauges: Gauges): void {
    this.answers.set(1);
    this.waiting.set(gauges.outboxWaiting);
    this.oldest.set(gauges.outboxOldestSeconds);
    this.overdue.set(gauges.chasesOverdue);
    this.doubt.set({ status: 'claimed' }, gauges.messagesClaimed);
    this.doubt.set({ status: 'unknown' }, gauges.messagesUnknown);
    this.unsealed.set(gauges.eventsUnsealed);
    this.found.set(gauges.auditFindings);
    this.checked.set(gauges.auditCheckedSeconds);
    // A reason of which none is left must not go on showing its last value.
    this.person.reset();
    for (const [reason, count] of Object.entries(gauges.waitingForPerson)) this.person.set({ reason }, count);
  }

  clear(): void {
    this.answers.set(0);
    for (const gauge of [this.waiting, this.oldest, this.overdue, this.unsealed, this.found, this.checked]) gauge.remove();
    this.doubt.reset();
    this.person.reset();
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
