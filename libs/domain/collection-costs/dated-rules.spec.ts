import { describe, expect, it } from 'vitest';
import { decree, generalVatRateOn, generalVatRates, requireDecree } from './dated-rules.js';

const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });

describe('the rules on costs, by day', () => {
  it.each([
    ['2012-07-01', 19n],
    ['2012-09-30', 19n],
    ['2012-10-01', 21n],
    ['2026-11-22', 21n],
    [undefined, 21n],
  ])('general VAT on %s: %d %%', (on, percent) => {
    expect(generalVatRateOn(on, 'asOf')).toEqual({ numerator: percent, denominator: 100n });
  });

  it('refuses a day before the decree, and one that does not exist', () => {
    expect(() => generalVatRateOn('2012-06-30', 'asOf')).toThrow(refusal('before-the-decree', 'asOf'));
    expect(() => requireDecree('2012-06-30', 'recurring/on')).toThrow(refusal('before-the-decree', 'recurring/on'));
    expect(() => requireDecree('2012-02-30', 'asOf')).toThrow(refusal('invalid-date', 'asOf'));
    expect(() => requireDecree(decree.from, 'asOf')).not.toThrow();
  });

  it('the VAT rates stand in order and cover every day of the decree', () => {
    const days = generalVatRates.map(({ from }) => from);
    expect(days).toEqual(days.toSorted());
    expect((days[0] ?? '') <= decree.from).toBe(true);
  });
});
