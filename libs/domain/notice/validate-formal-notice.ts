/**
 * Checks a formal notice before it leaves. Courts test the 14-day letter of their own motion and refuse all costs when one thing is wrong,
 * so every finding blocks; nothing is repaired here.
 */
import { type Day, toDay } from '../calendar/iso-date.js';
import type { Cents } from '../money/money.js';
import { isConsumer } from './default.js';
import { type FormalNotice, type NoticeClaim, demandable, isRipe } from './formal-notice.js';
import { consumerTermDays, presumedReceipt } from './notice-term.js';
import { deadlinesIn, deliveryTermsIn, looseTermsIn, plain, sentencesOf, shows, showsAmount, showsWord } from './notice-text.js';
import { consequenceWords, costsWords, forbiddenPhrases, vatOnCostsWords } from './wording.js';

/** What can be wrong with a notice. Stable codes: they are shown and documented. */
export const findingCodes = [
  'wrong-kind',
  'no-claims',
  'not-in-default',
  'not-due',
  'claim-missing',
  'claim-disputed',
  'claim-not-open',
  'invoice-not-shown',
  'amount-wrong',
  'amount-not-shown',
  'costs-in-amount',
  'costs-base-wrong',
  'costs-wrong',
  'costs-not-allowed',
  'costs-not-shown',
  'vat-not-declared',
  'vat-not-shown',
  'term-missing',
  'term-too-short',
  'term-confusing',
  'phrase-forbidden',
  'deadline-too-early',
  'consequences-missing',
  'creditor-name-missing',
  'creditor-address-missing',
  'iban-missing',
  'reference-missing',
  'contact-missing',
] as const;
/** One of {@link findingCodes}. */
export type FindingCode = (typeof findingCodes)[number];

/** One thing that is wrong, with the words or values it hangs on and the rule it breaks. */
export interface Finding {
  readonly code: FindingCode;
  readonly detail: string;
  readonly article: string;
}

const term = '6:96 lid 6 BW; HR 25-11-2016, ECLI:NL:HR:2016:2704';
const claimStatement = 'Bki 3.1';

/**
 * Everything that is wrong with a notice, in the order of the codes' groups: kind, claims, amounts, costs, wording, details. Empty: it
 * may leave.
 * @throws InvalidDate, DomainRefusal `calendar-unknown`
 */
export function validateFormalNotice(notice: FormalNotice): readonly Finding[] {
  const text = plain(notice.text);
  return [
    checkKind,
    checkClaims,
    checkAmount,
    checkCosts,
    checkVat,
    checkTerm,
    checkPhrases,
    checkDeadlines,
    checkConsequences,
    checkDetails,
  ].flatMap((check) => check(notice, text));
}

type Check = (notice: FormalNotice, text: string) => readonly Finding[];

const finding = (wrong: boolean, code: FindingCode, detail: string, article: string): readonly Finding[] =>
  wrong ? [{ code, detail, article }] : [];

/** The rules of the 14-day letter hold for it, whoever gets it. */
const isLetter = ({ kind }: FormalNotice): boolean => kind === 'fourteen-day-letter';

const included = ({ claims }: FormalNotice): readonly NoticeClaim[] => claims.filter((claim) => claim.included);

const principal = (notice: FormalNotice): Cents => included(notice).reduce((sum, claim) => sum + demandable(claim), 0n);

const checkKind: Check = ({ kind, debtorKind }) =>
  finding(
    kind === 'demand' && isConsumer(debtorKind),
    'wrong-kind',
    `a ${debtorKind} debtor gets a 14-day letter, not a ${kind}`,
    '6:96 lid 6 BW',
  );

const checkClaims: Check = (notice, text) => [
  ...finding(included(notice).length === 0, 'no-claims', 'no claim is in the notice', '6:96 lid 7 BW'),
  ...notice.claims.flatMap((claim) => (claim.included ? checkIncluded(notice, claim, text) : checkLeftOut(notice, claim))),
];

function checkIncluded(notice: FormalNotice, claim: NoticeClaim, text: string): readonly Finding[] {
  const { reference, open, disputed } = claim;
  const ripe = isRipe(claim, notice.kind, notice.sentOn);
  return [
    ...finding(isLetter(notice) && !ripe, 'not-in-default', reference, '6:81-83 BW'),
    ...finding(!isLetter(notice) && !ripe, 'not-due', reference, '6:38 BW'),
    ...finding(open <= 0n, 'claim-not-open', reference, '6:96 lid 6 BW'),
    ...finding(open > 0n && disputed >= open, 'claim-disputed', reference, '6:52 BW'),
    ...finding(!showsWord(text, reference), 'invoice-not-shown', reference, claimStatement),
  ];
}

const checkLeftOut = ({ kind, sentOn }: FormalNotice, claim: NoticeClaim): readonly Finding[] =>
  finding(demandable(claim) > 0n && isRipe(claim, kind, sentOn), 'claim-missing', claim.reference, '6:96 lid 7 BW');

