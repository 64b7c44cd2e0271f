import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { errorFields, type Log } from '#observability/logger.js';

/** What repeats, how often, and whose log hears of failures. */
export interface RepeatingOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly log: Log;
}

/**
 * Work that is done again and again while the application runs, never twice at once; a failure is logged and the next turn comes all the
 * same. Work that takes long asks now and then whether it was stopped: a shutdown waits for it.
 */
export abstract class Repeating implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  protected constructor(private readonly options: RepeatingOptions) {}

  /** One turn. */
  protected abstract work(stopped: () => boolean): Promise<void>;

  onApplicationBootstrap(): void | Promise<void> {
    this.wait();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Does the work now unless it is being done. */
  protected poke(): void {
    clearTimeout(this.timer);
    this.turn();
  }

  private wait(): void {
    this.timer = setTimeout(() => this.turn(), this.options.everyMs);
  }

  private turn(): void {
    if (this.stopped) return;
    this.running = this.running
      .then(() => this.work(() => this.stopped))
      .catch((error: unknown) => this.options.log.warn(`${this.options.name} failed`, errorFields(error)))
      .then(() => {
        clearTimeout(this.timer);
        if (!this.stopped) this.wait();
      });
  }
}
