/** Cases that a creditor's own text must be right in: what a real debtor's case may hold and lack. Amounts stay, so that a notice's costs do. */
import type { Language } from '#domain/policy/facts/facts.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { InvoiceVariables, MessageVariables } from '../message-variables.js';
import { sampleAmounts, sampleVariables } from '../sample-variables.js';

/** A case with a name to call it by. */
export interface SampleCase {
  readonly name: string;
  readonly variables: MessageVariables;
}

type Change = (sample: MessageVariables) => MessageVariables;

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });

/** The invoices of the sample as so many others, which come to the same sum. */
const split =
  (count: number): Change =>
  (sample) => {
    const part = sampleAmounts.open.amount / BigInt(count);
    const amountOf = (index: number): bigint => (index === 0 ? sampleAmounts.open.amount - part * BigInt(count - 1) : part);
    const one = (invoice: InvoiceVariables, index: number): InvoiceVariables => ({
      ...invoice,
      number: `2026-${String(42 + index).padStart(4, '0')}`,
      open: euro(amountOf(index)),
      returned: null,
    });
    const [first] = sample.invoices;
    return first ? { ...sample, invoices: Array.from({ length: count }, (_, index) => one(first, index)) } : sample;
  };

const eachInvoice =
  (over: Partial<InvoiceVariables>): Change =>
  (sample) => ({ ...sample, invoices: sample.invoices.map((invoice) => ({ ...invoice, ...over })) });

const longName = 'Stichting Samenwerkende Installatiebedrijven Noord- en Zuid-Beveland in Oprichting';

const changes: Readonly<Record<string, Change>> = {
  'one invoice': (sample) => sample,
  'three invoices': split(3),
  'thirty invoices': split(30),
  'partly paid': eachInvoice({ partlySettled: true, returned: null }),
  'a part disputed': eachInvoice({ disputed: euro(40_000n), returned: null }),
  'costs and interest': (sample) => ({
    ...sample,
    interest: { amount: euro(123_45n), until: sample.today, perDay: euro(1_23n), article: sample.debtor.isConsumer ? '6:119' : '6:119a' },
  }),
  'long names': (sample) => ({
    ...sample,
    creditor: { ...sample.creditor, name: longName, contactPerson: 'Maximiliaan Alexander van Oldenbarnevelt-Duyvendak' },
    debtor: { ...sample.debtor, name: `Jan-Willem Christiaan van den ${longName}` },
  }),
  'a foreign address': (sample) => ({
    ...sample,
    debtor: { ...sample.debtor, addressLines: ['Königsallee 1', '40212 Düsseldorf', 'DUITSLAND'] },
  }),
  'nothing that may be missing': (sample) => ({
    ...eachInvoice({ reference: null, description: null, returned: null, disputed: null })(sample),
    creditor: { ...sample.creditor, phone: null, kvk: null, contactPerson: null },
    paymentLink: null,
    interest: null,
    before: { wrote: false, called: null },
    daysToNextStep: null,
    copyOf: null,
  }),
  'a title before the name': (sample) => ({ ...sample, debtor: { ...sample.debtor, name: 'Mevr. S. Bakker' } }),
  'one day late': eachInvoice({ daysLate: 1, returned: null }),
  'spoken before': (sample) => ({ ...sample, before: { wrote: true, called: 'reached' }, daysToNextStep: 1 }),
};

/** Twelve cases in a language; of a notice, with its facts. */
export const sampleCases = (language: Language, noticeKind?: NoticeKind): readonly SampleCase[] =>
  Object.entries(changes).map(([name, change]) => ({ name, variables: change(sampleVariables(language, noticeKind)) }));
