import type { Instant } from '#domain/calendar/zone.js';

/**
 * The live clock. `scale` 1 is the world's; larger lets domain time run faster from the process's start on (load tests only, production
 * refuses it). Domain instants and real instants are the same at scale 1.
 */
export class LiveClock {
  constructor(
    private readonly scale = 1,
    private readonly origin: Instant = 0,
    private readonly real: () => Instant = Date.now,
  ) {}

  /** Now, as the domain calculates. */
  now(): Instant {
    return this.scale === 1 ? this.real() : Math.floor(this.origin + (this.real() - this.origin) * this.scale);
  }

  /** The server's instant at which the domain's `instant` is reached. */
  realOf(instant: Instant): Instant {
    return this.scale === 1 ? instant : Math.ceil(this.origin + (instant - this.origin) / this.scale);
  }
}
