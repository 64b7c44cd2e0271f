import type { AttemptLimits } from '#casebook/attempt-limits.js';
import type { Database } from '#database/database.js';
import { type Moment, momentNow, msSince } from '#database/moment.js';
import { type AttemptOf, beginRequest, type BegunAttempt, renewAttempt } from '#database/repositories/message-attempts.repository.js';

/** A lease is renewed three times before it would run out: one lost renewal, or two slow ones, lose no attempt. */
const renewalsInALease = 3;

/** What is held, and by whom. */
export interface Held {
  readonly message: AttemptOf & { readonly tenantId: string };
  readonly attempt: BegunAttempt;
}

/**
 * The right of one attempt to send its message. It is a lease in Postgres, renewed while the attempt runs, so that a worker that dies is
 * noticed within seconds; and it is measured here by clocks that go on while the process stands still, so that a worker that was frozen
 * knows that its right has passed before it asks anybody. What is counted here began before the database began to count: this side always
 * ends first.
 */
export class AttemptLease {
  readonly #lapsed = new AbortController();
  readonly #renewing: NodeJS.Timeout;
  #lapsing: NodeJS.Timeout;
  #grantedAt: Moment;
  #requests = false;
  /** Words to the database go one after the other: a renewal of before must not be heard after the request has begun. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly db: Database,
    private readonly held: Held,
    private readonly limits: AttemptLimits,
  ) {
    this.#grantedAt = held.attempt.begunAt;
    this.#renewing = setInterval(() => void this.#renew(), limits.leaseMs / renewalsInALease);
    this.#lapsing = this.#lapseLater();
  }

  /** Whether the message may still leave by this attempt. */
  get holds(): boolean {
    return this.#leftMs > 0;
  }

  /** Aborts what the attempt is at when its right has passed. */
  get signal(): AbortSignal {
    return this.#lapsed.signal;
  }

  /** The last word before a message goes to a provider that knows no keys. @returns whether it may go */
  async request(): Promise<boolean> {
    this.#requests = await this.#extend((leaseMs) =>
      this.db.ofTenant(this.held.message.tenantId, (tx) => beginRequest(tx, this.held.message, leaseMs)),
    );
    return this.#requests && this.holds;
  }

  /** The attempt is over. */
  stop(): void {
    clearInterval(this.#renewing);
    clearTimeout(this.#lapsing);
  }

  /** What is left of the lease, and of the attempt itself, which nothing extends. */
  get #leftMs(): number {
    return Math.min(this.limits.leaseMs - msSince(this.#grantedAt), this.#attemptLeftMs);
  }

  get #attemptLeftMs(): number {
    return this.limits.timeoutMs - msSince(this.held.attempt.begunAt);
  }

  async #renew(): Promise<void> {
    if (this.#waiting > 0 || !this.holds) return;
    try {
      await this.#extend((leaseMs) =>
        this.db.ofTenant(this.held.message.tenantId, (tx) => renewAttempt(tx, this.held.message, { leaseMs, requests: this.#requests })),
      );
    } catch {
      // The database is away: the lease runs out by itself, or the next renewal finds it back.
    }
  }

  #extend(ask: (leaseMs: number) => Promise<boolean>): Promise<boolean> {
    this.#waiting += 1;
    const extended = this.#last.then(() => this.#ask(ask)).finally(() => (this.#waiting -= 1));
    this.#last = extended.catch(() => undefined);
    return extended;
  }

  /** The new lease counts here from before it was asked for. Never beyond the end of the attempt. */
  async #ask(ask: (leaseMs: number) => Promise<boolean>): Promise<boolean> {
    const askedAt = momentNow();
    const leaseMs = Math.min(this.limits.leaseMs, this.#attemptLeftMs);
    const granted = this.holds && (await ask(leaseMs));
    if (granted) this.#grantedAt = askedAt;
    return granted;
  }

  #lapseLater(): NodeJS.Timeout {
    return setTimeout(
      () => {
        if (this.holds) this.#lapsing = this.#lapseLater();
        else this.#lapsed.abort(new Error('the right to send has passed'));
      },
      Math.max(this.#leftMs, 1),
    );
  }
}
