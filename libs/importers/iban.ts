/** Account numbers: what an IBAN is (ISO 13616), and whether its check digits are right (mod 97). */

const shape = /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/;
/** Length by country, for the countries of the SEPA area that Dutch creditors and debtors use; others are checked by mod 97 alone. */
const lengths: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
};

/** Without spaces, in capitals, as it is written in electronic form. */
export const compactIban = (text: string): string => text.replace(/\s+/g, '').toUpperCase();

/** Whether the text (compact) is written like an IBAN at all; a national account number is not. */
export const looksLikeIban = (text: string): boolean => shape.test(text);

/** Whether a compact IBAN has the length of its country and the right check digits. */
export function isValidIban(iban: string): boolean {
  if (!looksLikeIban(iban)) return false;
  const length = lengths[iban.slice(0, 2)];
  if (length !== undefined && iban.length !== length) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const digits = character >= 'A' ? String(character.charCodeAt(0) - 55) : character;
    for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
