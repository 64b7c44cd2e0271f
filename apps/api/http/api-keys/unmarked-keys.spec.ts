import { describe, expect, it } from 'vitest';
import { UnmarkedKeys } from './unmarked-keys.js';

describe('keys without a mark', () => {
  it('are read once a minute, however many ask at once', async () => {
    let [now, readings] = [0, 0];
    const keys = new UnmarkedKeys(
      async () => {
        readings += 1;
        return readings === 1 ? ['a'] : ['a', 'b'];
      },
      () => now,
    );
    expect(await Promise.all(['a', 'b', 'a', 'c'].map((hash) => keys.has(hash)))).toEqual([true, false, true, false]);
    now = 59_999;
    expect(await keys.has('b')).toBe(false);
    expect(readings).toBe(1);
    now = 60_000;
    expect(await keys.has('b')).toBe(true);
    expect(readings).toBe(2);
  });

  it('are read again after a reading that failed', async () => {
    let readings = 0;
    const keys = new UnmarkedKeys(async () => {
      readings += 1;
      if (readings === 1) throw new Error('no database');
      return ['a'];
    });
    await expect(keys.has('a')).rejects.toThrow('no database');
    expect(await keys.has('a')).toBe(true);
  });
});
