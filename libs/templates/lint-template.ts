/**
 * What a text must hold before it may be used. It is rendered with a sample and read as the debtor would read it, so that a table in a
 * shared piece counts as much as a sentence; names that no message has are found without rendering.
 */
import { languages, type Channel } from '#domain/policy/facts/facts.js';
import { noticeKinds } from '#domain/notice/wording.js';
import { formatDate, formatMoney } from './format.js';
import type { MessageVariables } from './message-variables.js';
import { longestSubject, namingEach, renderText } from './render.js';
import { sampleVariables } from './sample-variables.js';
import { TextEngine, textOfHtml } from './text-engine.js';
import { textSets, type TextSource } from './text-source.js';
import { textView, type TextView } from './text-view.js';
import { plainCodes, plainRules } from './lint-plain-language.js';
import { type TextTraits, wordingCodes, type WordingRule, wordingRules } from './lint-wording.js';

/** What can be wrong with a text. Stable: shown and documented. */
const lintCodes = [
  'language-missing',
  'syntax',
  'unknown-variable',
  'lacks-invoice-number',
  'lacks-open-amount',
  'lacks-due-date',
  'lacks-next-step',
  'lacks-contact',
  'lacks-notice-sentence',
  'amount-in-subject',
  'debt-word-in-subject',
  'subject-too-long',
  'subject-lacks-number',
  'subject-number-late',
  'amount-in-short-text',
  'unrendered',
  ...wordingCodes,
  ...plainCodes,
] as const;
/** One of {@link lintCodes}. */
export type LintCode = (typeof lintCodes)[number];

/** One finding, with the file it is in. */
export interface LintProblem {
  readonly code: LintCode;
  readonly text: string;
  readonly detail: string;
}

type Content = 'number' | 'open' | 'due' | 'next' | 'contact';
const everything: readonly Content[] = ['number', 'open', 'due', 'next', 'contact'];

/** Texts that do not chase may leave out what would be out of place; every other text, also one made later, must hold everything. */
const required: Readonly<Record<string, readonly Content[]>> = {
  'call-confirmation': ['number', 'open', 'next', 'contact'],
  'plan-confirmation': ['number', 'open', 'next', 'contact'],
  // Of a plan an instalment is asked, not all that is open, and on its own day.
  'instalment-due': ['number', 'next', 'contact'],
  'instalment-due.short': ['number', 'next'],
  'instalment-missed': ['number', 'next', 'contact'],
  'instalment-missed.short': ['number', 'next'],
  'plan-ended.short': ['number', 'next'],
  'payment-thanks': ['number', 'contact'],
  'payment-thanks.short': ['number'],
};
const shortRequired: readonly Content[] = ['number', 'due', 'next'];

const contentCodes: Readonly<Record<Content, LintCode>> = {
  number: 'lacks-invoice-number',
  open: 'lacks-open-amount',
  due: 'lacks-due-date',
  next: 'lacks-next-step',
  contact: 'lacks-contact',
};

/** An envelope, a lock screen and a colleague's eye may see a subject line: nothing in it may say that somebody owes money. */
const debtWords =
  /aanmaning|herinnering|incasso|schuld|achterstand|sommatie|ingebreke|deurwaarder|vordering|wanbetal|te laat|debt|overdue|arrears|collection|reminder|default|demand|bailiff|owe/i;
const amountLike = /[€$£]|\bEUR\b|\d[.,]\d{2}(?!\d)/;

const isShort = (name: string): boolean => /\.short(?:\.je)?$/.test(name);
const isScript = (name: string): boolean => name === 'check-in' || name === 'overdue';
const isNotice = (name: string): boolean => name.startsWith('formal-notice.');
const templateOf = (name: string): string => (isShort(name) ? `${name.split('.')[0] ?? name}.short` : (name.split('.')[0] ?? name));
/** A channel that shows the text as it is meant to be shown. */
export const channelOf = (name: string): Channel => (isShort(name) ? 'sms' : isScript(name) ? 'call' : 'email');

