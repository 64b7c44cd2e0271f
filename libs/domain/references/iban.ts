/** IBAN check: country length for the countries of SEPA, shape, mod 97. */
import { DomainRefusal } from '../money/refusals.js';
import { checkDigits, clean, inFours } from './mod97.js';

/** Lengths of the IBAN per SEPA country (IBAN registry). */
const rows =
  'AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 ' +
  'MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 VA22';
/** Country code to length. */
export const ibanLengths: ReadonlyMap<string, number> = new Map(rows.split(' ').map((row) => [row.slice(0, 2), Number(row.slice(2))]));

const shape = /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/;
const dutchShape = /^NL\d{2}[A-Z]{4}\d{10}$/;

/** What is wrong with an IBAN. `country`: nothing but that SEPA does not reach it. */
export type IbanFault = 'shape' | 'country' | 'length' | 'check-digits';

/** Whether the text is written like an IBAN at all; a national account number is not. */
export const looksLikeIban = (text: string): boolean => shape.test(clean(text));

/** The first thing wrong with an IBAN, or null. Spaces and small letters are allowed. */
export function ibanFault(text: string): IbanFault | null {
  const iban = clean(text);
  if (!shape.test(iban)) return 'shape';
  const country = iban.slice(0, 2);
  const length = ibanLengths.get(country);
  if (length !== undefined && iban.length !== length) return 'length';
  if (country === 'NL' && !dutchShape.test(iban)) return 'shape';
  if (checkDigits(iban.slice(4), country) !== iban.slice(2, 4)) return 'check-digits';
  return length === undefined ? 'country' : null;
}

/** Whether it is the IBAN of an account that SEPA can reach. */
export const isIban = (text: string): boolean => ibanFault(text) === null;

/** The IBAN in capitals without spaces. @throws DomainRefusal `iban-invalid` naming `argument` */
export function asIban(text: string, argument: string): string {
  const fault = ibanFault(text);
  if (fault !== null) throw new DomainRefusal('iban-invalid', argument, `${argument}: not an IBAN SEPA can reach (${fault})`);
  return clean(text);
}

/** For print, in groups of four. */
export const printIban = (iban: string): string => inFours(clean(iban));
