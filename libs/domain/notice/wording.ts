/**
 * The words on which a formal notice stands or falls: sentences that templates use as they are, the forms of the term that the Hoge Raad
 * accepted (HR 25-11-2016, ECLI:NL:HR:2016:2704) and the phrases that make it invalid. Text is compared in lower case with single spaces.
 */
import type { Currency } from '../money/money.js';
import type { Language, NoticeKind } from '../policy/facts/facts.js';

export { type NoticeKind, noticeKinds } from '../policy/facts/facts.js';

/**
 * Approved sentences for claims in euros, with `{open}`, `{costs}`, `{days}` and `{carrier}` to fill in; amounts with their currency sign.
 */
export const noticeSentences: Readonly<Record<Language, Readonly<Record<NoticeKind, string>>>> = {
  nl: {
    'fourteen-day-letter':
      'Betaal het openstaande bedrag van {open} binnen vijftien dagen nadat {carrier} bij u is bezorgd. Dan bent u geen incassokosten verschuldigd. ' +
      'Is het bedrag dan niet of niet helemaal betaald, dan bent u {costs} aan buitengerechtelijke incassokosten verschuldigd. ' +
      'Betaalt u op tijd een deel, dan rekenen wij de kosten alleen over de rest.',
    'notice-of-default':
      'Wij stellen u in gebreke. Betaal het openstaande bedrag van {open} binnen {days} dagen nadat {carrier} bij u is bezorgd. ' +
      'Is het bedrag dan niet helemaal betaald, dan bent u in verzuim en bent u vanaf dat moment wettelijke rente verschuldigd.',
    demand:
      'Betaal het openstaande bedrag van {open} binnen {days} dagen nadat {carrier} bij u is bezorgd. De wettelijke handelsrente loopt door tot u ' +
      'betaalt. Is het bedrag dan niet helemaal betaald, dan geven wij de vordering uit handen en bent u {costs} aan buitengerechtelijke ' +
      'incassokosten verschuldigd. Betaalt u op tijd een deel, dan rekenen wij de kosten alleen over de rest.',
  },
  en: {
    'fourteen-day-letter':
      'Please pay the open amount of {open} within fifteen days after {carrier} has been delivered to you. You will then owe no collection costs. ' +
      'If the amount has not been paid in full by then, you will owe {costs} in extrajudicial collection costs. ' +
      'If you pay a part in time, we charge the costs only on the rest.',
    'notice-of-default':
      'We hereby give you notice of default. Please pay the open amount of {open} within {days} days after {carrier} has been delivered to you. ' +
      'If the amount has not been paid in full by then, you are in default and owe statutory interest from that moment.',
    demand:
      'Please pay the open amount of {open} within {days} days after {carrier} has been delivered to you. Statutory commercial interest runs until ' +
      'you pay. If the amount has not been paid in full by then, we will hand the claim over for collection and you will owe {costs} in ' +
      'extrajudicial collection costs. If you pay a part in time, we charge the costs only on the rest.',
  },
};

/** The same without costs and interest, for claims in another currency: the law gives both in euros (6:96, 6:119a BW, BIK). */
const foreignSentences: Readonly<Record<Language, Readonly<Record<Exclude<NoticeKind, 'fourteen-day-letter'>, string>>>> = {
  nl: {
    'notice-of-default':
      'Wij stellen u in gebreke. Betaal het openstaande bedrag van {open} binnen {days} dagen nadat {carrier} bij u is bezorgd. ' +
      'Is het bedrag dan niet helemaal betaald, dan bent u in verzuim.',
    demand:
      'Betaal het openstaande bedrag van {open} binnen {days} dagen nadat {carrier} bij u is bezorgd. ' +
      'Is het bedrag dan niet helemaal betaald, dan geven wij de vordering uit handen.',
  },
  en: {
    'notice-of-default':
      'We hereby give you notice of default. Please pay the open amount of {open} within {days} days after {carrier} has been delivered to you. ' +
      'If the amount has not been paid in full by then, you are in default.',
    demand:
      'Please pay the open amount of {open} within {days} days after {carrier} has been delivered to you. ' +
      'If the amount has not been paid in full by then, we will hand the claim over for collection.',
  },
};

/**
 * A notice of default to a business or a public body without an agreed term: interest waits for no notice, it runs from thirty days after
 * receipt of the invoice (6:119a lid 2, 6:119b lid 2 BW), and EUR 40 is due by then (6:96 lid 4 BW).
 */
