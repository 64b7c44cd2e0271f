import { describe, expect, it } from 'vitest';
import { TookTooLong, withinProcessorMs } from './time-limit.js';

const until = (ms: number): void => {
  const begun = performance.now();
  while (performance.now() - begun < ms);
};

describe('a limit of processor time', () => {
  it('stops what had its time', () => {
    expect(() => withinProcessorMs(20, { prepare: () => undefined, work: () => until(10_000) })).toThrow(TookTooLong);
  });

  it('makes an attempt again that a busy machine kept from its time, each with a fresh tool', () => {
    let prepared = 0;
    // Of each attempt this process had no more than a millisecond.
    let spent = 0;
    const work = (attempt: number): string => {
      if (attempt < 4) until(10_000);
      return `attempt ${attempt}`;
    };
    const result = withinProcessorMs(20, { prepare: () => (prepared += 1), work }, () => (spent += 1));
    expect(result).toBe('attempt 4');
  });

  it('gives up where it never gets its time', () => {
    let prepared = 0;
    expect(() => withinProcessorMs(5, { prepare: () => (prepared += 1), work: () => until(10_000) }, () => 0)).toThrow(TookTooLong);
    expect(prepared).toBeGreaterThan(3);
    expect(prepared).toBeLessThan(20);
  });

  it('hands on what the work throws, without trying again', () => {
    let prepared = 0;
    const work = (): never => {
      throw new RangeError('of the work');
    };
    expect(() => withinProcessorMs(20, { prepare: () => (prepared += 1), work }, () => 0)).toThrow('of the work');
    expect(prepared).toBe(1);
  });
});
