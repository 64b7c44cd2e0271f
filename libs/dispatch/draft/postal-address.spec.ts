import { expect, it } from 'vitest';
import { postalLines } from './postal-address.js';

const address = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp' };

it('leaves the country out at home', () => {
  expect(postalLines({ ...address, country: 'NL' }, 'nl')).toEqual(['Dorpsstraat 1', '1234 AB Ons Dorp']);
  expect(postalLines(address, 'nl')).toEqual(['Dorpsstraat 1', '1234 AB Ons Dorp']);
});

it('writes a country abroad out, in capitals', () => {
  expect(postalLines({ ...address, country: 'BE' }, 'nl').at(-1)).toBe('BELGIË');
  expect(postalLines({ ...address, country: 'BE' }, 'en').at(-1)).toBe('BELGIUM');
});

it('keeps what stands beside the street', () => {
  expect(postalLines({ ...address, additional: 't.a.v. de administratie' }, 'nl')[0]).toBe('t.a.v. de administratie');
  expect(postalLines(null, 'nl')).toEqual([]);
});
