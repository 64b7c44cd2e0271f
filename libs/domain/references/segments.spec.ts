import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.js';

describe('the pieces of an sms', () => {
  it.each([
    ['', 'gsm-7', 0, 1],
    ['a'.repeat(160), 'gsm-7', 160, 1],
    ['a'.repeat(161), 'gsm-7', 161, 2],
    ['a'.repeat(306), 'gsm-7', 306, 2],
    ['a'.repeat(307), 'gsm-7', 307, 3],
    ['€'.repeat(80), 'gsm-7', 160, 1],
    // Of 153 places 152 are used: a sign of two is not cut in two.
    ['€'.repeat(153), 'gsm-7', 306, 3],
    ['Beste mevrouw Çelik, één café kost € 3', 'gsm-7', 39, 1],
    ['Wij zagen ê', 'ucs-2', 11, 1],
    ['ë', 'ucs-2', 1, 1],
    ['é', 'gsm-7', 1, 1],
    ['\u00a0', 'ucs-2', 1, 1],
    ['ë'.repeat(70), 'ucs-2', 70, 1],
    ['ë'.repeat(71), 'ucs-2', 71, 2],
    ['ë'.repeat(135), 'ucs-2', 135, 3],
    // A pair of surrogates stays together: 33 of them in a piece of 67.
    ['😀'.repeat(35), 'ucs-2', 70, 1],
    ['😀'.repeat(67), 'ucs-2', 134, 3],
  ] as const)('of %j are counted as the standard does', (text, encoding, units, count) => {
    expect(segmentsOf(text)).toEqual({ encoding, units, count });
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 700 }), fc.string({ unit: 'binary', maxLength: 100 })])(
    'never become fewer by more text, and hold all of it',
    (text, more) => {
      const one = segmentsOf(text);
      expect(segmentsOf(text + more).count).toBeGreaterThanOrEqual(one.count);
      expect(one.count * (one.encoding === 'gsm-7' ? 160 : 70)).toBeGreaterThanOrEqual(one.units);
    },
  );
});
