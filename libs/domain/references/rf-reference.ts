/** Structured creditor reference of ISO 11649: `RF`, two check digits, up to 21 letters and digits. */
import { DomainRefusal } from '../money/refusals.js';
import { checkDigits, clean, inFours } from './mod97.js';

const base = /^[A-Z0-9]{1,21}$/;
const whole = /^RF(\d\d)([A-Z0-9]{1,21})$/;

/**
 * Makes a reference of an own number, cleaned of spaces and in capitals: `539007547034` gives `RF18539007547034`.
 * @throws DomainRefusal `reference-invalid` unless it has 1 to 21 letters and digits
 */
export function makeRf(number: string, argument = 'base'): string {
  const cleaned = clean(number);
  if (!base.test(cleaned)) {
    throw new DomainRefusal(
      'reference-invalid',
      argument,
      `${argument}: an RF reference takes 1 to 21 letters and digits, not "${number}"`,
    );
  }
  return `RF${checkDigits(cleaned, 'RF')}${cleaned}`;
}

/** Whether it is an RF reference whose check digits are the ones the standard gives (98 less the remainder, so never 00, 01 or 99). */
export function isRf(text: string): boolean {
  const match = whole.exec(clean(text));
  const [, digits, rest = ''] = match ?? [];
  return match !== null && checkDigits(rest, 'RF') === digits;
}

/** For print, in groups of four. */
export const printRf = (reference: string): string => inFours(clean(reference));
