/** What the parts of a house say to Postgres, and what they spend their time on, told by the parts themselves: `programs/meter.ts` is loaded into each. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What one process has said so far. */
export const metered = z.object({
  part: z.string(),
  count: z.number(),
  roundTrips: z.number(),
  commits: z.number(),
  byName: z.record(z.string(), z.number()),
});
/** See {@link metered}. */
export type Metered = z.output<typeof metered>;

/** As long as this file lies in the folder, the parts take CPU profiles of each of their threads. */
export const profilingMark = 'profiling';
/** The parts look and write this often. */
export const tellEveryMs = 1_000;

/** The settings that load the meter into a part. */
export function meterSettings(folder: string): { readonly NODE_OPTIONS: string } {
  mkdirSync(folder, { recursive: true });
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = new URL(`../programs/meter.${extension}`, import.meta.url);
  program.searchParams.set('to', folder);
  return { NODE_OPTIONS: `--import=${program.href}` };
}

/** What each part has said since it started, by the name of its program. */
export function readMeters(folder: string): Metered[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.said.json'))
    .map((name) => metered.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

/** What was said between two readings. */
export function saidBetween(before: readonly Metered[], after: readonly Metered[]): Metered[] {
  return after.map((now) => {
    const then = before.find(({ part }) => part === now.part);
    const byName = Object.entries(now.byName).map(([name, times]) => [name, times - (then?.byName[name] ?? 0)] as const);
    return {
      part: now.part,
      count: now.count - (then?.count ?? 0),
      roundTrips: now.roundTrips - (then?.roundTrips ?? 0),
      commits: now.commits - (then?.commits ?? 0),
      byName: Object.fromEntries(byName.filter(([, times]) => times > 0)),
    };
  });
}

/** Profiles from now on until the returned function is called; the profiles then lie in the folder as `*.cpuprofile`. */
export function profileParts(folder: string): () => void {
  writeFileSync(join(folder, profilingMark), '');
  return () => rmSync(join(folder, profilingMark), { force: true });
}
