import { afterEach, describe, expect, it, vi } from 'vitest';
import { momentNow, msSince } from './moment.js';

afterEach(() => vi.restoreAllMocks());

describe('how long ago a moment was', () => {
  it.each([
    ['the process stood still: both clocks went on', 99_000, 99_000, 99_000],
    ['the machine slept: only the clock on the wall went on', 10, 99_000, 99_000],
    ['the clock on the wall was set back', 99_000, -3_600_000, 99_000],
    ['the clock on the wall was set forward: rather too long than too short', 10, 3_600_000, 3_600_000],
  ])('%s', (_, monotonicMs, wallMs, expected) => {
    const then = momentNow();
    vi.spyOn(performance, 'now').mockReturnValue(then.monotonicMs + monotonicMs);
    vi.spyOn(Date, 'now').mockReturnValue(then.wallMs + wallMs);
    // The monotonic clock counts in fractions of a millisecond.
    expect(msSince(then)).toBeCloseTo(expected, 3);
  });
});
