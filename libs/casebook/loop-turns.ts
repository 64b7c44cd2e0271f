/**
 * Long work in turns of the event loop: what a debtor with thousands of invoices takes is done here and now, under his lock, and everybody else
 * is answered in between. Who works long goes on one at a time, so that ten of them hold the loop no longer than one does.
 */

/** How long one turn lasts: far below what a person or a health check notices, far above what changing over costs. */
const turnMs = 10;

const waiting: (() => void)[] = [];

function letOneGoOn(): void {
  waiting.shift()?.();
  // What it does now runs before the loop comes round to this again.
  if (waiting.length > 0) setImmediate(letOneGoOn);
}

/** A piece of long work; made where it begins. */
export class LoopTurns {
  private since = performance.now();

  /** Whether it is time to let others have the loop: asked often, and cheap. */
  get over(): boolean {
    return performance.now() - this.since > turnMs;
  }

  /** Lets everybody else have the loop; comes back when it is this work's turn again. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(letOneGoOn);
    });
    this.since = performance.now();
  }
}