const sampleFor = (text: TextSource): MessageVariables =>
  sampleVariables(
    text.language,
    noticeKinds.find((kind) => text.name.endsWith(`.${kind}`)),
  );

const holds = (view: unknown, path: readonly string[]): boolean => {
  const [name, ...rest] = path;
  if (name === undefined || view === null) return true;
  if (Array.isArray(view)) return /^\d+$/.test(name) ? holds(view[0], rest) : name === 'size' || name === 'first';
  if (typeof view !== 'object' || !Object.hasOwn(view, name)) return false;
  return holds(Object.entries(view).find(([key]) => key === name)?.[1], rest);
};

function unknownVariables(engine: TextEngine, text: TextSource, view: TextView): string[] {
  const names = [text.subject, text.title, text.body].flatMap((source) => engine.namesIn(source));
  return [...new Set(names.filter((path) => !holds(view, path)).map((path) => path.join('.')))];
}

function missingContent(text: TextSource, shown: string, sample: MessageVariables): LintCode[] {
  const { language, invoices, nextStep, creditor } = sample;
  const plain = shown.replace(/\s+/g, ' ');
  const wanted: Readonly<Record<Content, readonly string[]>> = {
    number: invoices.map(({ number }) => number),
    open: [formatMoney(sample.totalOpen, language).replace(/\s/g, ' ')],
    due: invoices.map(({ dueDate }) => formatDate(dueDate, language)),
    next: [nextStep],
    contact: [creditor.email],
  };
  const content = required[templateOf(text.name)] ?? (isShort(text.name) ? shortRequired : everything);
  return content.filter((part) => !wanted[part].every((words) => plain.includes(words))).map((part) => contentCodes[part]);
}

function shapeCodes(text: TextSource, rendered: { readonly subject: string; readonly text: string }, view: TextView): LintCode[] {
  const notice = view['notice'];
  const sentence = typeof notice === 'object' && notice !== null && 'sentence' in notice ? String(notice.sentence) : '';
  const flat = (words: string): string => words.replace(/\s+/g, ' ');
  const codes: readonly (readonly [boolean, LintCode])[] = [
    [isNotice(text.name) && !flat(rendered.text).includes(flat(sentence)), 'lacks-notice-sentence'],
    [amountLike.test(rendered.subject), 'amount-in-subject'],
    [!isScript(text.name) && debtWords.test(rendered.subject), 'debt-word-in-subject'],
    [isShort(text.name) && amountLike.test(rendered.text), 'amount-in-short-text'],
    [/\{\{|\{%|%\}|\}\}/.test(rendered.text + rendered.subject), 'unrendered'],
  ];
  return codes.flatMap(([wrong, code]) => (wrong ? [code] : []));
}

const longNumber = '2026/NOORD-HOLLAND/0000000042-A';
/** The longest there can be: many invoices with long numbers. */
const withLongNumbers = (sample: MessageVariables): MessageVariables => ({
  ...sample,
  invoices: sample.invoices.flatMap((invoice) => Array.from({ length: 1_000 }, () => ({ ...invoice, number: longNumber }))),
});
/** So far from the front a phone shows a subject at least. */
const alwaysShown = 20;

/** A subject is shown whole on a phone, and says in its front half which invoice it is about. */
function subjectCodes(text: TextSource, sample: MessageVariables, engine: TextEngine): LintCode[] {
  if (isScript(text.name)) return [];
  const subjectOf = (variables: MessageVariables): string => engine.plain(text.subject, viewOf(text, variables, channelOf(text.name)));
  const subject = subjectOf(sample);
  const at = subject.indexOf(sample.invoices[0]?.number ?? '');
  const alone = { ...sample, invoices: sample.invoices.map((invoice) => ({ ...invoice, number: longNumber })) };
  const longest = Math.max(...[alone, withLongNumbers(sample)].map((variables) => subjectOf(variables).length));
  return [
    ...(longest > longestSubject ? (['subject-too-long'] as const) : []),
    ...(at < 0 ? (['subject-lacks-number'] as const) : []),
    ...(at > Math.max(alwaysShown, subject.length / 2) ? (['subject-number-late'] as const) : []),
  ];
}

