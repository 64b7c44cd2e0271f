/** Recorded histories: where they lie, how they are cleaned before they are kept, how they are replayed. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';

/** Rooms of workflows that keep histories. */
export type HistoryRoom = 'invoice-chase' | 'jobs';
const folderOf = (room: HistoryRoom): string => fileURLToPath(new URL(`../../workflows/${room}/__histories__/`, import.meta.url));

/** A history as JSON, the format of `temporal workflow show -o json`. */
export type HistoryJson = { readonly events: readonly Readonly<Record<string, unknown>>[] };

/** All recorded histories of a room by name, `<version>-<scenario>`. */
export function recordedHistories(room: HistoryRoom = 'invoice-chase'): Map<string, HistoryJson> {
  const folder = folderOf(room);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  return new Map(
    files.sort().map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8')) as HistoryJson]),
  );
}

/** Keeps a history. An existing one is never replaced: it proves that old runs still replay. */
export function keepHistory(name: string, history: HistoryJson, room: HistoryRoom = 'invoice-chase'): void {
  const folder = folderOf(room);
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) throw new Error(`${name} is recorded already; histories are only added`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(history, null, 1)}\n`);
}

/** Fields that say where a history was made, and nothing about whether it replays. */
const traces = new Set(['identity', 'stackTrace', 'binaryChecksum']);
/** A worker's identity, `pid@host`; it also begins the name of its sticky queue. */
const processName = /^\d+@/;

/** Blanks names of processes and machines and stack traces, at any depth. */
export function scrub<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (traces.has(key) || processName.test(value) ? '' : value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => scrub(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, scrub<unknown>(inner, name)])) as T;
}

/** Event types in order, without the prefix. */
export const eventTypes = ({ events }: HistoryJson): string[] =>
  events.map(({ eventType }) => String(eventType).replace(/^EVENT_TYPE_/, ''));

/** Histories in one call; thousands in one call end in a shutdown of the SDK's replay worker. */
const chunk = 100;

/** Replays histories against the sources. @returns the error of each that does not replay */
export async function replay(histories: ReadonlyMap<string, HistoryJson>): Promise<Map<string, Error>> {
  const { code } = await buildWorkflowBundle();
  const failed = new Map<string, Error>();
  const all = [...histories];
  for (let from = 0; from < all.length; from += chunk) {
    const some = all.slice(from, from + chunk).map(([workflowId, json]) => ({ workflowId, history: historyFromJSON(json) }));
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { code } }, some)) {
      if (error) failed.set(workflowId, error);
    }
  }
  return failed;
}
