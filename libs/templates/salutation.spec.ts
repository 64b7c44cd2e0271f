import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPhone } from './format.js';
import { isNamedOrganisation, nameWithoutLegalForm } from './salutation.js';

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
