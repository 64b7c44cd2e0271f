/** What the validator of a formal notice can find, and the rule that each finding breaks. */

/** What can be wrong with a notice. Stable codes: they are shown and documented. */
export const findingCodes = [
  'wrong-kind',
  'no-claims',
  'not-in-default',
  'not-due',
  'claim-missing',
  'claim-disputed',
  'claim-not-open',
  'claim-noticed',
  'invoice-not-shown',
  'amount-wrong',
  'amount-not-shown',
  'costs-in-amount',
  'costs-base-wrong',
  'costs-wrong',
  'costs-not-allowed',
  'costs-not-shown',
  'fee-not-allowed',
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

const term = '6:96 lid 6 BW; HR 25-11-2016, ECLI:NL:HR:2016:2704';

const articles: Readonly<Record<FindingCode, string>> = {
  'wrong-kind': '6:96 lid 6 BW',
  'no-claims': '6:96 lid 7 BW',
  'not-in-default': '6:81-83 BW',
  'not-due': '6:38 BW',
  'claim-missing': '6:96 lid 7 BW',
  'claim-disputed': '6:52 BW',
  'claim-not-open': '6:96 lid 6 BW',
  'claim-noticed': '6:96 lid 6-7 BW',
  'invoice-not-shown': 'Bki 3.1',
  'amount-wrong': 'Bki 3.1',
  'amount-not-shown': 'Bki 3.1',
  'costs-in-amount': '6:96 lid 6 BW',
  'costs-base-wrong': '6:96 lid 7 BW; BIK 2',
  'costs-wrong': 'BIK 2',
  'costs-not-allowed': '6:96 lid 6 BW',
  'costs-not-shown': '6:96 lid 6 BW',
  'fee-not-allowed': '6:96 lid 5 BW',
  'vat-not-declared': 'BIK 2 lid 3',
  'vat-not-shown': 'BIK 2 lid 3; 6:96 lid 6 BW',
  'term-missing': term,
  'term-too-short': term,
  'term-confusing': term,
  'phrase-forbidden': term,
  'deadline-too-early': term,
  'consequences-missing': '6:96 lid 6 BW',
  'creditor-name-missing': 'Bki 3.1',
  'creditor-address-missing': 'Bki 3.1',
  'iban-missing': 'Bki 3.1',
  'reference-missing': 'Bki 3.1',
  'contact-missing': 'Bki 4.1',
};

/** Findings that another rule gives in a notice that is no 14-day letter: there the notice of default sets the term. */
const otherArticles: Readonly<Partial<Record<FindingCode, string>>> = {
  'term-missing': '6:82 lid 1 BW',
  'term-too-short': '6:82 lid 1 BW',
  'consequences-missing': '6:82 lid 1 BW',
};

/** The rule that a finding breaks; `letter` for the 14-day letter. */
export const articleOf = (code: FindingCode, letter: boolean): string => (letter ? null : otherArticles[code]) ?? articles[code];

/** One thing that is wrong, with the words or values it depends on and the rule it breaks. */
export interface Finding {
  readonly code: FindingCode;
  readonly detail: string;
  readonly article: string;
}
