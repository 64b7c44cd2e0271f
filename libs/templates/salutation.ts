/** How a debtor is addressed: a person or a small business by name, an organisation as the people who work there. */
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
