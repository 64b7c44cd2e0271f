/**
 * Rules on what a text may say. Each renders the text with facts that make a careless sentence untrue, and looks for that sentence: "we
 * have written to you before" where nothing was sent, "EUR 0.00 a day" where no interest runs, a term that ends after the next step.
 */
import type { Channel } from '#domain/policy/facts/facts.js';
import type { MessageVariables } from './message-variables.js';

/** What a text may say wrongly. Stable: shown and documented. */
export const wordingCodes = [
  'unproven-contact',
  'unproven-debit',
  'nothing-shown-as-something',
  'raw-phone-number',
  'letter-without-subject-line',
  'legal-form-in-salutation',
  'title-as-it-was-written',
  'called-late',
  'promised-part-not-asked',
  'not-due-called-missed',
  'returned-called-not-received',
  'missed-beside-returned',
  'account-in-running-text',
  'term-beyond-next-step',
  'promises-a-person',
  'promises-an-arrangement',
  'judges-the-call',
  'asks-arrival-not-payment',
  'oldest-of-one',
  'disputed-part-not-told',
  'description-not-shown',
  'lacks-way-to-pay',
  'interest-unclear',
  'part-payment-not-told',
  'threat-before-last-letter',
] as const;
/** One of {@link wordingCodes}. */
export type WordingCode = (typeof wordingCodes)[number];

/** A text as its name tells of it. */
export interface TextTraits {
  readonly isShort: boolean;
  readonly isScript: boolean;
  readonly template: string;
  readonly noticeKind: string | null;
}

/** One rule: with which facts the text is rendered, and what may not (or must) be read then. */
export interface WordingRule<Code extends string = WordingCode> {
  readonly code: Code;
  readonly applies: (text: TextTraits) => boolean;
  readonly facts: (sample: MessageVariables) => MessageVariables;
  readonly channel?: Channel;
  /** The words that are wrong, or what is missing; null when all is well. */
  readonly wrong: (shown: string) => string | null;
}

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });
const found = (words: RegExp) => (shown: string) => words.exec(shown)?.[0] ?? null;
const missing = (words: RegExp) => (shown: string) => (words.test(shown) ? null : words.source);
const as = (sample: MessageVariables): MessageVariables => sample;
const always = (): boolean => true;
const isPage = ({ isShort, isScript }: TextTraits): boolean => !isShort && !isScript;
const asks = ({ template }: TextTraits): boolean => template !== 'payment-thanks';
/**
 * Texts to a debtor who keeps what was agreed or may still mend it, whose payment came and went back, or whom only this notice puts in
 * default: none of them is called late.
 */
const notCalledLate = ({ template, noticeKind }: TextTraits): boolean =>
  noticeKind === 'notice-of-default' ||
  ['call-confirmation', 'plan-confirmation', 'instalment-due', 'instalment-missed', 'direct-debit-returned'].includes(template);
/** A page with the table of invoices. */
const listsInvoices = (text: TextTraits): boolean => isPage(text) && asks(text);
const ofInvoices = (sample: MessageVariables, over: Partial<MessageVariables['invoices'][number]>): MessageVariables => ({
  ...sample,
  invoices: sample.invoices.map((invoice) => ({ ...invoice, ...over })),
});

const reminders: ReadonlySet<string> = new Set(['reminder', 'urgent-reminder', 'direct-debit-returned']);
const notDueYet = '2026-0099';
/** The invoice of the sample, nothing of it returned, and one of 100.00 that falls due in three days. */
const withOneNotDue = (sample: MessageVariables): MessageVariables => {
  const facts = ofInvoices(sample, { returned: null });
  const more = facts.invoices.map((invoice) => ({ ...invoice, number: notDueYet, daysLate: -3, open: euro(10_000n) }));
  return { ...facts, invoices: [...facts.invoices, ...more], totalOpen: euro(sample.totalOpen.amount + 10_000n) };
};
const missedSentence = (shown: string): string | null =>
  shown
    .split(/\n|(?<=\.)\s/)
    .find((words) => /(?:nog niet|not yet) (?:ontvangen|received)|received the payment/i.test(words) && words.includes(notDueYet)) ?? null;

