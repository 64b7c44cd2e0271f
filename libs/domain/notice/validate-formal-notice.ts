/**
 * Checks a formal notice before it leaves. Courts test the 14-day letter of their own motion and refuse all costs when one thing is wrong,
 * so every finding blocks; nothing is repaired here.
 */
import { toDay } from '../calendar/iso-date.js';
import { type CollectionCosts, collectionCosts, generalVatRate } from '../collection-costs/collection-costs.js';
import type { Cents } from '../money/money.js';
import { isConsumer, isInDefault } from './default.js';
import { type Finding, type FindingCode, articleOf } from './findings.js';
import { type FormalNotice, type NoticeClaim, demandable, isRipe } from './formal-notice.js';
import { costsOfNotice } from './notice-costs.js';
import { consumerTermDays, presumedReceipt } from './notice-term.js';
import { daysIn, deadlinesIn, deliveryTermsIn, plain, sentencesOf, shows, showsAmount, showsWord } from './notice-text.js';
import { looseTermsIn } from './other-terms.js';
import { consequenceWords, costsWords, feeWords, forbiddenPhrases, noExtraCostsWords, vatOnCostsWords } from './wording.js';

/**
 * Everything that is wrong with a notice, in the order of the codes' groups: kind, claims, amounts, costs, wording, details. Empty: it
 * may leave.
 * @throws InvalidDate, DomainRefusal `calendar-unknown`
 */
export function validateFormalNotice(notice: FormalNotice): readonly Finding[] {
  const text = plain(notice.text);
  return checks
    .flatMap((check) => check(notice, text))
    .map(({ code, detail }) => ({ code, detail, article: articleOf(code, isLetter(notice)) }));
}

type Check = (notice: FormalNotice, text: string) => readonly Found[];

/** A finding before its article is looked up. */
type Found = Omit<Finding, 'article'>;

const finding = (wrong: boolean, code: FindingCode, detail: string): readonly Found[] => (wrong ? [{ code, detail }] : []);

/** The rules of the 14-day letter hold for it, whoever gets it. */
const isLetter = ({ kind }: FormalNotice): boolean => kind === 'fourteen-day-letter';

const included = ({ claims }: FormalNotice): readonly NoticeClaim[] => claims.filter((claim) => claim.included);

const principal = (notice: FormalNotice): Cents => included(notice).reduce((sum, claim) => sum + demandable(claim), 0n);

const checkKind: Check = ({ kind, debtorKind }) =>
  finding(kind === 'demand' && isConsumer(debtorKind), 'wrong-kind', `a ${debtorKind} debtor gets a 14-day letter, not a ${kind}`);

const checkClaims: Check = (notice, text) => [
  ...finding(included(notice).length === 0, 'no-claims', 'no claim is in the notice'),
  ...notice.claims.flatMap((claim) => (claim.included ? checkIncluded(notice, claim, text) : checkLeftOut(notice, claim))),
];

function checkIncluded(notice: FormalNotice, claim: NoticeClaim, text: string): readonly Found[] {
  const { reference, open, disputed, dueDate } = claim;
  return [
    ...finding(isLetter(notice) && !isInDefault(claim.defaultState, notice.sentOn), 'not-in-default', reference),
    // Who is in default already loses nothing by a notice of default that names his claim.
    ...finding(!isLetter(notice) && dueDate >= notice.sentOn, 'not-due', reference),
    ...finding(claim.noticed === true, 'claim-noticed', reference),
    ...finding(open <= 0n, 'claim-not-open', reference),
    ...finding(open > 0n && disputed >= open, 'claim-disputed', reference),
    ...finding(!showsWord(text, reference), 'invoice-not-shown', reference),
  ];
}

const checkLeftOut = ({ kind, sentOn }: FormalNotice, claim: NoticeClaim): readonly Found[] =>
  finding(demandable(claim) > 0n && isRipe(claim, kind, sentOn) && !claim.noticed, 'claim-missing', claim.reference);

const checkAmount: Check = (notice, text) => {
  const { amountToPay, interest, costs } = notice;
  const right = principal(notice) + interest;
  const withCosts = costs.stated > 0n && amountToPay === right + costs.stated;
  const detail = `${amountToPay} instead of ${right} cents`;
  return [
    ...finding(withCosts, 'costs-in-amount', detail),
    ...finding(!withCosts && amountToPay !== right, 'amount-wrong', detail),
    ...finding(!showsAmount(text, amountToPay), 'amount-not-shown', `${amountToPay} cents`),
  ];
};

const checkCosts: Check = (notice, text) => {
  const { base, amount, vat, stated } = notice.costs;
  const allowed = isLetter(notice) || !isConsumer(notice.debtorKind);
  if (!allowed) return finding(stated !== 0n, 'costs-not-allowed', `${stated} cents before a 14-day letter`);
  // A business may be told of no costs at all; the consumer's letter is worth nothing without the exact amount.
  if (!isLetter(notice) && stated === 0n) return [];
  const sum = principal(notice);
  const wrong = [
    ...finding(base !== sum, 'costs-base-wrong', `computed on ${base} instead of ${sum} cents`),
    // On another sum another amount is right: one finding says it.
    ...(base === sum ? checkReckoning(notice) : []),
    ...finding(stated !== amount + vat, 'costs-wrong', `${stated} instead of ${amount + vat} cents`),
  ];
  return [
    ...wrong.filter(({ code }, index) => index === wrong.findIndex((other) => other.code === code)),
    ...finding(costsSentences(text, stated).length === 0, 'costs-not-shown', `${stated} cents`),
  ];
};

