/** The knee of the API under open load, and its latency at half of it, while the worker and its relay run. */
import { z } from 'zod';
import { createSome } from './creates.js';
import { BenchProgram } from './lib/child.js';
import type { Product } from './lib/product.js';

/** First rate of the search and its step: coarse enough to end in half a minute, fine enough that half the knee means something. */
const firstPerSecond = 50;
const stepPerSecond = 25;
const highestPerSecond = 1_000;
/**
 * A rate is held when its queue does not grow. Above what is served a queue of (rate / served - 1) x stage builds up: with 6 s and 500 ms a
 * rate counts as held when it is at most 8 % too high. With 3 s and a second, as it was, the knee lay a third beyond what was served.
 */
const stageSeconds = 6;
const kneeP99Ms = 500;
/** How long half the knee is held. */
const holdSeconds = 20;
const invoicesToRead = 500;

const stageShape = z.object({
  sent: z.number(),
  errors: z.number(),
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
  answered: z.number(),
});
/** See `programs/open-load.ts`. */
export type Stage = z.output<typeof stageShape>;

/** What was found. */
export interface LatencyMeasured {
  /** The highest rate that was held; null when the search ended at its upper bound. */
  readonly knee: number;
  readonly bounded: boolean;
  /** The stage that was too much, or the last. */
  readonly beyond: Stage;
  readonly held: Stage;
}

/** Raises the rate until it is too much, lets the house come to rest, then holds half of what it bore. */
export async function measureLatency(product: Product): Promise<LatencyMeasured> {
  const ids = await createSome(product, invoicesToRead);
  await product.atRest();
  const load = BenchProgram.start('programs/open-load');
  const order = { url: product.house.apiUrl, apiKey: product.apiKey, ids };
  const stage = async (perSecond: number, seconds: number): Promise<Stage> =>
    stageShape.parse(await load.ask({ ...order, perSecond, seconds }));
  try {
    await stage(firstPerSecond, stageSeconds); // the first requests pay for compiling
    let knee = 0;
    let beyond: Stage | null = null;
    for (let rate = firstPerSecond; rate <= highestPerSecond; rate += stepFrom(rate)) {
      beyond = await stage(rate, stageSeconds);
      if (beyond.errors > 0 || beyond.p99 > kneeP99Ms) break;
      knee = rate;
    }
    if (!beyond) throw new Error('no stage was measured');
    await product.atRest();
    const held = await stage(knee / 2, holdSeconds);
    return { knee, bounded: beyond.errors > 0 || beyond.p99 > kneeP99Ms, beyond, held };
  } finally {
    await load.stop();
  }
}

/** Far from the knee larger steps: twelve per cent, never less than the step. */
const stepFrom = (rate: number): number => Math.max(stepPerSecond, Math.round((rate * 0.12) / stepPerSecond) * stepPerSecond);
