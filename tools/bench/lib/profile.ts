/** A CPU profile of some work, read by the program itself: which functions the time is spent in. */
import { Session } from 'node:inspector/promises';

/** One function and its share of the samples, itself only. */
export interface HotSpot {
  readonly name: string;
  readonly file: string;
  readonly share: number;
}

/** Microseconds between samples: fine enough for functions of a microsecond over runs of seconds. */
const samplingIntervalUs = 200;

/** Runs work under the profiler. @returns the `top` functions by their own time, garbage collection among them, idle time left out */
export async function profile(top: number, work: () => unknown): Promise<HotSpot[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
    await session.post('Profiler.start');
    await work();
    const { profile: recorded } = await session.post('Profiler.stop');
    const own = new Map<string, { name: string; file: string; samples: number }>();
    for (const { callFrame, hitCount = 0 } of recorded.nodes) {
      const name = callFrame.functionName || '(anonymous)';
      if (name === '(idle)' || name === '(program)') continue;
      const file = callFrame.url.replace(/^.*\/(?:dist|node_modules)\//, '');
      const key = `${name} ${file}:${callFrame.lineNumber}`;
      const spot = own.get(key) ?? { name, file, samples: 0 };
      spot.samples += hitCount;
      own.set(key, spot);
    }
    const all = [...own.values()];
    const total = all.reduce((sum, spot) => sum + spot.samples, 0);
    return all
      .sort((a, b) => b.samples - a.samples)
      .slice(0, top)
      .map(({ name, file, samples }) => ({ name, file, share: total === 0 ? 0 : samples / total }));
  } finally {
    session.disconnect();
  }
}
