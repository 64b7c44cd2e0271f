/** How everybody else fares while the API works: probes of a real process, and what it has resident meanwhile. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Product } from './product.js';

const probeEveryMs = 10;

/** Milliseconds of the probes of one time, and the most that the API had resident in it. */
export interface Probed {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly probes: number;
  readonly residentMb: number;
}

/** Resident memory, by the books of the kernel (Linux). */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? Number.NaN) / 1_024;
}

/** Probes until something ends. */
export async function probe(product: Product, until: Promise<unknown>): Promise<Probed> {
  const took: number[] = [];
  const pid = product.house.part('api')?.pid ?? 0;
  const work = { done: false };
  let resident = 0;
  const ended = until.finally(() => (work.done = true));
  while (!work.done) {
    const begun = performance.now();
    await (await fetch(`${product.house.apiUrl}/livez`)).arrayBuffer();
    took.push(performance.now() - begun);
    resident = Math.max(resident, residentMb(pid));
    await pause(probeEveryMs);
  }
  await ended;
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN, probes: sorted.length, residentMb: resident };
}