/** The amount is the scale's on the sum, and the VAT (a right, not a duty) the general rate of it: BIK 2. */
function checkReckoning(notice: FormalNotice): readonly Found[] {
  const {
    debtorKind,
    costs: { amount, vat, vatDeclared, standing = [] },
  } = notice;
  if (standing.length > 0) {
    const most = costsOfNotice(principal(notice), standing);
    return finding(amount !== most, 'costs-wrong', `${amount} instead of ${most} cents beside earlier notices`);
  }
  const principals = included(notice).map((claim) => ({ amount: demandable(claim), currency: 'EUR' }));
  const calculate = (perInvoiceMinimum: boolean): CollectionCosts =>
    collectionCosts({ principals, debtorKind, perInvoiceMinimum, vat: { declared: vatDeclared, rate: generalVatRate } });
  const scale = calculate(false);
  // A creditor may hold a business to EUR 40 for each late invoice (6:96 lid 4 BW); a consumer never pays by that.
  const right = [scale, calculate(true)].find(({ costs }) => costs === amount);
  if (!right) return finding(true, 'costs-wrong', `${amount} instead of ${scale.costs} cents`);
  return finding(vatDeclared && vat !== 0n && vat !== right.vat, 'costs-wrong', `${vat} instead of ${right.vat} cents of VAT`);
}

/** Sentences that name collection costs with their exact amount, or say that none are added: a percentage or the bare word is not enough. */
const costsSentences = (text: string, stated: Cents): readonly string[] =>
  sentencesOf(text).filter((sentence) =>
    stated === 0n ? noExtraCostsWords.test(sentence) : costsWords.test(sentence) && showsAmount(sentence, stated),
  );

const checkVat: Check = ({ costs: { vat, vatDeclared } }, text) => [
  ...finding(!vatDeclared && (vat !== 0n || vatOnCostsWords.test(text)), 'vat-not-declared', `${vat} cents of VAT`),
  ...finding(vat !== 0n && !showsAmount(text, vat), 'vat-not-shown', `${vat} cents of VAT`),
];

const checkFees: Check = ({ debtorKind }, text) =>
  finding(isConsumer(debtorKind) && feeWords.test(text), 'fee-not-allowed', feeWords.exec(text)?.[0] ?? '');

const checkTerm: Check = (notice, text) => {
  const terms = deliveryTermsIn(text);
  // Only the consumer's term must be counted from delivery; a business may be given a date.
  const dated = !isLetter(notice) && deadlinesIn(text, notice.sentOn).some((last) => last > toDay(notice.sentOn));
  return [
    ...finding(terms.length === 0 && !dated, 'term-missing', 'no term counted from delivery'),
    ...terms.flatMap(({ words, days, leastDays }) => finding(!(days >= (isLetter(notice) ? leastDays : 1)), 'term-too-short', words)),
    ...(isLetter(notice) ? looseTermsIn(text) : []).flatMap((words) => finding(true, 'term-confusing', words)),
  ];
};

const checkPhrases: Check = (notice, text) =>
  isLetter(notice)
    ? forbiddenPhrases.flatMap((phrase) => finding(phrase.test(text), 'phrase-forbidden', phrase.exec(text)?.[0] ?? ''))
    : [];

/**
 * A date before the day of sending tells of the past (the original due date); one after it must leave the whole term, whatever words it
 * stands in. The day of sending itself is also the date of the letter: it is only a term where its words say so.
 */
const checkDeadlines: Check = (notice, text) => {
  if (!isLetter(notice)) return [];
  const sent = toDay(notice.sentOn, 'sentOn');
  const earliest = toDay(presumedReceipt(notice.sentOn)) + consumerTermDays;
  return daysIn(text, notice.sentOn)
    .filter(({ day, deadline }) => day < earliest && (deadline ? day >= sent : day > sent))
    .flatMap(({ day }) => finding(true, 'deadline-too-early', `${earliest - day} days too early`));
};

const checkConsequences: Check = (notice, text) => {
  const words = consequenceWords[notice.kind];
  const told = isLetter(notice) ? costsSentences(text, notice.costs.stated).some((sentence) => words.test(sentence)) : words.test(text);
  return finding(!told, 'consequences-missing', notice.kind);
};

const checkDetails: Check = ({ details }, text) => [
  ...finding(!shows(text, details.creditorName), 'creditor-name-missing', details.creditorName),
  ...finding(!shows(text, details.creditorAddress), 'creditor-address-missing', details.creditorAddress),
  ...finding(!shows(text, details.iban), 'iban-missing', details.iban),
  ...finding(!shows(text, details.reference), 'reference-missing', details.reference),
  ...finding(!shows(text, details.contact), 'contact-missing', details.contact),
];

const checks: readonly Check[] = [
  checkKind,
  checkClaims,
  checkAmount,
  checkCosts,
  checkVat,
  checkFees,
  checkTerm,
  checkPhrases,
  checkDeadlines,
  checkConsequences,
  checkDetails,
];
