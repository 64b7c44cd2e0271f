/**
 * Loaded into a part of the house by `--import`, into its threads too: counts what the part says to Postgres and writes it into a folder
 * (`?to=`), and takes CPU profiles while a mark lies there.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { basename, dirname, join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { StatementMeter } from '#database/statement-meter.js';
import { profilingMark, tellEveryMs } from '../lib/meter.js';

const folder = new URL(import.meta.url).searchParams.get('to') ?? '.';
const part = basename(dirname(process.argv[1] ?? 'unknown/main.js'));
const samplingIntervalUs = 500;

function write(name: string, value: unknown): void {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, JSON.stringify(value));
  renameSync(`${path}.new`, path);
}

function count(): () => void {
  const meter = StatementMeter.start();
  const total = { part, count: 0, roundTrips: 0, commits: 0, byName: new Map<string, number>() };
  return () => {
    const said = meter.take();
    total.count += said.count;
    total.roundTrips += said.roundTrips;
    total.commits += said.commits;
    for (const [name, times] of said.byName) total.byName.set(name, (total.byName.get(name) ?? 0) + times);
    write(`${part}.said.json`, { ...total, byName: Object.fromEntries(total.byName) });
  };
}

let session: Session | null = null;
let runs = 0;

async function profile(): Promise<void> {
  const wanted = existsSync(join(folder, profilingMark));
  if (wanted && !session) {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
    await session.post('Profiler.start');
  } else if (!wanted && session) {
    const { profile: recorded } = await session.post('Profiler.stop');
    session.disconnect();
    session = null;
    write(`${part}-${isMainThread ? 'main' : `thread-${threadId}`}-${(runs += 1)}.cpuprofile`, recorded);
  }
}

const tell = isMainThread ? count() : (): void => undefined;
let busy = false;
setInterval(() => {
  tell();
  if (busy) return;
  busy = true;
  void profile().finally(() => (busy = false));
}, tellEveryMs).unref();
