/** Decimal text of a file to integer minor units, without a float in between. */

const decimalShape = /^([+-]?)(\d{1,15})(?:\.(\d{1,12}))?$/;

/**
 * `250.33` to 25033n for a currency of two decimals. Zeros beyond the minor unit are allowed (8.850), other digits are not: an amount of a
 * tenth of a cent cannot be paid. Null when the text is no such decimal (comma, exponent, spaces inside, nothing).
 */
export function parseDecimal(text: string, digits: number): bigint | null {
  const match = decimalShape.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign === '-' ? -minor : minor;
}

/** `25033n` to `250.33`, for messages. */
export function formatDecimal(minor: bigint, digits: number): string {
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const cut = text.length - digits;
  return `${minor < 0n ? '-' : ''}${text.slice(0, cut)}${digits > 0 ? `.${text.slice(cut)}` : ''}`;
}
