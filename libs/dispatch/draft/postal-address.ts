import type { Language } from '#domain/policy/facts/facts.js';

/** Where the letters of this installation are posted: the country of an address here is not printed. */
const home = 'NL';

/** A country as it stands on an envelope, in capitals and in the language of the letter. */
function countryLine(code: string, language: Language): string {
  if (code === '' || code.toUpperCase() === home) return '';
  const name = /^[A-Za-z]{2}$/.test(code) ? new Intl.DisplayNames([language], { type: 'region' }).of(code.toUpperCase()) : code;
  return (name ?? code).toUpperCase();
}

type Address = Readonly<Record<string, string>>;

const partsOf = (address: Address, ...names: readonly string[]): string =>
  names
    .map((name) => address[name] ?? '')
    .filter((part) => part !== '')
    .join(' ');

/** The lines of an address below the name, for the window of an envelope. */
export function postalLines(address: Address | null, language: Language): string[] {
  if (address === null) return [];
  const street = [partsOf(address, 'additional'), partsOf(address, 'street', 'houseNumber')];
  const place = [partsOf(address, 'postcode', 'city'), countryLine(address['country'] ?? '', language)];
  return [...street, ...place].filter((line) => line !== '');
}

/**
 * The same in the form in which it is kept when a message is claimed, which tells an address from a former one: the database builds it too.
 */
export const storedLines = (address: Address): string[] =>
  [partsOf(address, 'street', 'houseNumber'), partsOf(address, 'postcode', 'city'), partsOf(address, 'country')].filter(
    (line) => line !== '',
  );
