/** Limits how many pieces of work run at once, shared fairly between their owners, with a bounded queue for the rest. */

/** How much work may run, and wait. */
export interface QueueLimits {
  readonly atOnce: number;
  /** Of one owner. Absent: all but one, so that another owner always finds one free. */
  readonly atOnceOfOne?: number;
  /** Of all owners together, and of one of them. */
  readonly waiting: number;
  readonly waitingOfOne: number;
  /** The longest wait. */
  readonly waitMs: number;
}

/** Why work was refused: too much waits, too much of this owner waits, it waited too long, or the queue is closed. */
export type QueueRefusal = 'full' | 'full-of-one' | 'waited-too-long' | 'closed';

/** Work that was refused and has not begun. */
export class QueueRefused extends Error {
  constructor(readonly why: QueueRefusal) {
    super(`refused by the queue: ${why}`);
    this.name = 'QueueRefused';
  }
}

interface Waiter {
  readonly go: () => void;
  readonly refuse: (why: QueueRefusal) => void;
}

/**
 * A fair queue. Of the owners that wait, the one with the least work running is served first; of equals, the one that was served longest
 * ago.
 */
export class FairQueue {
  /** The waiting work of each owner; the owner that was served last is at the end. */
  private readonly queues = new Map<string, Waiter[]>();
  private readonly running = new Map<string, number>();
  private total = 0;
  private closed = false;

  constructor(private readonly limits: QueueLimits) {}

  /** How many run and wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.total, waiting: this.waiting() };
  }

  /** Runs work as soon as the limits allow. @throws QueueRefused, or what the work throws */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    await this.admit(owner);
    try {
      return await work();
    } finally {
      this.release(owner);
    }
  }

  /** Refuses all work that waits, and all new work. */
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

  private async admit(owner: string): Promise<void> {
    if (this.closed) throw new QueueRefused('closed');
    const queue = this.queues.get(owner) ?? [];
    if (queue.length === 0 && this.mayRun(owner)) return this.begin(owner);
    if (queue.length >= this.limits.waitingOfOne) throw new QueueRefused('full-of-one');
    if (this.waiting() >= this.limits.waiting) throw new QueueRefused('full');
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
          reject(new QueueRefused(why));
        },
      };
      const patience = setTimeout(() => waiter.refuse('waited-too-long'), this.limits.waitMs);
      queue.push(waiter);
    });
  }

  private release(owner: string): void {
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
