/** Memory per sleeping invoice in the worker, kept and evicted; the measuring itself is in `programs/sleepers.ts`. */
import { z } from 'zod';
import { BenchProgram } from './lib/child.js';

const chasesPerRound = 150;
const rounds = 3;
/** An eviction-only worker still needs room for those at work. */
const hardlyAny = 10;

const measuredShape = z.object({ heap: z.array(z.number()), rss: z.array(z.number()) });
type Measured = z.output<typeof measuredShape>;

/** Bytes per sleeping invoice, of each round. */
export interface Memory {
  readonly cached: Measured;
  readonly evicted: Measured;
}

async function measureKind(address: string, maxCachedWorkflows: number, heap: boolean): Promise<Measured> {
  const program = BenchProgram.start('programs/sleepers', ['--expose-gc']);
  try {
    return measuredShape.parse(await program.ask({ address, chases: chasesPerRound, rounds, maxCachedWorkflows, heap }));
  } finally {
    await program.stop();
  }
}

/** Heap from a worker that runs workflows in its main thread, resident memory of cached ones from one that runs as in production. */
export async function measureMemory(address: string): Promise<Memory> {
  const all = chasesPerRound * (rounds + 1) + hardlyAny;
  const evicted = await measureKind(address, hardlyAny, true);
  const { heap } = await measureKind(address, all, true);
  const { rss } = await measureKind(address, all, false);
  return { cached: { heap, rss }, evicted };
}
