/**
 * Everything in a 14-day letter that gives, beside the accepted sentence, another term to pay in or another start of it. "Confusing
 * information on the term" makes the letter void (HR 25-11-2016, ECLI:NL:HR:2016:2704), so the net is wide: words that look like a term
 * are one unless the creditor plainly promises an answer. What it catches wrongly goes to a person; what it lets through costs the costs.
 * Text is compared in lower case with single spaces.
 */
import { sentencesOf } from './notice-text.js';
import { acceptedTerms, forbiddenPhrases, numberWords, payWords } from './wording.js';

/** Any word of the same sentence. */
const word = String.raw`[^\s.!?;:]+`;
const unit =
  '(?:(?:werk|kalender)?dag(?:en)?|dgn|etmaal|etmalen|uur|uren|weken|week|maand(?:en)?|(?:working |business |calendar )?days?|hours?|weeks?|months?|fortnight)';
const count = String.raw`(?:\d{1,3}|${numberWords.join('|')}|a|an|enkele|few|paar)(?: \([^)]*\))?`;
const weekday = '(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:mon|tues|wednes|thurs|fri|satur|sun)day';

const durations = [
  String.raw`(?:binnen|within)(?: ${word}){1,4}? ${unit}`,
  String.raw`(?:in|over|uiterlijk|hooguit|maximaal|at most|no later than) (?:de |the )?(?:a |een )?${count} ${unit}`,
  String.raw`(?:hebt|heeft|krijgt|geven|gunnen|have|has|get|give|allow)(?: ${word}){0,4}? ${count} ${unit}`,
  String.raw`(?:(?:betaal|betalings)?termijn|term|period) (?:van|is|bedraagt|of)(?: ${word}){0,2}? ${count} ${unit}`,
];

const starts = [
  String.raw`(?:na|vanaf|sinds|ingaande)(?: ${word}){0,4}? (?:verzending|verzenddatum|dagtekening|poststempel|briefdatum|heden|vandaag)`,
  String.raw`(?:na|vanaf|met ingang van)(?: ${word}){0,3}? (?:datum|dag) van (?:deze|dit|de|onze|het)(?: ${word}){0,2}? (?:brief|e-mail|bericht|aanmaning)`,
  String.raw`nadat (?:deze|dit|de|het) (?:brief|e-mail|bericht)(?: ${word}){0,3}? (?:verzonden|verstuurd|gepost)`,
  String.raw`(?:vanaf nu|met ingang van (?:heden|vandaag|nu))`,
  String.raw`(?:from|after)(?: ${word}){0,4}? (?:date of (?:this|the)|dispatch|postmark)`,
  String.raw`(?:from|after) (?:this|the) (?:letter|e-mail|message)(?: is| was| has been)? (?:sent|posted|dispatched)`,
  String.raw`(?:betaal|betalings)?(?:termijn|term|period)(?: ${word}){0,3}? (?:loopt|begint|start|gaat in|eindigt|verloopt|verstrijkt|runs|starts|begins|ends|expires)`,
  String.raw`(?:loopt|begint|start|eindigt|verloopt|verstrijkt) (?:de|uw|deze) (?:betaal|betalings)?termijn`,
];

const now =
  '(?:(?:per )?direct|meteen|onmiddellijk|terstond|onverwijld|omgaand|vandaag|morgen|overmorgen|immediately|today|tomorrow|right away|straight away|promptly|forthwith)';
const atOnce = [
  String.raw`(?:betaal|betaalt|betalen|voldoe|voldoet|voldoen|overmaken|maak|boek|pay|transfer|settle)(?: ${word}){0,4}? ${now}`,
  String.raw`${now}(?: ${word}){0,3}? (?:betalen|voldoen|overmaken|over te maken|op onze rekening|bijgeschreven|be paid|on our account)`,
  '(?:betaal|betaalt|voldoe|pay)(?: u)?(?: het| dit| it)? (?:nu|now)',
  '(?:directe|onmiddellijke|immediate|prompt) (?:betaling|voldoening|payment)',
];

/** Days that only have a name; they are a term in a sentence about paying. */
const namedDays = String.raw`(?:deze|volgende|komende|aanstaande|eind(?:e)?(?: van)?(?: de| deze)?|this|next|coming|end of(?: the| this)?|v[oó][oó]r|uiterlijk|before|by) (?:week|weekend|maand|month|${weekday})`;

const anyOf = (forms: readonly string[]): RegExp => new RegExp(String.raw`(?<![\p{L}\d])(?:${forms.join('|')})(?![\p{L}\d])`, 'gu');
const inDurations = anyOf(durations);
const elsewhere = anyOf([...starts, ...atOnce]);
const inPayment = anyOf([namedDays]);

/** The creditor says when he will answer. */
const answers = /\b(?:wij|we)\b[^,]*\b(?:antwoord(?:en)?|reageren|laten u weten|answer|reply|respond)\b/;

/**
 * Words that give a term to pay in, or start it, otherwise than the accepted sentence ("betaal binnen vijf dagen", "vanaf de datum van
 * deze brief", "betaal direct"). The forbidden phrases are findings of their own and are not repeated here.
 */
export function looseTermsIn(text: string): readonly string[] {
  const rest = acceptedTerms.reduce((left, { pattern }) => left.replace(pattern, ''), text);
  return sentencesOf(rest).flatMap((sentence) => {
    const pays = payWords.test(sentence);
    if (!pays && answers.test(sentence)) return [];
    const allowed = forbiddenPhrases.reduce((left, phrase) => left.replace(phrase, ''), sentence);
    return [
      ...(sentence.match(inDurations) ?? []),
      ...(allowed.match(elsewhere) ?? []),
      ...((pays ? sentence.match(inPayment) : null) ?? []),
    ];
  });
}