const traitsOf = ({ name }: TextSource): TextTraits => ({
  isShort: isShort(name),
  isScript: isScript(name),
  template: name.split('.')[0] ?? name,
  noticeKind: isNotice(name) ? name.slice('formal-notice.'.length) : null,
});

const renderWith = (text: TextSource, variables: MessageVariables, how: { readonly channel: Channel; readonly engine: TextEngine }) =>
  renderText(text, { ...how, variables, view: viewOf(text, variables, how.channel), unbroken: true });

const viewOf = (text: TextSource, variables: MessageVariables, channel: Channel): TextView =>
  textView(variables, channel, namingEach.has(text.name.split('.')[0] ?? ''));

const problemOf = (text: TextSource, code: LintCode, detail: string): LintProblem => ({
  code,
  text: `${text.language}/${text.name}.md`,
  detail,
});

/** One thing to look at. Rendering takes most of its time. */
export type LintStep = (text: TextSource, engine: TextEngine) => readonly LintProblem[];

const namesAreKnown: LintStep = (text, engine) =>
  unknownVariables(engine, text, viewOf(text, sampleFor(text), channelOf(text.name))).map((name) =>
    problemOf(text, 'unknown-variable', name),
  );

const holdsWhatItMust: LintStep = (text, engine) => {
  const sample = sampleFor(text);
  const view = viewOf(text, sample, channelOf(text.name));
  const rendered = renderWith(text, sample, { channel: channelOf(text.name), engine });
  // The page's foot names the creditor's address in every message; a reader must find it where the text speaks to him.
  const own = isShort(text.name) ? rendered.text : textOfHtml(`<main>${engine.html(text.body, view)}</main>`);
  const shown = `${rendered.subject}\n${own}`;
  return [...missingContent(text, shown, sample), ...shapeCodes(text, rendered, view)].map((code) => problemOf(text, code, text.subject));
};

const hasSubjectToFind: LintStep = (text, engine) =>
  subjectCodes(text, sampleFor(text), engine).map((code) => problemOf(text, code, text.subject));

/** What the text says wrongly when the facts are others than it takes for granted. */
const stepOf =
  ({ code, applies, facts, channel: only, wrong }: WordingRule<LintCode>): LintStep =>
  (text, engine) => {
    if (!applies(traitsOf(text))) return [];
    const channel = only ?? channelOf(text.name);
    const { subject, text: shown } = renderWith(text, facts(sampleFor(text)), { channel, engine });
    const words = wrong(`${subject}\n${shown}`.replace(/\u00a0/g, ' '));
    return words === null ? [] : [problemOf(text, code, words)];
  };

/** Everything that is looked at. Where the first finds anything, the others would fail on it. */
export const lintSteps: readonly LintStep[] = [
  namesAreKnown,
  holdsWhatItMust,
  hasSubjectToFind,
  ...wordingRules.map(stepOf),
  ...plainRules.map(stepOf),
];

/** Everything that is wrong with one text; empty when it may be used. */
export function lintTemplate(text: TextSource): readonly LintProblem[] {
  const engine = new TextEngine(textSets[text.language].partials);
  try {
    const unknown = namesAreKnown(text, engine);
    return unknown.length > 0 ? unknown : lintSteps.flatMap((step) => step(text, engine));
  } catch (error) {
    return [problemOf(text, 'syntax', error instanceof Error ? error.message : String(error))];
  }
}

/** The same for every text there is, and whether each exists in each language. */
export function lintTexts(): readonly LintProblem[] {
  const names = [...new Set(languages.flatMap((language) => [...textSets[language].texts.keys()]))];
  return languages.flatMap((language) =>
    names.flatMap((name): readonly LintProblem[] => {
      const text = textSets[language].texts.get(name);
      return text === undefined ? [{ code: 'language-missing', text: `${language}/${name}.md`, detail: name }] : lintTemplate(text);
    }),
  );
}
