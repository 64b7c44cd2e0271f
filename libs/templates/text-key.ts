/** The key of a text: `<language>/<template>[.<tone>][.<medium>][.je]`, the name of its file without `.md`. */
import type { Formality } from '#domain/messages/formality.js';
import { noticeKinds } from '#domain/notice/wording.js';
import { type Channel, type Language, languages } from '#domain/policy/facts/facts.js';
import { type Tone, tones } from '#domain/policy/language/policy.js';
import { type TextSource, textSets } from './text-source.js';

/** What a text is laid out for. */
export type Medium = 'page' | 'short';

/** A key in its parts. */
export interface TextKey {
  /** `<language>/<name>`. */
  readonly key: string;
  readonly language: Language;
  /** Without language: what its file is called. */
  readonly name: string;
  readonly template: string;
  /** Of a formal notice its kind stands in its place. */
  readonly tone: string | null;
  readonly medium: Medium;
  readonly formality: Formality;
}

/** Which text is looked for. */
export interface TextQuestion {
  readonly template: string;
  /** Of a formal notice its kind stands in the place of the tone. */
  readonly tone: string | null;
  readonly medium: Medium;
  readonly formality: Formality;
}

/** Channels with room for a nudge only: no amounts, no tables, no layout. */
export const shortChannels: ReadonlySet<Channel> = new Set(['sms', 'whatsapp']);

/** What a text for a channel is laid out for. */
export const mediumOf = (channel: Channel): Medium => (shortChannels.has(channel) ? 'short' : 'page');

const suffix: Readonly<Record<Medium, string>> = { page: '', short: '.short' };

/** The law's notices have one text for each kind, on a page, and in one form of address. */
const noticeTemplate = 'formal-notice';

/** Names of the texts that would do, best first: first the form of address counts, then the tone. */
export function namesFor({ template, tone, medium, formality }: TextQuestion): readonly string[] {
  if (template === noticeTemplate) return tone !== null && medium === 'page' ? [`${template}.${tone}`] : [];
  const stems = tone === null ? [template] : [`${template}.${tone}`, template];
  const names = stems.map((stem) => `${stem}${suffix[medium]}`);
  return formality === 'je' ? [...names.map((name) => `${name}.je`), ...names] : names;
}

const pattern = /^([a-z]{2})[/.]([a-z][a-z-]*)(?:\.(?!short(?:\.|$)|je$)([a-z][a-z-]*))?(?:\.(short))?(?:\.(je))?$/;

const isLanguage = (word: string | undefined): word is Language => languages.some((language) => language === word);
const tonesOf = (template: string): readonly string[] => (template === noticeTemplate ? noticeKinds : tones);

/**
 * Reads a key; the slash may be a dot, as in a path of the API. Null when it is none, or names a text in whose place no text of the house
 * would do: a creditor can word what the house writes, and cannot make up what it never sends.
 */
export function readTextKey(written: string): TextKey | null {
  const [, language, template, tone, short, je] = pattern.exec(written) ?? [];
  if (!isLanguage(language) || template === undefined) return null;
  const medium = short === undefined ? 'page' : 'short';
  const formality = je === undefined ? 'u' : 'je';
  if (tone !== undefined && !tonesOf(template).includes(tone)) return null;
  const [name, ...fallbacks] = namesFor({ template, tone: tone ?? null, medium, formality });
  const { texts } = textSets[language];
  if (name === undefined || `${language}.${name}` !== written.replace('/', '.') || ![name, ...fallbacks].some((one) => texts.has(one)))
    return null;
  return { key: `${language}/${name}`, language, name, template, tone: tone ?? null, medium, formality };
}

/** Keys of all texts that a message on these channels may be worded by, whatever its kind of notice. */
export function keysFor(
  { template, tone, language, formality }: { template: string; tone: Tone | null; language: Language; formality: Formality },
  channels: readonly Channel[],
): readonly string[] {
  const tonesHere = template === noticeTemplate ? noticeKinds : [tone];
  const media = [...new Set(channels.map(mediumOf))];
  return media.flatMap((medium) =>
    tonesHere.flatMap((one) => namesFor({ template, tone: one, medium, formality }).map((name) => `${language}/${name}`)),
  );
}

/** The text of the house that stands where a creditor has none of his own. @throws Error for a key that was not read by {@link readTextKey} */
export function houseText({ language, template, tone, medium, formality }: TextKey): TextSource {
  const { texts } = textSets[language];
  const [text] = namesFor({ template, tone, medium, formality }).flatMap((name) => texts.get(name) ?? []);
  if (!text) throw new Error(`the house has no text for ${template}`);
  return text;
}

/** Keys of all texts of the house. */
export const houseKeys: readonly string[] = languages.flatMap((language) =>
  [...textSets[language].texts.keys()].map((name) => `${language}/${name}`),
);
