/** Whose turn it is: few at a time, fair between their owners, and a queue that ends somewhere. */

/** How many may run, and wait. */
export interface TurnLimits {
  readonly atOnce: number;
  /** Of one owner; without it all but one, so that whoever comes next finds one free. */
  readonly atOnceOfOne?: number;
  /** Of all owners together, and of one of them. */
  readonly waiting: number;
  readonly waitingOfOne: number;
  /** Longer than this nobody waits. */
  readonly waitMs: number;
}

/** Why there is no turn: too many wait, too many of this owner do, or it did not come in time. */
export type NoTurn = 'full' | 'full-of-one' | 'waited-too-long' | 'closed';

/** A turn that is not given. */
export class TurnRefused extends Error {
  constructor(readonly why: NoTurn) {
    super(`no turn: ${why}`);
    this.name = 'TurnRefused';
  }
}

interface Waiter {
  readonly go: () => void;
  readonly refuse: (why: NoTurn) => void;
}

/**
 * Gives turns. Of those who wait, the owner who has the fewest goes first, then the one who has waited longest since his last.
 */
export class Turns {
  /** Owners who wait, who was served last at the end. */
  private readonly queues = new Map<string, Waiter[]>();
  private readonly running = new Map<string, number>();
  private total = 0;
  private closed = false;

  constructor(private readonly limits: TurnLimits) {}

  /** How many run and wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.total, waiting: this.waiting() };
  }

  /** Runs work when it is its turn. @throws TurnRefused, or what the work throws */
  async take<T>(owner: string, work: () => Promise<T>): Promise<T> {
    await this.turn(owner);
    try {
      return await work();
    } finally {
      this.free(owner);
    }
  }

  /** Nobody gets a turn any more. */
  close(): void {
    this.closed = true;
    for (const queue of this.queues.values()) for (const { refuse } of queue.splice(0)) refuse('closed');
  }

  private waiting(): number {
    let all = 0;
    for (const queue of this.queues.values()) all += queue.length;
    return all;
  }

  private runningOf(owner: string): number {
    return this.running.get(owner) ?? 0;
  }

  private mayRun(owner: string): boolean {
    return this.total < this.limits.atOnce && this.runningOf(owner) < (this.limits.atOnceOfOne ?? Math.max(1, this.limits.atOnce - 1));
  }

  private begin(owner: string): void {
    this.total += 1;
    this.running.set(owner, this.runningOf(owner) + 1);
  }

  private async turn(owner: string): Promise<void> {
    if (this.closed) throw new TurnRefused('closed');
    const queue = this.queues.get(owner) ?? [];
    if (queue.length === 0 && this.mayRun(owner)) return this.begin(owner);
    if (queue.length >= this.limits.waitingOfOne) throw new TurnRefused('full-of-one');
    if (this.waiting() >= this.limits.waiting) throw new TurnRefused('full');
    this.queues.set(owner, queue);
    await this.wait(queue);
  }

  private wait(queue: Waiter[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(patience);
        const place = queue.indexOf(waiter);
        if (place >= 0) queue.splice(place, 1);
      };
      const waiter: Waiter = {
        go: () => {
          leave();
          resolve();
        },
        refuse: (why) => {
          leave();
          reject(new TurnRefused(why));
        },
      };
      const patience = setTimeout(() => waiter.refuse('waited-too-long'), this.limits.waitMs);
      queue.push(waiter);
    });
  }

  private free(owner: string): void {
    this.total -= 1;
    const left = this.runningOf(owner) - 1;
    if (left === 0) this.running.delete(owner);
    else this.running.set(owner, left);
    for (let next = this.next(); next !== null; next = this.next()) {
      const queue = this.queues.get(next) ?? [];
      this.queues.delete(next);
      this.begin(next);
      queue[0]?.go();
      if (queue.length > 0) this.queues.set(next, queue);
    }
  }

  private next(): string | null {
    let first: string | null = null;
    for (const [owner, queue] of this.queues) {
      if (queue.length === 0) this.queues.delete(owner);
      else if (this.mayRun(owner) && (first === null || this.runningOf(owner) < this.runningOf(first))) first = owner;
    }
    return first;
  }
}