const missedToo = '2026-0098';
/** The invoice of the sample, whose payment went back, and another one whose payment was missed. */
const withOneMissed = (sample: MessageVariables): MessageVariables => {
  const more = sample.invoices.map((invoice) => ({ ...invoice, number: missedToo, returned: null, daysLate: 12 }));
  return { ...sample, invoices: [...sample.invoices, ...more] };
};
const sayingNotReceived = (shown: string): string[] =>
  shown.split(/\n|(?<=\.)\s/).filter((words) => /nog niet ontvangen|not (?:yet )?received/i.test(words));

const dutchPhone = '+31305550100';
const longTerm = /(?:binnen|within) (\d+) (?:dagen|dag|days|day)\b/g;
const shortestTerm = 3;

/** Every rule. */
export const wordingRules: readonly WordingRule[] = [
  {
    code: 'unproven-contact',
    applies: ({ isScript }) => !isScript,
    facts: (sample) => ({ ...sample, before: { wrote: false, called: null } }),
    wrong: found(
      /eerder (?:geschreven|gebeld|gesproken|bericht)|eerdere (?:berichten?|brieven|e-mails?)|geprobeerd u te|(?:written|spoken|sent)[^.]* before|tried to (?:reach|call)|earlier (?:messages?|letters?)/i,
    ),
  },
  {
    code: 'unproven-debit',
    applies: always,
    facts: (sample) => ofInvoices(sample, { returned: null }),
    wrong: found(/af te schrijven|afschrij\w*|afgeschreven|teruggeboekt|storno|\bdebit\w*|\breversed\b/i),
  },
  {
    code: 'nothing-shown-as-something',
    applies: ({ isScript }) => !isScript,
    facts: (sample) => ({
      ...ofInvoices(sample, { daysLate: 0, dueDate: sample.today, description: '', reference: '' }),
      interest: sample.interest ? { ...sample.interest, perDay: euro(0n) } : null,
    }),
    wrong: found(/(?:€|EUR)\s?0[,.]00(?!\d)|\b0 (?:dag|dagen|days?)\b|\bdagen te laat|\bdays? late|\(\)/i),
  },
  {
    code: 'raw-phone-number',
    applies: always,
    facts: (sample) => ({ ...sample, creditor: { ...sample.creditor, phone: dutchPhone } }),
    wrong: found(/\+31\d*/),
  },
  {
    code: 'letter-without-subject-line',
    applies: isPage,
    facts: as,
    channel: 'letter',
    wrong: missing(/^(?:Betreft|Regarding): \S/m),
  },
  {
    code: 'legal-form-in-salutation',
    applies: ({ isScript }) => !isScript,
    facts: (sample) => ({ ...sample, debtor: { ...sample.debtor, name: 'Bakker Smit B.V.', isOrganisation: true } }),
    wrong: found(/^(?:Beste|Geachte|Dear)[^,]*(?:B\.V\.| van | at )/m),
  },
  {
    code: 'title-as-it-was-written',
    applies: ({ isScript }) => !isScript,
    facts: (sample) => ({ ...sample, debtor: { ...sample.debtor, name: 'Mevr. S. Bakker', isOrganisation: false } }),
    wrong: found(/^[^\n]*\b(?:Beste|Geachte|Dear) Mevr\b/m),
  },
  {
    code: 'called-late',
    applies: notCalledLate,
    facts: as,
    wrong: found(/\d+ (?:dag|dagen|days?) (?:te laat|late)|\(\d+ (?:dag|dagen|days?) (?:geleden|ago)\)|Dagen te laat|Days late/i),
  },
  {
    code: 'promised-part-not-asked',
    applies: ({ template }) => template === 'call-confirmation',
    facts: (sample) => ({ ...sample, agreement: sample.agreement ? { ...sample.agreement, promised: euro(12_345n) } : null }),
    wrong: missing(/(?:Bedrag|Amount): €\s?123[,.]45/),
  },
  {
    code: 'not-due-called-missed',
    applies: (text) => isPage(text) && reminders.has(text.template),
    facts: withOneNotDue,
    wrong: (shown) => missedSentence(shown) ?? /€\s?1[.,]068[.,]00 (?:binnen|within|to us|nu)/.exec(shown)?.[0] ?? null,
  },
  {
    code: 'returned-called-not-received',
    applies: (text) => isPage(text) && asks(text),
    facts: (sample) => ofInvoices(sample, { returned: { amount: euro(96_800n), paidOn: sample.today, returnedOn: sample.today } }),
    wrong: found(
      /[^\n.]*(?:betaling|payment)[^\n.]*(?:niet ontvangen|not (?:yet )?received)|not (?:yet )?received (?:your|the) payment[^\n.]*/i,
    ),
  },
  {
    code: 'missed-beside-returned',
    applies: ({ template }) => template === 'direct-debit-returned',
    facts: withOneMissed,
    wrong: (shown) => {
      const said = sayingNotReceived(shown);
      const ofReturned = said.find((words) => words.includes('2026-0042'));
      return ofReturned ?? (said.some((words) => words.includes(missedToo)) ? null : missedToo);
    },
  },
  {
    // On a narrow screen a sentence breaks an account number in two; on a line of its own it stays whole.
    code: 'account-in-running-text',
    applies: isPage,
    facts: as,
    wrong: found(/^(?!.{0,4}(?:Rekening|Account): |.*IBAN ).*NL91 ABNA 0417 1643 00/m),
  },
  {
    code: 'term-beyond-next-step',
    applies: ({ noticeKind }) => noticeKind === null,
    facts: (sample) => ({ ...sample, daysToNextStep: shortestTerm }),
    wrong: (shown) => [...shown.matchAll(longTerm)].find(([, days]) => Number(days) > shortestTerm)?.[0] ?? null,
  },
  {
    code: 'promises-a-person',
    applies: always,
    facts: as,
    wrong: found(/persoonlijk contact|\bin person\b|personally/i),
  },
  {
    code: 'promises-an-arrangement',
    applies: always,
    facts: as,
    wrong: found(/voor u haalbaar|that you can manage|spreken we samen een regeling af|will then agree on/i),
  },
  {
    code: 'judges-the-call',
    applies: always,
    facts: as,
    wrong: found(/prettige? gesprek|pleasant conversation/i),
  },
  {
    code: 'asks-arrival-not-payment',
    applies: always,
    facts: as,
    wrong: found(/op de vervaldatum bij ons|reaches us by/i),
  },
  {
    code: 'oldest-of-one',
    applies: always,
    facts: as,
    wrong: found(/oldste|oudste|oldest/i),
  },
  {
    code: 'disputed-part-not-told',
    applies: listsInvoices,
    facts: (sample) => ofInvoices(sample, { disputed: euro(40_000n) }),
    wrong: missing(/€\s?400[,.]00 (?:onderzoeken wij nog|is still being looked into)/),
  },
  {
    code: 'description-not-shown',
    applies: listsInvoices,
    facts: (sample) => ofInvoices(sample, { description: 'Proefomschrijving' }),
    wrong: missing(/Proefomschrijving/),
  },
  {
    code: 'lacks-way-to-pay',
    applies: (text) => text.isShort && asks(text),
    facts: (sample) => ({ ...sample, paymentLink: null }),
    wrong: missing(/De betaalgegevens staan op uw factuur\.|The payment details are on your invoice\./),
  },
  {
    code: 'interest-unclear',
    applies: ({ noticeKind }) => noticeKind === 'demand',
    facts: (sample) => ({
      ...sample,
      interest: { amount: euro(777n), until: sample.today, perDay: euro(11n), article: '6:119a' },
    }),
    wrong: missing(/€\s?7[,.]77[^\n]*(?:vragen wij nu niet|do not ask)/),
  },
  {
    code: 'part-payment-not-told',
    applies: ({ noticeKind }) => noticeKind !== null && noticeKind !== 'notice-of-default',
    facts: as,
    wrong: missing(/de kosten alleen over de rest|the costs only on the rest/),
  },
  {
    code: 'threat-before-last-letter',
    applies: ({ noticeKind }) => noticeKind === 'notice-of-default',
    facts: as,
    wrong: found(/incassobureau|uit handen|overdragen|deurwaarder|collection agency|hand (?:the claim )?over|bailiff/i),
  },
];
