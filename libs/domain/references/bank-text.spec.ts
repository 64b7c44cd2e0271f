import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { findReferences, mentionsReference, normaliseReference } from './bank-text.js';
import { makeBetalingskenmerk } from './betalingskenmerk.js';
import { makeRf } from './rf-reference.js';

describe('references in bank text', () => {
  it.each([
    ['inv-2026/0042', 'INV20260042'],
    [' RF18 5390\r\n0754 7034 ', 'RF18539007547034'],
    ['F.2026_7', 'F20267'],
    ['', ''],
  ])('"%s" is normalised to "%s"', (text, expected) => {
    expect(normaliseReference(text)).toBe(expected);
  });

  it.each([
    ['RF18539007547034', ['RF18539007547034']],
    ['/REMI/STRD/CUR/RF18 5390 0754 7034/', ['RF18539007547034']],
    ['betaling rf1853900\n7547034 bedankt', ['RF18539007547034']],
    ['R F18/539007547034', ['RF18539007547034']],
    ['RF18539007547035', []],
    ['RF 18539007547034 en RF73INV20260042', ['RF18539007547034', 'RF73INV20260042']],
    ['RF18539007547034 RF18539007547034', ['RF18539007547034']],
  ])('RF in "%s"', (text, expected) => {
    expect(findReferences(text).rf).toEqual(expected);
  });

  it.each([
    ['5000056789012345', ['5000056789012345']],
    ['kenmerk 5000 0567 8901 2345 dank', ['5000056789012345']],
    ['50000 56789\n012345', ['5000056789012345']],
    ['12234534622567', ['12234534622567']],
    ['5000056789012346', []],
    ['1234567', []],
    ['A5000056789012345', []],
  ])('betalingskenmerk in "%s"', (text, expected) => {
    expect(findReferences(text).betalingskenmerk).toEqual(expected);
  });

  it('lists all that pass, longest first', () => {
    const short = makeBetalingskenmerk('1', 9);
    const long = makeBetalingskenmerk('2', 14);
    expect(findReferences(`${short}, ${long}`).betalingskenmerk.slice(0, 2)).toEqual([long, short]);
  });

  const broken = (text: string, cuts: readonly number[]) =>
    [...text].map((character, index) => (cuts.includes(index) ? `${' /\n'[index % 3] ?? ' '}${character}` : character)).join('');

  test.prop([fc.stringMatching(/^[A-Z0-9]{1,21}$/), fc.array(fc.nat(24), { maxLength: 6 })])(
    'an RF reference is found however it is broken up',
    (number, cuts) => {
      const reference = makeRf(number);
      expect(findReferences(`BETALING ${broken(reference, cuts)} DANK`).rf).toContain(reference);
    },
  );

  test.prop([fc.stringMatching(/^\d{1,12}$/), fc.constantFrom(14 as const, 16 as const), fc.array(fc.nat(15), { maxLength: 5 })])(
    'a betalingskenmerk is found however it is broken up',
    (number, length, cuts) => {
      const reference = makeBetalingskenmerk(number, length);
      expect(findReferences(`EUR ${broken(reference, cuts)} DANK`).betalingskenmerk).toContain(reference);
    },
  );
});

describe('an invoice number in bank text', () => {
  it.each([
    ['Factuur 2026-0042', '2026-0042', true],
    ['fact. 2026 0042/klant 7', '2026-0042', true],
    ['inv2026\n0042', 'INV-2026-0042', true],
    ['20260042', '2026-0042', true],
    ['2026-00421', '2026-0042', false],
    ['12026-0042', '2026-0042', false],
    ['2026-004', '2026-0042', false],
    ['2026-004 2', '2026-0042', true],
    ['2026', '2026-0042', false],
    ['', '2026-0042', false],
    ['anything', '--', false],
    ['', '', false],
    ['X2026', '2026', false],
    ['2026X', '2026', false],
    ['x 2026 2026-0042', '2026-0042', true],
  ])('"%s" mentions "%s": %s', (text, reference, expected) => {
    expect(mentionsReference(text, reference)).toBe(expected);
  });
});
