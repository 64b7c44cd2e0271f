import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateBits, passwordBits, secretBits } from './secret-strength.js';

describe('what is easy to guess is called weak', () => {
  it.each([
    'a-pepper-of-thirty-two-characters',
    'development-only-cursor-secret',
    'correct-horse-battery-staple',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    '0123456789012345678901234567890123456789',
    'password-password-password-password-password',
    'q7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Z',
    'change-me-change-me-change-me-please',
    'secret',
    'whsec_c2VjcmV0',
    're_live_0123456789abcdef',
    '',
  ])('%s', (secret) => expect(estimateBits(secret)).toBeLessThan(secretBits));

  it.each(['maanwerk', 'maanwerk_api', 'postgres', 'long-password', 'Welkom2026!'])('%s, as a password', (password) =>
    expect(estimateBits(password)).toBeLessThan(passwordBits),
  );
});

describe('what was made at random is not', () => {
  it.each([
    ['hex of 16 bytes', () => randomBytes(16).toString('hex')],
    ['hex of 32 bytes', () => randomBytes(32).toString('hex')],
    ['base64 of 24 bytes', () => randomBytes(24).toString('base64')],
    ['base64url of 32 bytes', () => randomBytes(32).toString('base64url')],
    ['whsec_ of 24 bytes', () => `whsec_${randomBytes(24).toString('base64')}`],
  ])('%s', (_what, make) => {
    for (let n = 0; n < 2_000; n += 1) {
      const secret = make();
      expect(estimateBits(secret), secret).toBeGreaterThanOrEqual(secretBits);
    }
  });

  it('nor a password of 18 random bytes', () => {
    for (let n = 0; n < 2_000; n += 1) expect(estimateBits(randomBytes(18).toString('base64url'))).toBeGreaterThanOrEqual(passwordBits);
  });
});

it('a repetition is worth its part', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.integer({ min: 2, max: 20 }), (part, times) => {
      expect(estimateBits(part.repeat(times))).toBeLessThanOrEqual(estimateBits(part.repeat(times + 1)) + 0.001);
      expect(estimateBits(part.repeat(times))).toBeLessThan(secretBits);
    }),
  );
});
