/** Letters of all shapes, for who checks what comes out. */
import type { LetterDocument } from '#letters/letter-document.js';
import { letterOf } from '#dispatch/letter/letter-of.js';
import { statementOf } from '#dispatch/letter/statement-of.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { Language } from '#domain/policy/facts/facts.js';
import { render } from '#templates/render.js';
import { sampleVariables } from '#templates/sample-variables.js';

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });

/** A notice about so many invoices. */
export function noticeLetter(kind: NoticeKind, language: Language, invoices = 1): LetterDocument {
  const sample = sampleVariables(language, kind);
  const [first] = sample.invoices;
  if (!first) throw new Error('the sample has an invoice');
  const variables = {
    ...sample,
    invoices: Array.from({ length: invoices }, (_, index) => ({ ...first, number: `2026-${1_000 + index}`, returned: null })),
    totalOpen: euro(first.open.amount * BigInt(invoices)),
    paymentReference: 'RF18 5390 0754 7034',
  };
  const { paper } = render({ template: 'formal-notice', tone: 'formal', language, channel: 'letter', variables });
  if (!paper) throw new Error('a letter has its words for paper');
  return letterOf(variables, paper);
}

/** A statement of so many invoices, with their UBL inside when it is given. */
export function statementLetter(invoices: number, ubl: Uint8Array | null = null): LetterDocument {
  const { creditor, debtor } = sampleVariables('nl', 'demand');
  return statementOf({
    language: 'nl',
    today: '2026-11-23',
    creditor,
    debtor,
    invoices: Array.from({ length: invoices }, (_, index) => ({
      number: `2026-${1_000 + index}`,
      issueDate: '2026-07-01',
      dueDate: `2026-${String(8 + (index % 5)).padStart(2, '0')}-10`,
      total: euro(12_100n + BigInt(index)),
      settled: euro(index % 3 === 0 ? 2_100n : 0n),
      open: euro(index % 3 === 0 ? 10_000n + BigInt(index) : 12_100n + BigInt(index)),
      ubl,
    })),
    paymentReference: 'RF18539007547034',
    interest: { amount: euro(2_147n), until: '2026-11-23', perDay: euro(49n), article: '6:119a' },
  });
}

/** See `npm run check:pdf`. */
export function sampleLetters(): Readonly<Record<string, LetterDocument>> {
  const demand = noticeLetter('demand', 'en');
  return {
    'fourteen-day-letter': noticeLetter('fourteen-day-letter', 'nl'),
    'sixty-invoices': noticeLetter('fourteen-day-letter', 'nl', 60),
    'notice-of-default': noticeLetter('notice-of-default', 'en'),
    'names-of-the-world': { ...demand, recipient: ['Αθηνά Юлия Łódź 山田 ::: #x', 'Dorpsstraat 1', '1234 AB Ons Dorp'] },
    'on-the-right': { ...demand, profile: 'nl-right', returnLine: true },
    statement: statementLetter(5),
    'statement-with-ubl': statementLetter(2, Buffer.from('<?xml version="1.0"?><Invoice/>')),
    'statement-of-500': statementLetter(500),
  };
}
