import { expect, it } from 'vitest';
import { minorUnitDigits } from './minor-units.js';

it.each([
  ['EUR', 2],
  ['HUF', 2],
  ['JPY', 0],
  ['ISK', 0],
  ['KWD', 3],
  ['constructor', 2],
])('%s has %s decimals', (currency, digits) => expect(minorUnitDigits(currency)).toBe(digits));
