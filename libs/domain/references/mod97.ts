/** ISO 7064 mod 97-10 over letters (A = 10 ... Z = 35) and digits, as IBAN and RF use it. */

const zero = 48;
const nine = 57;
const letterOffset = 55;

/** The remainder of the number that capital letters and digits write. Other characters must have been refused before. */
export function mod97(text: string): number {
  let remainder = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    remainder = code <= nine ? (remainder * 10 + code - zero) % 97 : (remainder * 100 + code - letterOffset) % 97;
  }
  return remainder;
}

/** The two check digits that make `prefix00` in front of `rest` leave remainder 1. */
export const checkDigits = (rest: string, prefix: string): string => String(98 - mod97(`${rest}${prefix}00`)).padStart(2, '0');

/** Spaces out, letters to upper case: how people and banks may write what is checked here. */
export const clean = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase();

/** In groups of four, for print. */
export const inFours = (text: string): string => text.replaceAll(/(.{4})(?=.)/g, '$1 ');
