import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPhone } from './format.js';
import { isNamedOrganisation, nameWithoutLegalForm, titledName } from './salutation.js';

describe('the name in a salutation', () => {
  it.each([
    ['Bakker Smit B.V.', 'Bakker Smit'],
    ['Bakker Smit BV', 'Bakker Smit'],
    ['Bakker Smit b.v.', 'Bakker Smit'],
    ['Bakker Smit, B.V.', 'Bakker Smit'],
    ['Koninklijke Kaas N.V.', 'Koninklijke Kaas'],
    ['Kaas NV', 'Kaas'],
    ['Gebroeders Vos V.O.F.', 'Gebroeders Vos'],
    ['Gebroeders Vos vof', 'Gebroeders Vos'],
    ['Beheer C.V.', 'Beheer'],
    ['Nieuw Begin B.V. i.o.', 'Nieuw Begin'],
    ['Loodgietersbedrijf R. de Vries (eenmanszaak)', 'Loodgietersbedrijf R. de Vries'],
    ['Loodgietersbedrijf R. de Vries, eenmanszaak', 'Loodgietersbedrijf R. de Vries'],
    ['Smith Ltd.', 'Smith'],
    ['Müller GmbH', 'Müller'],
    ['Stichting Zorg', 'Stichting Zorg'],
    ['Vereniging van Eigenaars', 'Vereniging van Eigenaars'],
    ['BV', 'BV'],
    ['Jan Jansen', 'Jan Jansen'],
    ['Subv', 'Subv'],
    ['A.B.V. Bouw', 'A.B.V. Bouw'],
  ])('%s is %s', (name, short) => {
    expect(nameWithoutLegalForm(name)).toBe(short);
  });

  it('is never empty and never longer', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z .,()]{1,40}$/), (name) => {
        fc.pre(/[A-Za-z]/.test(name));
        expect(nameWithoutLegalForm(name).length).toBeGreaterThan(0);
        expect(nameWithoutLegalForm(name).length).toBeLessThanOrEqual(name.length);
      }),
    );
  });

  it.each([
    ['Bakker Smit B.V.', true],
    ['Gebroeders Vos (vof)', true],
    ['R. de Vries (eenmanszaak)', false],
    ['Jan Jansen', false],
  ])('%s says that it is an organisation: %s', (name, is) => {
    expect(isNamedOrganisation(name)).toBe(is);
  });
});

describe('a title before the name', () => {
  it.each([
    ['Mevr. S. Bakker', 'mevrouw Bakker', 'Ms Bakker'],
    ['mevr S. Bakker', 'mevrouw Bakker', 'Ms Bakker'],
    ['Mw. S. Bakker', 'mevrouw Bakker', 'Ms Bakker'],
    ['Mevrouw Bakker', 'mevrouw Bakker', 'Ms Bakker'],
    ['Mevr. Sanne Bakker', 'mevrouw Sanne Bakker', 'Ms Sanne Bakker'],
    ['Mevr. S.A.M. van den Berg', 'mevrouw Van den Berg', 'Ms Van den Berg'],
    ['Mevr. S. A. de Vries-Jansen', 'mevrouw De Vries-Jansen', 'Ms De Vries-Jansen'],
    ['Mevr. drs. Th. v.d. Berg', 'mevrouw V.d. Berg', 'Ms V.d. Berg'],
    ['Mevr. mr. S. Bakker', 'mevrouw Bakker', 'Ms Bakker'],
    ["Mevr. A. in 't Veld", "mevrouw In 't Veld", "Ms In 't Veld"],
    ['MEVR. S. BAKKER', 'mevrouw S. BAKKER', 'Ms S. BAKKER'],
    ['Dhr. J. Jansen', 'heer Jansen', 'Mr Jansen'],
    ['dhr J.-P. Jansen', 'heer Jansen', 'Mr Jansen'],
    ['De heer J. de Wit', 'heer De Wit', 'Mr De Wit'],
    ['Dhr. en mevr. Jansen', 'heer en mevrouw Jansen', 'Mr and Mrs Jansen'],
    ['De heer en mevrouw J. de Wit', 'heer en mevrouw De Wit', 'Mr and Mrs De Wit'],
    ['Dhr./mevr. Jansen', 'heer/mevrouw Jansen', 'Mr/Ms Jansen'],
    ['Fam. Jansen', 'familie Jansen', 'Jansen family'],
    ['Mrs. S. Baker', 'mevrouw Baker', 'Ms Baker'],
  ])('%s is addressed as %s, in English as %s', (name, dutch, english) => {
    expect([titledName(name, 'nl'), titledName(name, 'en')]).toEqual([dutch, english]);
  });

  it.each([
    'S. Bakker',
    'Jan Jansen',
    'Mr. J. de Wit',
    'De Heer Schoenen',
    'Miss Etam',
    'Mevr.',
    'Mevr. S.',
    'Mevr. S. Bakker en Dhr. J. Smit',
    'Dhr. J. Smit & Zn.',
    'Mevr. S. Bakker (Sanne)',
    'Bakker, Mevr. S.',
    'Erven van mevr. Bakker',
    'Mevrouwtje Wol',
    'Dhrama Theater',
    'Familiehuis Noord',
  ])('%s is left as it was written', (name) => {
    expect([titledName(name, 'nl'), titledName(name, 'en')]).toEqual([null, null]);
  });

  it('keeps the last word of the name, adds none but the title, and says nothing of a name without one', () => {
    const words = fc.array(
      fc.constantFrom('van', 'den', 'de', 'S.', 'J.P.', 'Bakker', "'t", 'Smit-Jansen', 'BAKKER', 'drs.', 'en', 'Şahin', 'B.V.'),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    const title = fc.constantFrom('Mevr. ', 'Dhr. ', 'Fam. ', 'de heer ', 'mw ', '');
    fc.assert(
      fc.property(title, words, fc.constantFrom('nl', 'en'), (before, rest, language) => {
        const shown = titledName(`${before}${rest.join(' ')}`, language);
        if (shown === null) return;
        expect(before).not.toBe('');
        expect(shown.toLowerCase()).toContain((rest.at(-1) ?? '').toLowerCase());
        const known = new Set([...rest.map((word) => word.toLowerCase()), 'mevrouw', 'heer', 'familie', 'ms', 'mr', 'family']);
        expect(shown.split(' ').filter((word) => !known.has(word.toLowerCase()))).toEqual([]);
        expect(shown).not.toMatch(/Mevr\.|Dhr\.|Fam\./i);
      }),
    );
  });
});

describe('a telephone number', () => {
  it.each([
    ['+31305550100', '030 555 01 00'],
    ['0031305550100', '030 555 01 00'],
    ['0305550100', '030 555 01 00'],
    ['+31 (0)30 555 0100', '030 555 01 00'],
    ['030 123 45 67', '030 123 45 67'],
    ['+31612345678', '06 12 34 56 78'],
    ['+31111550100', '0111 55 01 00'],
    ['0800-1234', '0800 1234'],
    ['09001234567', '0900 123 45 67'],
    ['+3225550100', '+3225550100'],
    ['+32 2 555 01 00', '+32 2 555 01 00'],
    ['030-5550', '030-5550'],
    ['vraag naar Marie', 'vraag naar Marie'],
  ])('%s is printed as %s', (number, shown) => {
    expect(formatPhone(number)).toBe(shown);
  });
});
