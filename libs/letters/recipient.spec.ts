import { describe, expect, it } from 'vitest';
import { recipientOf } from './recipient.js';

const place = '1234 AB Ons Dorp';
const linesOf = (recipient: readonly string[]) => {
  const fitted = recipientOf(recipient);
  return typeof fitted === 'string' ? fitted : fitted.lines;
};

describe('an address in the window', () => {
  it.each(['1234 AB Ons Dorp', '1234AB Ons Dorp', '1234ab  Ons Dorp'])('has postcode and place as the post reads them: %s', (line) =>
    expect(linesOf(['Jan Jansen', 'Dorpsstraat 1', line])).toEqual(['Jan Jansen', 'Dorpsstraat 1', '1234\u00a0AB\u00a0\u00a0ONS DORP']),
  );

  it('leaves a place abroad as it is written', () =>
    expect(linesOf(['Jan Jansen', 'Rue Neuve 12', '1000 Bruxelles', 'BELGIË'])).toEqual([
      'Jan Jansen',
      'Rue Neuve 12',
      '1000 Bruxelles',
      'BELGIË',
    ]));

  it('is set smaller when a line is too long, then without the Netherlands, and is refused at last', () => {
    const wide = (length: number) => recipientOf(['W'.repeat(length), 'Dorpsstraat 1', place]);
    expect(wide(20)).toMatchObject({ size: 10.5 });
    expect(wide(31)).toMatchObject({ size: 9 });
    expect(wide(40)).toBe('address-too-long');
    const six = ['Smit B.V.', 't.a.v. S. Smit', 'Noord', 'Dorpsstraat 1', place];
    expect(linesOf([...six, 'Nederland'])).toHaveLength(6);
    expect(linesOf([...six, 'Achterom', 'Nederland'])).toHaveLength(6);
    expect(linesOf([...six, 'Achterom', 'Nederland'])).not.toContain('Nederland');
    expect(linesOf([...six, 'Achterom', 'BELGIË'])).toBe('address-too-long');
  });

  it('is incomplete without name, street and place; an empty line is none', () => {
    expect(linesOf(['Jan Jansen', '', '  ', place])).toBe('address-incomplete');
    expect(linesOf([])).toBe('address-incomplete');
  });
});
