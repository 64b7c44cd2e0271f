/** Decimal text of a file to integer minor units, without a float in between. */

/** ISO 4217 currencies whose minor unit is not a hundredth; every other one has two decimals. */
const decimalsOf: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** Decimals of a currency's minor unit. */
export const minorUnitDigits = (currency: string): number => (Object.hasOwn(decimalsOf, currency) ? (decimalsOf[currency] ?? 2) : 2);

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