const businessDefault: Readonly<Record<Language, string>> = {
  nl:
    'Wij stellen u in gebreke. Betaal het openstaande bedrag van {open} binnen {days} dagen nadat {carrier} bij u is bezorgd. ' +
    'Is het bedrag dan niet helemaal betaald, dan bent u in verzuim. ' +
    'De wettelijke handelsrente loopt al vanaf 30 dagen na ontvangst van de factuur. Vanaf die dag bent u ook €\u00a040,00 aan kosten verschuldigd.',
  en:
    'We hereby give you notice of default. Please pay the open amount of {open} within {days} days after {carrier} has been delivered to you. ' +
    'If the amount has not been paid in full by then, you are in default. ' +
    'Statutory commercial interest already runs from 30 days after receipt of the invoice. From that day you also owe €40.00 in costs.',
};

/**
 * Where earlier notices already announced all that the scale allows over the sum of what they and this one name (BIK 2): nothing is added,
 * and that is said rather than shown as an amount of nothing.
 */
const nothingMoreSentences: Readonly<Record<Language, Readonly<Record<Exclude<NoticeKind, 'notice-of-default'>, string>>>> = {
  nl: {
    'fourteen-day-letter':
      'Betaal het openstaande bedrag van {open} binnen vijftien dagen nadat {carrier} bij u is bezorgd. Is het bedrag dan niet of niet helemaal ' +
      'betaald, dan bent u daarvoor geen extra incassokosten verschuldigd: het hoogste bedrag dat wij mogen rekenen, staat al in een eerdere brief.',
    demand:
      'Betaal het openstaande bedrag van {open} binnen {days} dagen nadat {carrier} bij u is bezorgd. De wettelijke handelsrente loopt door tot u ' +
      'betaalt. Is het bedrag dan niet helemaal betaald, dan geven wij de vordering uit handen. U bent daarvoor geen extra incassokosten ' +
      'verschuldigd: het hoogste bedrag dat wij mogen rekenen, staat al in een eerdere brief.',
  },
  en: {
    'fourteen-day-letter':
      'Please pay the open amount of {open} within fifteen days after {carrier} has been delivered to you. If the amount has not been paid in full ' +
      'by then, you will owe no extra collection costs for it: the most that we may charge is already stated in an earlier letter.',
    demand:
      'Please pay the open amount of {open} within {days} days after {carrier} has been delivered to you. Statutory commercial interest runs until ' +
      'you pay. If the amount has not been paid in full by then, we will hand the claim over for collection. You will owe no extra collection ' +
      'costs for it: the most that we may charge is already stated in an earlier letter.',
  },
};

/** What a notice is, and for whom: its sentence depends on both. */
export interface NoticeOccasion {
  readonly kind: NoticeKind;
  readonly currency: Currency;
  readonly isConsumer: boolean;
  /** Earlier notices announced all that may be charged: this one adds nothing. */
  readonly addsNoCosts?: boolean;
}

/** The approved sentence of a notice for claims in a currency. A 14-day letter has one sentence: there is none outside the euro. */
export function noticeSentence(language: Language, { kind, currency, isConsumer, addsNoCosts }: NoticeOccasion): string {
  if (currency !== 'EUR' && kind !== 'fourteen-day-letter') return foreignSentences[language][kind];
  if (addsNoCosts && kind !== 'notice-of-default') return nothingMoreSentences[language][kind];
  return kind === 'notice-of-default' && !isConsumer ? businessDefault[language] : noticeSentences[language][kind];
}

/** What `{carrier}` says for a letter and for an e-mail. */
export const carriers: Readonly<Record<Language, Readonly<Record<'post' | 'email', string>>>> = {
  nl: { post: 'deze brief', email: 'deze e-mail' },
  en: { post: 'this letter', email: 'this e-mail' },
};

/** Fills the `{names}` of a sentence; a name without a value stays as it is, for the reader to see. */
export const fillSentence = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

const delivered = {
  nl: '(?:deze (?:brief|e-mail)|dit bericht) bij u is bezorgd',
  en: 'this (?:letter|e-mail|message) (?:is|was|has been) delivered to you',
} as const;

