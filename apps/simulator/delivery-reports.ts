import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { MessageEvent, MessageHead } from './store/message.js';
import type { MessageStore } from './store/messages.store.js';

/** Where reports go; without it events are only kept. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface ReportSettings {
  readonly target: WebhookTarget | null;
  /** Pauses before each attempt; after the last the report is given up until the simulator starts again. */
  readonly retryDelaysMs: readonly number[];
  /** Between an execution and what becomes of it. */
  readonly deliveryDelayMs: number;
}

/** Resend's own schedule; a development start shortens it. */
export const resendRetryDelaysMs = [0, 5_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 5 * 3_600_000, 10 * 3_600_000];

/** Resend waits this long for an answer. */
const attemptTimeoutMs = 15_000;
/** Enough to keep an API busy, few enough not to drown it. */
const mostAtOnce = 16;

export type Fate = 'deliver' | 'bounce' | 'soft-bounce' | 'complain';
const eventsOf: Readonly<Record<Fate, readonly string[]>> = {
  deliver: ['email.sent', 'email.delivered'],
  bounce: ['email.sent', 'email.bounced'],
  'soft-bounce': ['email.sent', 'email.bounced'],
  complain: ['email.sent', 'email.delivered', 'email.complained'],
};

const detailOf = (type: string, fate: Fate): string =>
  type === 'email.bounced' ? (fate === 'soft-bounce' ? 'Transient' : 'Permanent') : '';

const bounceOf = (detail: string): Record<string, unknown> =>
  detail === 'Transient'
    ? { type: 'Transient', subType: 'MailboxFull', message: 'The mailbox is full.', diagnosticCode: ['smtp; 452 4.2.2 mailbox full'] }
    : { type: 'Permanent', subType: 'NoEmail', message: 'The address does not exist.', diagnosticCode: ['smtp; 550 5.1.1 user unknown'] };

/** The report of an event, in the shape of Resend's webhooks. */
function reportOf(event: MessageEvent, message: MessageHead): string {
  const data = {
    email_id: message.id,
    created_at: message.executedAt,
    from: message.from,
    to: message.to,
    subject: message.subject,
    tags: message.tags,
    ...(event.type === 'email.bounced' ? { bounce: bounceOf(event.detail) } : {}),
  };
  return JSON.stringify({ type: event.type, created_at: event.at, data });
}

/** What happens to messages after they were taken, and the signed reports of it: at least once, in no promised order. */
export class DeliveryReports {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #queue: { readonly event: MessageEvent; readonly attempt: number }[] = [];
  #running = 0;
  #closed = false;

  constructor(
    private readonly store: MessageStore,
    private readonly settings: ReportSettings,
  ) {}

  /** Sends again what nobody took before the last stop. */
  resume(): void {
    for (const event of this.store.untaken()) this.#enqueue(event, 0);
  }

  follow(messageId: string, fate: Fate): void {
    if (this.store.head(messageId)?.channel !== 'email') return;
    eventsOf[fate].forEach((type, index) => {
      const happen = (): void => void this.happen(messageId, type, detailOf(type, fate)).catch((error: unknown) => this.#failed(error));
      if (index === 0) happen();
      else this.#later(this.settings.deliveryDelayMs * index, happen);
    });
  }

  /** Records an event and reports it. */
  async happen(messageId: string, type: string, detail = ''): Promise<void> {
    const event = { id: `msg_${randomBytes(12).toString('hex')}`, messageId, type, at: new Date().toISOString(), detail };
    await this.store.addEvent(event);
    this.#enqueue(event, 0);
  }

  /** Drops what is still planned, as a reset wants it. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#queue.length = 0;
  }

  close(): void {
    this.#closed = true;
    this.clear();
  }

  /** A data directory that can no longer be written is a broken simulator: say so, but let the callers have their answers. */
  #failed(error: unknown): void {
    if (!this.#closed) process.emitWarning(`delivery report: ${String(error)}`);
  }

  #later(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }

  #enqueue(event: MessageEvent, attempt: number): void {
    const delay = this.settings.retryDelaysMs[attempt];
    if (this.settings.target === null || delay === undefined || this.#closed) return;
    if (delay > 0) return this.#later(delay, () => this.#push(event, attempt));
    this.#push(event, attempt);
  }

  #push(event: MessageEvent, attempt: number): void {
    this.#queue.push({ event, attempt });
    while (this.#running < mostAtOnce && this.#queue.length > 0) {
      this.#running += 1;
      void this.#work().catch((error: unknown) => this.#failed(error));
    }
  }

  async #work(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const { event, attempt } = next;
      const taken = await this.#attempt(event).catch(() => false);
      if (this.#closed) break;
      if (taken) await this.store.markTaken(event.id);
      else this.#enqueue(event, attempt + 1);
    }
    this.#running -= 1;
  }

  async #attempt(event: MessageEvent): Promise<boolean> {
    const { target } = this.settings;
    const message = this.store.head(event.messageId);
    if (target === null || message === null) return true;
    const body = reportOf(event, message);
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'svix-id': event.id,
      'svix-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'svix-signature': new Webhook(target.secret).sign(event.id, at, body),
    };
    const signal = AbortSignal.timeout(attemptTimeoutMs);
    const response = await fetch(target.url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.ok;
  }
}
