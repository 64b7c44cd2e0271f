import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { unchecked } from '../../testing/unchecked.js';
import {
  type BetalingskenmerkLength,
  betalingskenmerkLengths,
  isBetalingskenmerk,
  makeBetalingskenmerk,
  printBetalingskenmerk,
  weightedSum,
} from './betalingskenmerk.js';
import { ibanChecks, kenmerkChecks, kenmerkFixtures, rfChecks, rfFixtures } from './fixtures/references.fixtures.js';
import { asIban, ibanFault, ibanLengths, isIban, printIban } from './iban.js';
import { checkDigits, mod97 } from './mod97.js';
import { isRf, makeRf, printRf } from './rf-reference.js';

const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });
const alphabet = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const ownNumber = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 21 }).map((characters) => characters.join(''));
const digits = (maxLength: number) => fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength }).map((all) => all.join(''));
const replaceAt = (text: string, place: number, by: string) => text.slice(0, place) + by + text.slice(place + 1);

describe('mod 97', () => {
  test.prop([ownNumber])('is the remainder of the number the characters write', (text) => {
    const number = [...text].map((character) => String(alphabet.indexOf(character))).join('');
    expect(mod97(text)).toBe(Number(BigInt(number) % 97n));
  });
});

describe('RF reference (ISO 11649)', () => {
  it.each(rfFixtures)('%s makes %s', (number, reference) => {
    expect(makeRf(number)).toBe(reference);
  });

  it.each(rfChecks)('%s: %s', (text, valid) => {
    expect(isRf(text)).toBe(valid);
  });

  it('takes spaces and small letters, and prints in fours', () => {
    expect(makeRf(' inv 2026\n0042 ')).toBe('RF73INV20260042');
    expect(printRf('rf18539007547034')).toBe('RF18 5390 0754 7034');
    expect(printRf('RF18 53900 754703 4X')).toBe('RF18 5390 0754 7034 X');
  });

  it.each(['', ' ', 'A'.repeat(22), 'INV-1', 'é', '1_2'])('makes none of "%s"', (number) => {
    expect(() => makeRf(number)).toThrow(refusal('reference-invalid', 'base'));
    expect(() => makeRf(number, 'paymentReference')).toThrow(refusal('reference-invalid', 'paymentReference'));
  });

  it.each([
    '',
    'RF',
    'RF18',
    'XF18539007547034',
    'RFA8539007547034',
    `RF${checkDigits('A'.repeat(22), 'RF')}${'A'.repeat(22)}`,
    'RF18-539007547034',
    'XRF18539007547034',
    'RF18539007547034é',
  ])('is not "%s"', (text) => {
    expect(isRf(text)).toBe(false);
  });

  it('has one pair of check digits: the one 97 away is refused', () => {
    const low = Array.from({ length: 200 }, (_, index) => makeRf(`A${index}`)).find((reference) => reference.startsWith('RF02'));
    const high = Array.from({ length: 200 }, (_, index) => makeRf(`A${index}`)).find((reference) => reference.startsWith('RF98'));
    expect([low, high].map((reference) => reference === undefined || isRf(reference))).toEqual([true, true]);
    expect(mod97(`${(low ?? '').slice(4)}RF99`)).toBe(1);
    expect(isRf(replaceAt(replaceAt(low ?? '', 2, '9'), 3, '9'))).toBe(false);
    expect(isRf(replaceAt(replaceAt(high ?? '', 2, '0'), 3, '1'))).toBe(false);
  });

  test.prop([ownNumber])('what is made is valid', (number) => {
    expect(isRf(makeRf(number))).toBe(true);
  });

  test.prop([ownNumber, fc.nat(), fc.nat(9)])('any one wrong digit is caught', (number, at, by) => {
    const reference = makeRf(number);
    const places = [...reference].flatMap((character, place) => (/\d/.test(character) ? [place] : []));
    const wrong = replaceAt(reference, places[at % places.length] ?? 2, String(by));
    expect(isRf(wrong)).toBe(wrong === reference);
  });

  test.prop([ownNumber, fc.nat(), fc.nat(25)])('any one wrong letter is caught', (number, at, by) => {
    const reference = makeRf(`A${number.slice(1)}`);
    const places = [...reference].flatMap((character, place) => (place > 3 && /[A-Z]/.test(character) ? [place] : []));
    const wrong = replaceAt(reference, places[at % places.length] ?? 4, String.fromCharCode(65 + by));
    expect(isRf(wrong)).toBe(wrong === reference);
  });

  test.prop([ownNumber, fc.nat()])('two neighbouring digits that change places are caught', (number, at) => {
    const reference = makeRf(number);
    const place = 2 + (at % (reference.length - 3));
    const [a = '', b = ''] = [reference[place], reference[place + 1]];
    if (!/\d\d/.test(a + b)) return;
    const wrong = replaceAt(replaceAt(reference, place, b), place + 1, a);
    expect(isRf(wrong)).toBe(a === b);
  });
});

