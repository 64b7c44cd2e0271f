import { errorFields, type Log } from '#observability/logger.js';

/** What repeats, how often, and whose log hears of failures. */
export interface RepeatingOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly log: Log;
}

/**
 * Work that is done again and again, never twice at once; a failure is logged and the next turn comes all the same. Work that takes long
 * asks now and then whether it was stopped: a shutdown waits for it.
 */
export class Repeating {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly options: RepeatingOptions,
    private readonly work: (stopped: () => boolean) => Promise<void>,
  ) {}

  start(): void {
    this.timer = setTimeout(() => this.turn(), this.options.everyMs);
  }

  /** Does the work now unless it is being done. */
  poke(): void {
    clearTimeout(this.timer);
    this.turn();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private turn(): void {
    if (this.stopped) return;
    this.running = this.running
      .then(() => this.work(() => this.stopped))
      .catch((error: unknown) => this.options.log.warn(`${this.options.name} failed`, errorFields(error)))
      .then(() => {
        clearTimeout(this.timer);
        if (!this.stopped) this.start();
      });
  }
}
