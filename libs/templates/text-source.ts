import { readFileSync, readdirSync } from 'node:fs';
import type { Language } from '#domain/policy/facts/facts.js';

/** A text as it stands in its file: `subject: ...`, perhaps `title: ...`, a line `---`, then Markdown with Liquid in it. */
export interface TextSource {
  /** File name without `.md`: the template, then what it is for (`reminder.attent`, `reminder.short`). */
  readonly name: string;
  readonly language: Language;
  readonly subject: string;
  /** What stands over a page, where there is more room than in a subject. */
  readonly title: string;
  readonly body: string;
}

/** The texts of one language with the pieces they share. */
export interface TextSet {
  readonly texts: ReadonlyMap<string, TextSource>;
  readonly partials: Readonly<Record<string, string>>;
}

const textsUrl = new URL('./texts/', import.meta.url);

const filesIn = (folder: URL, ending: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort();

/** Splits a file into subject and body. @throws Error naming the file when it has no subject line */
export function parseText(name: string, language: Language, source: string): TextSource {
  const match = /^subject: (.+)\n(?:title: (.+)\n)?---\n/.exec(source);
  if (match?.[1] === undefined)
    throw new Error(`${language}/${name}.md: it must begin with the line "subject: ...", perhaps "title: ...", and the line "---"`);
  return { name, language, subject: match[1], title: match[2] ?? match[1], body: source.slice(match[0].length) };
}

function loadSet(language: Language): TextSet {
  const folder = new URL(`${language}/`, textsUrl);
  const shared = new URL('partials/', folder);
  const partials = Object.fromEntries(
    filesIn(shared, '.liquid').map((file) => [file.slice(0, -'.liquid'.length), readFileSync(new URL(file, shared), 'utf8')]),
  );
  const texts = new Map<string, TextSource>();
  for (const file of filesIn(folder, '.md')) {
    const name = file.slice(0, -'.md'.length);
    texts.set(name, parseText(name, language, readFileSync(new URL(file, folder), 'utf8')));
  }
  return { texts, partials };
}

/** All texts, read once when the module is loaded: a missing folder stops the start, not the first send. */
export const textSets: Readonly<Record<Language, TextSet>> = { nl: loadSet('nl'), en: loadSet('en') };
const layoutFile = (name: string): string => readFileSync(new URL(`./layout/${name}.liquid`, import.meta.url), 'utf8');
/** The page of an e-mail, what its plain text is made from, and the sheet of everything else. */
export const emailSource = layoutFile('email.html');
/** See {@link emailSource}. */
export const emailTextSource = layoutFile('email.text');
/** See {@link emailSource}. */
export const sheetSource = layoutFile('letter.html');
