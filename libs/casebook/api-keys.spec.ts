import { describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey, readApiKey } from './api-keys.js';

describe('API keys', () => {
  it('are told apart by mode, are never the same twice, and hold 160 bits', () => {
    const keys = Array.from({ length: 200 }, () => generateApiKey('test'));
    expect(new Set(keys).size).toBe(200);
    expect(keys.every((key) => /^mw_test_[0-9a-z]{38}$/.test(key))).toBe(true);
    expect(readApiKey(generateApiKey('live'))).toEqual({ mode: 'live' });
  });

  it('betray every single wrong character and every other form by their checksum', () => {
    const key = generateApiKey('test');
    for (let at = 8; at < key.length; at++) {
      const other = key.charAt(at) === 'a' ? 'b' : 'a';
      expect(readApiKey(key.slice(0, at) + other + key.slice(at + 1)), `at ${at}`).toBeNull();
    }
    for (const bad of ['', 'mw_test_', key.slice(0, -1), `${key}x`, key.toUpperCase(), key.replace('test', 'live'), ` ${key}`])
      expect(readApiKey(bad), bad).toBeNull();
  });

  it('are stored as an HMAC that depends on the pepper', () => {
    const key = generateApiKey('test');
    expect(hashApiKey(key, 'a')).toEqual(hashApiKey(key, 'a'));
    expect(hashApiKey(key, 'a')).not.toEqual(hashApiKey(key, 'b'));
    expect(hashApiKey(key, 'a')).toHaveLength(32);
  });
});
