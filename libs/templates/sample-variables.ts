import type { Language } from '#domain/policy/facts/facts.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { MessageVariables } from './message-variables.js';

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });

/** Sums of the sample that its tests and the linter look for. */
export const sampleAmounts = { open: euro(96_800n), costs: euro(14_520n) };

const debtorOf = (noticeKind: NoticeKind) =>
  noticeKind === 'demand'
    ? { name: 'Bakkerij Smit B.V.', isConsumer: false, isOrganisation: true }
    : { name: 'Jan Jansen', isConsumer: true, isOrganisation: false };

/**
 * A made-up message with every fact filled in: what the linter renders with, and what a preview shows before there is a real case.
 * The notice is the consumer's unless another kind is asked for.
 */
export function sampleVariables(language: Language, noticeKind: NoticeKind = 'fourteen-day-letter'): MessageVariables {
  return {
    language,
    today: '2026-11-23',
    creditor: {
      name: 'Voorbeeld Installatie B.V.',
      addressLines: ['Ambachtsweg 12', '3512 AB Utrecht'],
      iban: 'NL91ABNA0417164300',
      kvk: '12345678',
      email: 'administratie@voorbeeld-installatie.example',
      phone: '+31301234567',
      contactPerson: 'Marieke de Boer',
    },
    debtor: { ...debtorOf(noticeKind), addressLines: ['Dorpsstraat 1', '1234 AB Ons Dorp'] },
    invoices: [
      {
        number: '2026-0042',
        issueDate: '2026-10-01',
        dueDate: '2026-10-15',
        daysLate: 39,
        open: sampleAmounts.open,
        reference: 'PO-778',
        description: language === 'nl' ? 'Onderhoud cv-ketel' : 'Boiler service',
        disputed: null,
        returned: { amount: sampleAmounts.open, paidOn: '2026-10-16', returnedOn: '2026-10-19' },
      },
    ],
    totalOpen: sampleAmounts.open,
    paymentReference: 'RF73INV20260042',
    paymentLink: 'https://betalen.voorbeeld-installatie.example/p/7f3k',
    nextStep: language === 'nl' ? 'Dit is de volgende stap.' : 'This is the next step.',
    daysToNextStep: null,
    before: { wrote: true, called: 'not-reached' },
    interest: { amount: euro(512n), until: '2026-11-23', perDay: euro(13n), article: noticeKind === 'demand' ? '6:119a' : '6:119' },
    notice: { kind: noticeKind, costs: noticeKind === 'notice-of-default' ? null : sampleAmounts.costs, vat: null, termDays: 14 },
    agreement: { madeOn: '2026-11-20', promisedOn: '2026-11-27', promised: sampleAmounts.open, byPhone: true },
    plan: [
      { dueDate: '2026-12-01', amount: euro(32_267n) },
      { dueDate: '2027-01-01', amount: euro(32_267n) },
      { dueDate: '2027-02-01', amount: euro(32_266n) },
    ],
    instalment: { no: 2, of: 3, dueDate: '2026-12-01', open: euro(32_267n), mendBy: '2026-12-10' },
    endedPlan: { agreedOn: '2026-10-20', missedOn: '2026-11-16', payBy: '2026-11-30' },
    payment: { amount: sampleAmounts.open, receivedOn: '2026-11-23' },
    copyOf: null,
  };
}
