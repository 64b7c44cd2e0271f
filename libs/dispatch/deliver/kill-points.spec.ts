import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { armed, type Reach } from './kill-points.js';

let kill: MockInstance<typeof process.kill>;
beforeEach(() => {
  kill = vi.spyOn(process, 'kill').mockImplementation(() => true);
});
afterEach(() => kill.mockRestore());

/** Messages that come to the point; which of them have gone on is read from what is given back. */
function come(reach: Reach, count: number): { readonly gone: () => number } {
  let gone = 0;
  for (let n = 0; n < count; n += 1) void Promise.resolve(reach('leaving')).then(() => (gone += 1));
  return { gone: () => gone };
}
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an armed point of the send path', () => {
  it.each([
    ['leaving', 1, 'SIGKILL'],
    ['leaving:5', 5, 'SIGKILL'],
    ['freeze:leaving:8', 8, 'SIGSTOP'],
  ] as const)('"%s" lets nobody on before %i messages are there, and then sends %s once', async (order, count, signal) => {
    const reach = armed(order);
    const early = come(reach, count - 1);
    await turns();
    expect([kill.mock.calls, early.gone()]).toEqual([[], 0]);
    const last = come(reach, 1);
    await turns();
    expect([kill.mock.calls, early.gone(), last.gone()]).toEqual([[[process.pid, signal]], count - 1, 1]);
    come(reach, count);
    await turns();
    expect(kill).toHaveBeenCalledTimes(1);
  });

  it('leaves the other points alone', async () => {
    const reach = armed('leaving:1');
    for (const point of ['claiming', 'claimed', 'answered', 'recorded'] as const) await reach(point);
    expect(kill).not.toHaveBeenCalled();
  });
});
