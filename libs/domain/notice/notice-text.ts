/** Reading the text of a notice: sentences, amounts, terms and deadlines as a judge would find them. */
import { type Day, type IsoDate, addDays, isIsoDate, toDay } from '../calendar/iso-date.js';
import type { Cents } from '../money/money.js';
import { acceptedTerms, numberOf } from './wording.js';

/** Lower case, single spaces, plain hyphens: the form in which wording is compared. */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

/** Without spaces and punctuation: for names, addresses and IBANs that a layout may break over lines. */
const squeezed = (text: string): string => plain(text).replace(/[\s,.]/g, '');

/** Whether the text shows a value, whatever the layout does to its spaces. A blank value is never shown. */
export const shows = (text: string, value: string): boolean => squeezed(value) !== '' && squeezed(text).includes(squeezed(value));

const escaped = (value: string): string => value.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Whether the text shows a number or code as a word of its own: 2026-1 is not shown by 2026-12. */
export const showsWord = (text: string, word: string): boolean =>
  plain(word) !== '' && new RegExp(`(?<![a-z0-9])${escaped(plain(word))}(?![a-z0-9])`).test(plain(text));

/** The sentences of a plain text. */
export const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?])\s+/);

/** Whether the text shows an amount to the cent, written the Dutch or the English way, with or without thousands marks. */
export function showsAmount(text: string, amount: Cents): boolean {
  const whole = `${amount / 100n}`;
  const cents = `${amount % 100n}`.padStart(2, '0');
  const thousands = (mark: string): string => whole.replace(/\B(?=(\d{3})+$)/g, mark);
  const forms = [`${thousands('.')},${cents}`, `${whole},${cents}`, `${thousands(',')}.${cents}`, `${whole}.${cents}`];
  return forms.some((form) => new RegExp(`(?<![\\d.,])${form.replaceAll('.', '\\.')}(?!\\d|[.,]\\d)`).test(text));
}

/** A term that the text gives: its words, its days, and how many days that form needs. */
export interface FoundTerm {
  readonly words: string;
  readonly days: number;
  readonly leastDays: number;
}

/** The terms in an accepted form, counted from delivery. */
export const deliveryTermsIn = (text: string): readonly FoundTerm[] =>
  acceptedTerms.flatMap(({ pattern, leastDays }) =>
    [...text.matchAll(pattern)].map(([words, number = '']) => ({ words, days: numberOf(number), leastDays })),
  );

const months = [
  ['januari', 'january'],
  ['februari', 'february'],
  ['maart', 'march'],
  ['april'],
  ['mei', 'may'],
  ['juni', 'june'],
  ['juli', 'july'],
  ['augustus', 'august'],
  ['september'],
  ['oktober', 'october'],
  ['november'],
  ['december'],
] as const;
const monthNumbers: ReadonlyMap<string, number> = new Map(
  months.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

const monthName = [...monthNumbers.keys()].join('|');
const dateForms = [
  String.raw`(?<iso>\d{4}-\d{2}-\d{2})`,
  String.raw`(?<day>\d{1,2})[-/. ](?<month>\d{1,2}|${monthName})[-/. ](?<year>\d{4})`,
  String.raw`(?<dayOnly>\d{1,2}) (?<monthOnly>${monthName})`,
].join('|');
/** Words that make the date after them a last day. */
const until = String.raw`(?<until>uiterlijk(?: op)?|tot en met|t/m|v[oó][oó]r|per|tegen|by|no later than|on or before|before)(?: \p{L}+(?:dag|day))? `;
/** When the creditor himself does something next, in the words of our own texts: no day to pay on. */
const ours = '(?<ours>(?:bellen|sturen) wij u rond |we will (?:call you|send you another message|send you a letter) around )';
const dated = new RegExp(String.raw`(?:\b${until}|\b${ours})?(?<![\p{L}\d])(?:${dateForms})(?!\d)`, 'gu');

/** A day that a text names. `deadline`: its words make it a last day, where "vóór 9 december 2026" means the 8th. */
export interface NamedDay {
  readonly day: Day;
  readonly deadline: boolean;
}

/**
 * The days that the text names, but those on which the creditor announces to do something himself. A day without a year is the first one
 * on or after `from`.
 */
export function daysIn(text: string, from: IsoDate): readonly NamedDay[] {
  return [...text.matchAll(dated)].flatMap(({ groups = {} }) => {
    const date = dateOf(groups, from);
    if (groups['ours'] || !isIsoDate(date)) return [];
    const day = toDay(/^(?:v[oó][oó]r|before)$/.test(groups['until'] ?? '') ? addDays(date, -1) : date);
    return [{ day, deadline: groups['until'] !== undefined }];
  });
}

/** The last days that the text names as a deadline. */
export const deadlinesIn = (text: string, from: IsoDate): readonly Day[] =>
  daysIn(text, from).flatMap(({ day, deadline }) => (deadline ? [day] : []));

function dateOf(
  { iso, day, month = '', year = '', dayOnly = '', monthOnly = '' }: Record<string, string | undefined>,
  from: IsoDate,
): string {
  if (iso) return iso;
  if (day) return [year, two(monthNumbers.get(month) ?? month), two(day)].join('-');
  const inYear = `${two(monthNumbers.get(monthOnly) ?? '')}-${two(dayOnly)}`;
  const thisYear = Number(from.slice(0, 4));
  return `${inYear < from.slice(5) ? thisYear + 1 : thisYear}-${inYear}`;
}

const two = (part: string | number): string => `${part}`.padStart(2, '0');
