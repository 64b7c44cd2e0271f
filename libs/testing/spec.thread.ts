/** What the specs of the pool do in a thread. */
import { threadId } from 'node:worker_threads';

/** Says in which thread. */
export const where = (input: { readonly word: string }): { readonly word: string; readonly thread: number } => ({
  ...input,
  thread: threadId,
});

/** Never ends, and gives no turn to anything else. */
export function hang(): never {
  for (;;) continue;
}

/** Keeps everything. */
export function hoard(): number {
  const all: number[][] = [];
  for (;;) all.push(Array.from({ length: 10_000 }, (_, index) => index));
}

/** Breaks. */
export function fail(): never {
  throw new RangeError('it broke');
}

/** Ends its thread. */
export function quit(): never {
  process.exit(3);
}
