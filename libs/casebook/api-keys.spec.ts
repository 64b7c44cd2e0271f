import { describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey, isMarked, readApiKey } from './api-keys.js';

const pepper = 'pepper-of-the-specs';

describe('API keys', () => {
  it('are told apart by mode, are never the same twice, and hold 120 bits', () => {
    const keys = Array.from({ length: 200 }, () => generateApiKey('test', pepper));
    expect(new Set(keys.map((key) => key.slice(8, 32))).size).toBe(200);
    expect(keys.every((key) => /^mw_test_[0-9a-z]{38}$/.test(key))).toBe(true);
    expect(readApiKey(generateApiKey('live', pepper))).toEqual({ mode: 'live' });
  });

  it('betray every single wrong character and every other form by their checksum', () => {
    const key = generateApiKey('test', pepper);
    for (let at = 8; at < key.length; at++) {
      const other = key.charAt(at) === 'a' ? 'b' : 'a';
      expect(readApiKey(key.slice(0, at) + other + key.slice(at + 1)), `at ${at}`).toBeNull();
    }
    for (const bad of ['', 'mw_test_', key.slice(0, -1), `${key}x`, key.toUpperCase(), key.replace('test', 'live'), ` ${key}`])
      expect(readApiKey(bad), bad).toBeNull();
  });

  it('carry a mark that only the pepper can make, over mode and secret', () => {
    const key = generateApiKey('test', pepper);
    expect(isMarked(key, pepper)).toBe(true);
    expect(isMarked(key, 'another-pepper')).toBe(false);
    expect(isMarked(key.replace('mw_test_', 'mw_live_'), pepper)).toBe(false);
    for (let at = 8; at < 40; at++) {
      const other = key.charAt(at) === 'a' ? 'b' : 'a';
      expect(isMarked(key.slice(0, at) + other + key.slice(at + 1), pepper), `at ${at}`).toBe(false);
    }
    const madeUp = Array.from({ length: 2_000 }, () => generateApiKey('test', 'a guess'));
    expect(madeUp.every((one) => readApiKey(one) !== null)).toBe(true);
    expect(madeUp.some((one) => isMarked(one, pepper))).toBe(false);
    for (const short of ['', 'mw_test_', key.slice(0, 40)]) expect(isMarked(short, pepper)).toBe(false);
  });

  it('are stored as an HMAC that depends on the pepper', () => {
    const key = generateApiKey('test', pepper);
    expect(hashApiKey(key, 'a')).toEqual(hashApiKey(key, 'a'));
    expect(hashApiKey(key, 'a')).not.toEqual(hashApiKey(key, 'b'));
    expect(hashApiKey(key, 'a')).toHaveLength(32);
  });
});