/** A form of the term with the least number of days that keeps it at fourteen full days after the day of receipt. */
export interface TermForm {
  /** Group 1 is the number of days, in digits or as a word. */
  readonly pattern: RegExp;
  readonly leastDays: number;
}

/** "veertien dagen vanaf de dag nadat ... is bezorgd" and "vijftien dagen nadat ... is bezorgd"; longer terms are always allowed. */
export const acceptedTerms: readonly TermForm[] = [
  { pattern: new RegExp(`binnen (\\S+) dagen vanaf de dag nadat ${delivered.nl}`, 'g'), leastDays: 14 },
  { pattern: new RegExp(`binnen (\\S+) dagen nadat ${delivered.nl}`, 'g'), leastDays: 15 },
  { pattern: new RegExp(`within (\\S+) days from the day after ${delivered.en}`, 'g'), leastDays: 14 },
  { pattern: new RegExp(`within (\\S+) days after ${delivered.en}`, 'g'), leastDays: 15 },
];

/** Phrases that start the term before the letter can have arrived, or that ask for payment without the term. */
export const forbiddenPhrases: readonly RegExp[] = [
  /\b(?:na|vanaf) heden\b/,
  /\b(?:na|vanaf) vandaag\b/,
  /\b(?:na|vanaf) (?:de )?(?:dagtekening|verzending|verzenddatum)\b/,
  /\bdagen na (?:de )?datum\b/,
  /\bper omgaande\b/,
  /\b(?:direct|meteen|onmiddellijk) te (?:betalen|voldoen)\b/,
  /\bdays (?:from|after) (?:today|the date of|dispatch|sending)\b/,
  /\bfrom today\b/,
  /\bpay (?:immediately|at once)\b/,
];

/** How a sentence speaks of paying. */
export const payWords =
  /\b(?:betaal|betaalt|betalen|betaald|betaling|voldoe|voldoet|voldoen|voldaan|overmaken|overgemaakt|over te maken|maak|rekening|ontvangen|tegemoet|pay|paid|payment|transfer|receive|account)\b/;

/** Costs of collection by another name: a consumer owes none beside the scale (6:96 lid 5 BW). Saying that there are none is no fee. */
export const feeWords =
  /(?<!\b(?:geen|zonder|no|without) (?:extra )?)\b(?:administratie|herinnerings?|aanmanings?|sommatie|dossier|registratie|behandelings?|verwerkings?|bureau|porto)-?kosten\b|(?<!\b(?:no|without) (?:extra )?)\b(?:administrati(?:on|ve)|reminder|handling|processing|late(?: payment)?|file|dunning) (?:fees?|costs?|charges?)\b/;

/** How a text names collection costs. */
export const costsWords = /incassokosten|collection costs/;

/** How a text says that a notice adds no costs to those of earlier ones. */
export const noExtraCostsWords = /geen extra incassokosten|no extra collection costs/;

/** How a text states that costs carry VAT. */
export const vatOnCostsWords =
  /(?:incassokosten|collection costs)[^.]*\b(?:btw|vat)\b|\b(?:btw|vat)\b[^.]*(?:incassokosten|collection costs)/;

/** What the debtor must be told that follows; for costs it must stand in the sentence with the amount. */
export const consequenceWords: Readonly<Record<NoticeKind, RegExp>> = {
  'fourteen-day-letter': /verschuldigd|in rekening|\bowe\b|\bcharge/,
  'notice-of-default': /\bin verzuim\b|\bin default\b/,
  demand: /uit handen|incassobureau|deurwaarder|gerechtelijke stappen|\bhand the claim over\b|collection agency|bailiff|legal action/,
};

const nlWords =
  'een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig';
const enWords =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const numbers: ReadonlyMap<string, number> = new Map([
  ...[nlWords, enWords].flatMap((words) => words.split(' ').map((word, index) => [word, index + 1] as const)),
  ['eenentwintig', 21],
  ['achtentwintig', 28],
  ['dertig', 30],
  ['twenty-one', 21],
  ['twenty-eight', 28],
  ['thirty', 30],
]);

/** Every number word that is known, longer ones first. */
export const numberWords: readonly string[] = [...numbers.keys()].sort((a, b) => b.length - a.length);

/** The number that digits or a Dutch or English word stand for; NaN when it is neither. */
export const numberOf = (word: string): number => (/^\d{1,3}$/.test(word) ? Number(word) : (numbers.get(word) ?? NaN));
