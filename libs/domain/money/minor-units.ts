import type { Currency } from './money.js';

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

/** Decimals of a currency's minor unit: by ISO 4217, as amounts are stored. What a platform prints may differ (HUF without its fillérs). */
export const minorUnitDigits = (currency: Currency): number => (Object.hasOwn(decimalsOf, currency) ? (decimalsOf[currency] ?? 2) : 2);
