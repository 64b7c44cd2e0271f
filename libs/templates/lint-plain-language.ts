/** Rules on how a text speaks: in one form of address, in sentences that everybody reads once, without pressure. */
import type { MessageVariables } from './message-variables.js';
import type { WordingRule } from './lint-wording.js';

/** What is wrong with the way a text speaks. Stable: shown and documented. */
export const plainCodes = [
  'mixed-address-form',
  'sentence-too-long',
  'hard-word',
  'threat',
  'capitals',
  'exclamation',
  'no-reply-word',
] as const;
/** One of {@link plainCodes}. */
export type PlainCode = (typeof plainCodes)[number];

const as = (sample: MessageVariables): MessageVariables => sample;
const always = (): boolean => true;
const found = (words: RegExp) => (shown: string) => words.exec(shown)?.[0] ?? null;

const formal = /(?<![\p{L}.])(?:u|uw|uzelf)(?![\p{L}.])/iu;
const familiar = /(?<![\p{L}.])(?:je|jij|jou|jouw|jezelf|jullie)(?![\p{L}.])/iu;

/** Words of a sentence at most, and of all sentences on average. */
const longest = 30;
const longestAverage = 20;

/** Sentences of running text: lists and tables are read otherwise. */
const sentencesOf = (shown: string): string[] =>
  shown
    .split('\n')
    .slice(1)
    .flatMap((line) => (/^\s*(?:-|\d+\.)\s|\s{3,}/.test(line) ? [] : line.split(/(?<=[.?!:])\s+/)))
    .filter((sentence) => /\p{L}+\s+\p{L}+/u.test(sentence));
const wordsOf = (sentence: string): number => sentence.split(/\s+/).filter((word) => /\p{L}|\d/u.test(word)).length;

function tooLong(shown: string): string | null {
  const sentences = sentencesOf(shown);
  const long = sentences.find((sentence) => wordsOf(sentence) > longest);
  if (long !== undefined) return long;
  const average = sentences.reduce((sum, sentence) => sum + wordsOf(sentence), 0) / Math.max(sentences.length, 1);
  return average > longestAverage ? `${Math.round(average)} words in a sentence on average` : null;
}

/** Names are written as their owners do: shorter ones, and those of an account number, are not counted. */
const capitalWord = /(?<![\p{L}\d])\p{Lu}{3,}(?![\p{L}\d])/gu;
const mostCapitals = 3;

/** The rules. A notice of the law has words that nothing else has. */
export const plainRules: readonly WordingRule<PlainCode>[] = [
  {
    code: 'mixed-address-form',
    applies: always,
    facts: as,
    wrong: (shown) => (formal.test(shown) && familiar.test(shown) ? `${formal.exec(shown)?.[0]} and ${familiar.exec(shown)?.[0]}` : null),
  },
  { code: 'sentence-too-long', applies: ({ isScript, noticeKind }) => !isScript && noticeKind === null, facts: as, wrong: tooLong },
  {
    code: 'hard-word',
    applies: ({ noticeKind }) => noticeKind === null,
    facts: as,
    wrong: found(
      /(?<!\p{L})(?:derhalve|middels|dient\s+(?:u|je|te)|dienen\s+te|ingebreke\p{L}*|in gebreke|sommatie|sommeren|voornoemd\p{L}*|bovenvermeld\p{L}*|onderhavig\p{L}*|teneinde|desalniettemin|hereby|aforementioned|herewith|pursuant|forthwith|remit\p{L}*)(?!\p{L})/iu,
    ),
  },
  {
    code: 'threat',
    applies: ({ noticeKind }) => noticeKind === null,
    facts: as,
    wrong: found(
      /(?<!\p{L})(?:deurwaarder\p{L}*|rechter|rechtbank|beslag\p{L}*|BKR|dagvaard\p{L}*|bailiff\p{L}*|court|lawsuit|legal action|seiz\p{L}*|black ?list\p{L}*|zwarte lijst)(?!\p{L})/iu,
    ),
  },
  {
    code: 'capitals',
    applies: always,
    facts: as,
    wrong: (shown) => {
      const words = shown.match(capitalWord)?.filter((word) => !/^(?:IBAN|ABNA)$/.test(word)) ?? [];
      return words.length > mostCapitals ? words.join(' ') : null;
    },
  },
  {
    code: 'exclamation',
    applies: always,
    facts: as,
    wrong: (shown) => /!{2,}/.exec(shown)?.[0] ?? ((shown.match(/!/g)?.length ?? 0) > 1 ? 'more than one exclamation mark' : null),
  },
  {
    code: 'no-reply-word',
    applies: always,
    facts: as,
    wrong: found(/niet (?:be|te be)antwoord\p{L}*|no-?reply|do not (?:reply|answer)|kunt? (?:u|je) niet antwoorden/iu),
  },
];
