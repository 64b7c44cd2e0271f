/** Requests a second over all callers, as Resend counts them per team; null lets everything through. */
export class RateLimit {
  #windowStart = 0;
  #used = 0;

  constructor(private readonly perSecond: number | null) {}

  /** 0 when the request may pass, else the seconds to wait. */
  take(): number {
    if (this.perSecond === null) return 0;
    const now = Date.now();
    if (now - this.#windowStart >= 1_000) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used > this.perSecond ? 1 : 0;
  }
}
