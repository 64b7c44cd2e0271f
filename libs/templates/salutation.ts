/** How a debtor is addressed: a person or a small business by name, an organisation as the people who work there. */
import type { Language } from '#domain/policy/facts/facts.js';
import { printable } from './plain-text.js';

/** Legal forms of which the people behind the name are unknown; a foundation or association carries its form in its name and keeps it. */
const organisations = [
  'b.v.',
  'bv',
  'n.v.',
  'nv',
  'v.o.f.',
  'vof',
  'c.v.',
  'b.v.b.a.',
  'bvba',
  'gmbh',
  'ltd.?',
  'limited',
  'llc',
  'inc.?',
  'plc',
  's.a.',
  'a.g.',
];
const tradingNames = ['eenmanszaak', 'zzp', 'sole trader', 'maatschap'];

const formsAtEnd = (forms: readonly string[]): RegExp => {
  const any = forms.map((form) => form.replace(/\.(?!\?)/g, '\\.')).join('|');
  return new RegExp(String.raw`[\s,]+(?:\((?:${any})\)|(?:${any}))(?:\s+(?:i\.o\.|in oprichting))?$`, 'iu');
};
const organisation = formsAtEnd(organisations);
const anyForm = formsAtEnd([...organisations, ...tradingNames]);

/** A name without the legal form behind it: "Bakker Smit" of "Bakker Smit B.V."; the whole name when nothing else is in it. */
export function nameWithoutLegalForm(name: string): string {
  const line = printable(name);
  const short = line.replace(anyForm, '').trim();
  return short === '' ? line : short;
}

/** Whether the name itself says that it is a company, whatever kind of debtor it was registered as. */
export const isNamedOrganisation = (name: string): boolean => organisation.test(printable(name));

type Title = 'mevrouw' | 'heer' | 'heer/mevrouw' | 'heer en mevrouw' | 'familie';

const man = String.raw`(?:dhr\.?|de heer)`;
const woman = String.raw`(?:mevrouw|mevr\.?|mw\.?)`;
const anyCase = (source: string): RegExp => new RegExp(String.raw`^${source}\s+`, 'iu');

/**
 * What people write before a name. "De Heer" with a capital is a surname, and "mr." in Dutch a lawyer of whatever sex: neither counts. Short
 * English ones begin the names of shops too, so they count with initials behind them only.
 */
const titles: readonly (readonly [RegExp, Title])[] = [
  [anyCase(String.raw`${man}\s*(?:en|&|\+)\s*${woman}`), 'heer en mevrouw'],
  [anyCase(String.raw`(?:${man}\s*(?:/|of)\s*${woman}|${woman}\s*(?:/|of)\s*${man})`), 'heer/mevrouw'],
  [anyCase(woman), 'mevrouw'],
  [anyCase(String.raw`dhr\.?`), 'heer'],
  [/^[Dd]e heer\s+/u, 'heer'],
  [anyCase(String.raw`(?:familie|fam\.?)`), 'familie'],
  [/^(?:Mrs|Ms)\.?\s+(?=\p{Lu}\.)/u, 'mevrouw'],
];

const degrees = /^(?:(?:prof|drs|dr|mr|ir|ing|bc|ds)\.\s*)+/iu;
/** "S.", "J.P.", "Th. A."; of a name in capitals it cannot be told where the initials end ("V.D. BERG"). */
const initials = /^(?:(?:\p{Lu}\p{Ll}{0,2}\.-?)+\s+)+(?=.*\p{Ll})/u;
/** A second person, a place or a remark: then the name stays as it was written. */
const notOneSurname = /[,;:()/&+@]|(?<!\p{L})(?:en|und|and|e\/o|mevrouw|mevr|mw|dhr)(?!\p{L})/iu;

const inEnglish: Readonly<Record<Title, (surname: string) => string>> = {
  mevrouw: (surname) => `Ms ${surname}`,
  heer: (surname) => `Mr ${surname}`,
  'heer/mevrouw': (surname) => `Mr/Ms ${surname}`,
  'heer en mevrouw': (surname) => `Mr and Mrs ${surname}`,
  familie: (surname) => `${surname} family`,
};

/** A prefix ("van den") has a capital when no initial or first name stands before it. */
const capitalised = (surname: string): string => surname.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/**
 * How a person with a title before the name is addressed: "mevrouw Bakker" for "Mevr. S. Bakker", without initials and degrees. Null where no
 * title stands or it cannot be told for sure what the surname is: then the whole name is used, as it was written.
 */
export function titledName(name: string, language: Language): string | null {
  const line = printable(name);
  for (const [pattern, title] of titles) {
    const behind = line.replace(pattern, '');
    if (behind === line) continue;
    const surname = behind.replace(degrees, '').replace(initials, '').trim();
    if (!/\p{L}{2}/u.test(surname) || notOneSurname.test(surname)) return null;
    const shown = capitalised(surname);
    return language === 'nl' ? `${title} ${shown}` : inEnglish[title](shown);
  }
  return null;
}