const checkAmount: Check = (notice, text) => {
  const { amountToPay, interest, costs } = notice;
  const right = principal(notice) + interest;
  const withCosts = costs.stated > 0n && amountToPay === right + costs.stated;
  const detail = `${amountToPay} instead of ${right} cents`;
  return [
    ...finding(withCosts, 'costs-in-amount', detail, '6:96 lid 6 BW'),
    ...finding(!withCosts && amountToPay !== right, 'amount-wrong', detail, claimStatement),
    ...finding(!showsAmount(text, amountToPay), 'amount-not-shown', `${amountToPay} cents`, claimStatement),
  ];
};

const checkCosts: Check = (notice, text) => {
  const { base, amount, vat, stated } = notice.costs;
  const allowed = isLetter(notice) || !isConsumer(notice.debtorKind);
  if (!allowed) return finding(stated !== 0n, 'costs-not-allowed', `${stated} cents before a 14-day letter`, '6:96 lid 6 BW');
  // A business may be told of no costs at all; the consumer's letter is worth nothing without the exact amount.
  if (!isLetter(notice) && stated === 0n) return [];
  const sum = principal(notice);
  return [
    ...finding(base !== sum, 'costs-base-wrong', `computed on ${base} instead of ${sum} cents`, '6:96 lid 7 BW; BIK 2'),
    ...finding(stated !== amount + vat, 'costs-wrong', `${stated} instead of ${amount + vat} cents`, 'BIK 2'),
    ...finding(costsSentences(text, stated).length === 0, 'costs-not-shown', `${stated} cents`, '6:96 lid 6 BW'),
  ];
};

/** Sentences that name collection costs with their exact amount: a percentage or the bare word is not enough. */
const costsSentences = (text: string, stated: Cents): readonly string[] =>
  sentencesOf(text).filter((sentence) => costsWords.test(sentence) && showsAmount(sentence, stated));

const checkVat: Check = ({ costs: { vat, vatDeclared } }, text) => [
  ...finding(!vatDeclared && (vat !== 0n || vatOnCostsWords.test(text)), 'vat-not-declared', `${vat} cents of VAT`, 'BIK 2 lid 3'),
  ...finding(vat !== 0n && !showsAmount(text, vat), 'vat-not-shown', `${vat} cents of VAT`, 'BIK 2 lid 3; 6:96 lid 6 BW'),
];

const checkTerm: Check = (notice, text) => {
  const terms = deliveryTermsIn(text);
  const article = isLetter(notice) ? term : '6:82 lid 1 BW';
  // Only the consumer's term must be counted from delivery; a business may be given a date.
  const dated = !isLetter(notice) && deadlinesIn(text, notice.sentOn).some((last) => last > toDay(notice.sentOn));
  return [
    ...finding(terms.length === 0 && !dated, 'term-missing', 'no term counted from delivery', article),
    ...terms.flatMap(({ words, days, leastDays }) =>
      finding(!(days >= (isLetter(notice) ? leastDays : 1)), 'term-too-short', words, article),
    ),
    ...(isLetter(notice) ? looseTermsIn(text) : []).flatMap((words) => finding(true, 'term-confusing', words, article)),
  ];
};

const checkPhrases: Check = (notice, text) =>
  isLetter(notice)
    ? forbiddenPhrases.flatMap((phrase) => finding(phrase.test(text), 'phrase-forbidden', phrase.exec(text)?.[0] ?? '', term))
    : [];

/** A date before the day of sending tells of the past (the original due date); one after it must leave the whole term. */
const checkDeadlines: Check = (notice, text) => {
  if (!isLetter(notice)) return [];
  const sent = toDay(notice.sentOn, 'sentOn');
  const earliest = toDay(presumedReceipt(notice.sentOn)) + consumerTermDays;
  const tooEarly = (last: Day): boolean => last >= sent && last < earliest;
  return deadlinesIn(text, notice.sentOn)
    .filter(tooEarly)
    .flatMap((last) => finding(true, 'deadline-too-early', `${earliest - last} days too early`, term));
};

const checkConsequences: Check = (notice, text) => {
  const words = consequenceWords[notice.kind];
  const told = isLetter(notice) ? costsSentences(text, notice.costs.stated).some((sentence) => words.test(sentence)) : words.test(text);
  return finding(!told, 'consequences-missing', notice.kind, isLetter(notice) ? '6:96 lid 6 BW' : '6:82 lid 1 BW');
};

const checkDetails: Check = ({ details }, text) => [
  ...finding(!shows(text, details.creditorName), 'creditor-name-missing', details.creditorName, claimStatement),
  ...finding(!shows(text, details.creditorAddress), 'creditor-address-missing', details.creditorAddress, claimStatement),
  ...finding(!shows(text, details.iban), 'iban-missing', details.iban, claimStatement),
  ...finding(!shows(text, details.reference), 'reference-missing', details.reference, claimStatement),
  ...finding(!shows(text, details.contact), 'contact-missing', details.contact, 'Bki 4.1'),
];
