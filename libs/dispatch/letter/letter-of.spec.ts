/** From the facts of a message to what stands on paper. */
import { afterAll, describe, expect, it } from 'vitest';
import { LetterEngine } from '#letters/letter-engine.js';
import { linesOf, wordsOf } from '#testing/letters/read-pdf.js';
import { qrBeside } from '#testing/letters/read-qr.js';
import type { MessageVariables } from '#templates/message-variables.js';
import { render } from '#templates/render.js';
import { sampleVariables } from '#templates/sample-variables.js';
import { letterOf } from './letter-of.js';
import { statementOf } from './statement-of.js';

const engine = new LetterEngine();
afterAll(() => engine.close());

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });

function noticeOf(variables: MessageVariables) {
  const { paper, text } = render({ template: 'formal-notice', tone: 'formal', language: variables.language, channel: 'letter', variables });
  if (!paper) throw new Error('a letter has its words for paper');
  return { document: letterOf(variables, paper), text };
}
async function pdfOf(document: Parameters<LetterEngine['make']>[0]): Promise<Uint8Array> {
  const answer = await engine.make(document);
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  return answer.made.pdf;
}
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll(/\s+/g, ' ');

describe('a 14-dagenbrief on paper', () => {
  it('says what the letter said before, every sentence of it', async () => {
    const { document, text } = noticeOf(sampleVariables('nl'));
    const words = plain(await wordsOf(await pdfOf(document)));
    const sentences = plain(text.slice(text.indexOf('Wij hebben u eerder'), text.indexOf('Bedankt en met'))).split(/(?<=[.?!]) /);
    expect(sentences.length).toBeGreaterThan(10);
    const squeezed = words.replaceAll(' ', '');
    // The table and the way to pay stand elsewhere on the sheet, with the same words.
    for (const sentence of sentences.filter((part) => !/Factuur|Betaal veilig|Bedrag:|Rekening|Kenmerk/.test(part)))
      expect(squeezed, sentence).toContain(sentence.replaceAll(' ', ''));
    expect(words).toContain('binnen vijftien dagen nadat deze brief bij u is bezorgd');
    expect(words).toContain('€ 145,20 aan buitengerechtelijke incassokosten');
  });

  it.each(['fourteen-day-letter', 'demand', 'notice-of-default'] as const)('of kind %s is made in both languages', async (kind) => {
    for (const language of ['nl', 'en'] as const) {
      const words = await wordsOf(await pdfOf(noticeOf(sampleVariables(language, kind)).document));
      expect(words).toContain(language === 'nl' ? 'Ons kenmerk' : 'Our reference');
      expect(words).not.toMatch(/\{\{|\{%|undefined|null|:::/);
    }
  });

  it('has a code with the amount, account and reference that stand beside it', async () => {
    const pdf = await pdfOf(noticeOf(sampleVariables('nl')).document);
    expect(await qrBeside(pdf, 'scan de code')).toBe(
      'BCD\n002\n1\nSCT\n\nVoorbeeld Installatie B.V.\nNL91ABNA0417164300\nEUR968.00\n\nRF73INV20260042',
    );
    const words = plain(await wordsOf(pdf));
    for (const part of ['€ 968,00', 'NL91 ABNA 0417 1643 00', 'RF73INV20260042']) expect(words).toContain(part);
  });

  it('has no code outside the euro, and the words all the same', async () => {
    const sample = sampleVariables('nl');
    const zloty = { amount: 96_800n, currency: 'PLN' };
    const [invoice] = sample.invoices;
    const variables = { ...sample, totalOpen: zloty, invoices: [{ ...invoice!, open: zloty, returned: null }], interest: null };
    const words = await wordsOf(await pdfOf(noticeOf(variables).document));
    expect(words).toContain('NL91');
    expect(words).not.toContain('scan de code');
  });

  it('names all of sixty invoices, with the head of the table on each page', async () => {
    const sample = sampleVariables('nl');
    const invoices = Array.from({ length: 60 }, (_, index) => ({ ...sample.invoices[0]!, number: `2026-${1000 + index}`, returned: null }));
    const variables = { ...sample, invoices, totalOpen: euro(96_800n * 60n), paymentReference: 'RF18 5390 0754 7034' };
    const lines = await linesOf(await pdfOf(noticeOf(variables).document));
    for (const { number } of invoices) expect(lines.filter(({ text }) => text === number)).toHaveLength(1);
    const pages = [...new Set(lines.filter(({ text }) => /^2026-1\d{3}$/.test(text)).map(({ page }) => page))];
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(lines.some((line) => line.page === page && line.text === 'Factuur')).toBe(true);
  });

  it('prints a name that tries to be something else as a name', async () => {
    const sample = sampleVariables('nl');
    const name = '{{7*7}} #panic("x") $x$ *b* [a](https://evil.example)';
    const words = plain(await wordsOf(await pdfOf(noticeOf({ ...sample, debtor: { ...sample.debtor, name } }).document)));
    expect(words.replaceAll(' ', '')).toContain('{{7*7}}#panic("x")$x$*b*[a](https:evil.example)');
  });
});

describe('a statement of account', () => {
  const { creditor, debtor } = sampleVariables('nl', 'demand');
  const invoice = (number: string, dueDate: string, [total, settled]: readonly [bigint, bigint]) => ({
    number,
    issueDate: '2026-07-01',
    dueDate,
    total: euro(total),
    settled: euro(settled),
    open: euro(total - settled),
  });
  const input = {
    language: 'nl' as const,
    today: '2026-11-23',
    creditor,
    debtor,
    invoices: [
      invoice('2026-0042', '2026-10-15', [96_800n, 0n]),
      invoice('2026-0017', '2026-08-10', [121_000n, 50_000n]),
      invoice('2026-0053', '2026-11-30', [36_300n, 0n]),
    ],
    paymentReference: 'RF18539007547034',
    interest: { amount: euro(2_147n), until: '2026-11-23', perDay: euro(49n), article: '6:119a' as const },
  };

  it('has each invoice by due date with what was settled, the total, how old it is, and the interest', async () => {
    const lines = await linesOf(await pdfOf(statementOf(input)));
    const numbers = lines.filter(({ text, x }) => text.startsWith('2026-00') && x < 30).map(({ text }) => text);
    expect(numbers).toEqual(['2026-0017', '2026-0042', '2026-0053']);
    const words = plain(lines.map(({ text }) => text).join(' '));
    for (const part of [
      '€ 1.210,00 € 500,00 € 710,00',
      'Totaal € 2.541,00 € 500,00 € 2.041,00',
      'Nog niet vervallen: € 363,00. 31 tot en met 60 dagen te laat: € 968,00. Meer dan 90 dagen te laat: € 710,00.',
      'artikel 6:119a BW',
      '€ 21,47',
    ])
      expect(words).toContain(part);
  });

  it('asks the total under its own reference, in words and in the code', async () => {
    const pdf = await pdfOf(statementOf(input));
    expect(await qrBeside(pdf, 'scan de code')).toContain('EUR2041.00\n\nRF18539007547034');
    expect(await wordsOf(pdf)).toContain('RF18 5390 0754 7034');
  });

  it('takes the invoices along when they are small enough, under names that every system takes', () => {
    const ubl = Buffer.from('<Invoice/>');
    const document = statementOf({ ...input, invoices: [{ ...input.invoices[0]!, number: 'A/ü 1', ubl }] });
    expect(document.attachments).toEqual([
      { filename: 'factuur-A-u-1.xml', contentType: 'text/xml', description: 'Factuur A/ü 1', bytes: ubl },
    ]);
    const large = { ...input.invoices[0]!, ubl: Buffer.alloc(600_000) };
    expect(statementOf({ ...input, invoices: [large, large] }).attachments).toEqual([]);
  });
});