describe('betalingskenmerk', () => {
  const checked = betalingskenmerkLengths.filter((length) => length > 7);
  const room = (length: BetalingskenmerkLength) => ({ 7: 7, 16: 15 })[String(length)] ?? length - 2;

  it.each(kenmerkFixtures)('%s in %s digits: sum %s, check %s', (number, length, sum, check, expected) => {
    const known = betalingskenmerkLengths.find((each) => each === length) ?? 16;
    expect(makeBetalingskenmerk(number, known)).toBe(expected);
    expect(weightedSum(expected.slice(1))).toBe(sum);
    expect(expected[0]).toBe(String(check));
  });

  it.each(kenmerkChecks)('%s: %s', (text, valid) => {
    expect(isBetalingskenmerk(text)).toBe(valid);
  });

  it('has 16 digits unless told otherwise, and 7 without a check', () => {
    expect(makeBetalingskenmerk('56789012345')).toBe('5000056789012345');
    expect(makeBetalingskenmerk('42', 7)).toBe('0000042');
    expect(printBetalingskenmerk('5000056789012345')).toBe('5000 0567 8901 2345');
  });

  it.each([
    [9, '7'],
    [10, '8'],
    [11, '9'],
    [12, '0'],
    [13, '1'],
    [14, '2'],
  ] as const)('%s digits carry the length digit %s', (length, digit) => {
    const made = makeBetalingskenmerk('123', length);
    expect([made.length, made[1]]).toEqual([length, digit]);
    expect(isBetalingskenmerk(made)).toBe(true);
  });

  it('a right check digit does not save a wrong length digit', () => {
    const wrong = Array.from({ length: 10 }, (_, check) => `${check}6${'0'.repeat(7)}`).filter(isBetalingskenmerk);
    expect(wrong).toEqual([]);
  });

  it('all zeros are valid: sum 0, check 0', () => {
    expect(makeBetalingskenmerk('0')).toBe('0'.repeat(16));
    expect(isBetalingskenmerk('0'.repeat(16))).toBe(true);
  });

  it.each(['', 'A', '1-2', '1'.repeat(16), '٣'])('16 digits cannot be made of "%s"', (number) => {
    expect(() => makeBetalingskenmerk(number)).toThrow(refusal('reference-invalid', 'base'));
  });

  it('refuses lengths that do not exist', () => {
    for (const length of [0, 6, 8, 15, 17])
      expect(() => makeBetalingskenmerk('1', unchecked(length))).toThrow(refusal('unknown-length', 'length'));
  });

  it.each(['', '1', '12345678', '123456A', '1'.repeat(15), '1'.repeat(17), 'x234534622567'])('is not "%s"', (text) => {
    expect(isBetalingskenmerk(text)).toBe(false);
  });

  test.prop([fc.constantFrom(...betalingskenmerkLengths), digits(15)])(
    'what is made is valid, and fits or is refused',
    (length, number) => {
      if (number.length > room(length)) {
        expect(() => makeBetalingskenmerk(number, length)).toThrow(refusal('reference-invalid', 'base'));
        return;
      }
      const made = makeBetalingskenmerk(number, length);
      expect([made.length, isBetalingskenmerk(made), BigInt(made.slice(-room(length)))]).toEqual([length, true, BigInt(number)]);
    },
  );

  test.prop([fc.constantFrom(...checked), digits(7), fc.nat(), fc.nat(9)])(
    'any one wrong digit is caught, but where the remainders 1 and 10 share the check digit 1',
    (length, number, at, by) => {
      const made = makeBetalingskenmerk(number, length);
      const wrong = replaceAt(made, at % length, String(by));
      const remainders = [made, wrong].map((text) => weightedSum(text.slice(1)) % 11).sort((a, b) => a - b);
      const shares = remainders[0] === 1 && remainders[1] === 10 && made[0] === wrong[0] && (length === 16 || made[1] === wrong[1]);
      expect(isBetalingskenmerk(wrong)).toBe(wrong === made || shares);
    },
  );
});

