import type { IsoDate } from '#domain/calendar/iso-date.js';
import { minorUnitDigits } from '#domain/money/minor-units.js';
import type { Currency, Money } from '#domain/money/money.js';
import type { Language } from '#domain/policy/facts/facts.js';

const locales: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };

const isDecimal = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

/** Minor units as a decimal text: 12550 with two digits is `125.50`. */
function decimal(amount: bigint, digits: number): `${number}` {
  const magnitude = `${amount < 0n ? -amount : amount}`.padStart(digits + 1, '0');
  const whole = magnitude.slice(0, magnitude.length - digits);
  const text = `${amount < 0n ? '-' : ''}${whole}${digits === 0 ? '' : `.${magnitude.slice(-digits)}`}`;
  return isDecimal(text) ? text : '0';
}

const amountFormats = new Map<string, Intl.NumberFormat>();

/** The decimals are ours to say: the platform leaves those of a forint away, and would show a hundred times what is owed. */
function amountFormat(language: Language, currency: Currency): Intl.NumberFormat {
  const digits = minorUnitDigits(currency);
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locales[language], { style: 'currency', currency, useGrouping: 'always', ...decimals });
}

/** An amount as people of that language write it, exact for any size: the formatter gets text, never a float. */
export function formatMoney(money: Money, language: Language): string {
  const key = `${language} ${money.currency}`;
  const format = amountFormats.get(key) ?? amountFormat(language, money.currency);
  amountFormats.set(key, format);
  return format.format(decimal(money.amount, minorUnitDigits(money.currency)));
}

/** The date is a calendar date: formatted in UTC, so that no zone moves it. */
const dateFormats: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  nl: new Intl.DateTimeFormat(locales.nl, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }),
  en: new Intl.DateTimeFormat(locales.en, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }),
};

/** `2026-12-09` as `9 december 2026`. */
export const formatDate = (date: IsoDate, language: Language): string => dateFormats[language].format(new Date(`${date}T00:00:00Z`));

const and: Readonly<Record<Language, string>> = { nl: 'en', en: 'and' };
const others: Readonly<Record<Language, (count: number) => string>> = {
  nl: (count) => `${count} andere`,
  en: (count) => `${count} ${count === 1 ? 'other' : 'others'}`,
};

/** `A en 3 andere`. */
export const andOthers = (name: string, count: number, language: Language): string => `${name} ${and[language]} ${others[language](count)}`;
const mostNamed = 3;

/** `A, B en C`; beyond three names only two and a count. */
export function formatList(names: readonly string[], language: Language): string {
  const shown = names.length > mostNamed ? [...names.slice(0, mostNamed - 1), others[language](names.length - mostNamed + 1)] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${and[language]} ${shown.at(-1) ?? ''}`;
}

/** An IBAN in groups of four, as it is printed. */
export const formatIban = (iban: string): string => (iban.replace(/\s+/g, '').match(/.{1,4}/g) ?? []).join(' ');

/** Dutch area codes of three digits; all others have four (besides 06, 0800 and 090x). */
const shortAreaCodes = /^0(?:1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7\d|8[4578]|91)/;

/** Pairs, with a group of three first when the count is odd: 5550100 is `555 01 00`. */
const paired = (digits: string): string =>
  (digits.length % 2 === 1 ? [digits.slice(0, 3), ...pairsOf(digits.slice(3))] : pairsOf(digits)).join(' ');
const pairsOf = (digits: string): string[] => digits.match(/\d\d/g) ?? [];

/** A Dutch number as it is printed in the Netherlands (`030 555 01 00`); any other text as it is. */
export function formatPhone(text: string): string {
  const national = text
    .replace(/\(0\)/, '')
    .replace(/[\s().-]/g, '')
    .replace(/^(?:\+31|0031)0?/, '0');
  const free = /^(0800|090\d)(\d{4}|\d{7})$/.exec(national);
  if (free) return `${free[1] ?? ''} ${free[2]?.length === 4 ? free[2] : paired(free[2] ?? '')}`;
  if (!/^0[1-9]\d{8}$/.test(national)) return text;
  const area = national.startsWith('06') ? 2 : shortAreaCodes.test(national) ? 3 : 4;
  return `${national.slice(0, area)} ${paired(national.slice(area))}`;
}