describe('IBAN', () => {
  it.each(ibanChecks)('%s: %s', (text, valid) => {
    expect(isIban(text)).toBe(valid);
  });

  it.each([
    ['NL91 ABNA 0417 1643 00', null],
    ['nl91abna0417164300', null],
    ['DE89370400440532013000', null],
    ['BE68539007547034', null],
    ['FR1420041010050500013M02606', null],
    ['MT84MALT011000012345MTLCAST001S', null],
    ['NL91ABNA041716430', 'length'],
    ['NL91ABNA04171643000', 'length'],
    ['NL92ABNA0417164300', 'check-digits'],
    ['NL91ABNA0417164301', 'check-digits'],
    ['NL9112340417164300', 'shape'],
    ['NL91ABNAX417164300', 'shape'],
    ['N191ABNA0417164300', 'shape'],
    ['NLX1ABNA0417164300', 'shape'],
    ['NL91ABNA-417164300', 'shape'],
    ['', 'shape'],
    ['NL91', 'shape'],
    ['BE6853900754703é', 'shape'],
    ['US64SVBKUS6S3300958879', 'country'],
  ])('%s: %s', (text, fault) => {
    expect(ibanFault(text)).toBe(fault);
    expect(isIban(text)).toBe(fault === null);
  });

  it('is handed on in capitals without spaces, or refused', () => {
    expect(asIban('nl91 abna 0417 1643 00', 'iban')).toBe('NL91ABNA0417164300');
    expect(() => asIban('NL92ABNA0417164300', 'creditor/iban')).toThrow(refusal('iban-invalid', 'creditor/iban'));
    expect(() => asIban('NL92ABNA0417164300', 'creditor/iban')).toThrow('(check-digits)');
    expect(printIban('NL91ABNA0417164300')).toBe('NL91 ABNA 0417 1643 00');
  });

  it('knows the countries of SEPA', () => {
    expect(ibanLengths.size).toBe(42);
    expect([...ibanLengths.values()].every((length) => length >= 15 && length <= 31)).toBe(true);
    expect(['NL', 'BE', 'DE', 'FR', 'NO', 'MT'].map((country) => ibanLengths.get(country))).toEqual([18, 16, 22, 27, 15, 31]);
  });

  test.prop([fc.constantFrom(...ibanLengths.keys()), digits(31), fc.nat(), fc.nat(9)])(
    'any one wrong digit is caught',
    (country, number, at, by) => {
      const length = ibanLengths.get(country) ?? 0;
      const bank = country === 'NL' ? 'ABNA' : '';
      const rest = bank + number.padStart(31, '7').slice(-(length - 4 - bank.length));
      const iban = `${country}${checkDigits(rest, country)}${rest}`;
      expect(isIban(iban)).toBe(true);
      const first = 4 + bank.length;
      const wrong = replaceAt(iban, first + (at % (length - first)), String(by));
      expect(isIban(wrong)).toBe(wrong === iban);
    },
  );
});
