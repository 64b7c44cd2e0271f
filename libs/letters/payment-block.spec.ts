/** The way to pay: a code that a bank's app reads, and words beside it. */
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf } from '#testing/letters/read-pdf.js';
import { qrBeside } from '#testing/letters/read-qr.js';
import { invoiceTable, sampleLetter } from '#testing/letters/sample-letter.js';
import type { LetterBlock, LetterPayment } from './letter-document.js';
import { LetterEngine } from './letter-engine.js';

const engine = new LetterEngine();
afterAll(() => engine.close());

const payload = 'BCD\n002\n1\nSCT\n\nCafé Zeezicht B.V.\nNL91ABNA0417164300\nEUR968.00\n\nRF73INV20260042';
const payment: LetterPayment = {
  kind: 'payment',
  pairs: [
    { label: 'Bedrag', value: [{ text: '€ 968,00', bold: true }] },
    { label: 'Rekening', value: [{ text: 'NL91 ABNA 0417 1643 00' }] },
  ],
  qr: payload,
};

async function pdfOf(blocks: readonly LetterBlock[]): Promise<Uint8Array> {
  const answer = await engine.make(sampleLetter({ blocks }));
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  return answer.made.pdf;
}

describe('the way to pay', () => {
  it('has a code that is read from the printed page to the last letter', async () => {
    expect(await qrBeside(await pdfOf([payment]), 'scan de code')).toBe(payload);
  });

  it('has its words beside the code, and no code where there is none', async () => {
    const lines = await linesOf(await pdfOf([payment]));
    const amount = lines.find(({ text }) => text === '€ 968,00');
    expect(amount?.x).toBeGreaterThan(22 + 38);
    expect((await linesOf(await pdfOf([{ ...payment, qr: null }]))).filter(({ text }) => text.includes('scan'))).toEqual([]);
  });

  it.each([10, 11, 12, 13, 14, 15])('is never split: after %i rows all of it stands on one page', async (rows) => {
    const lines = await linesOf(await pdfOf([invoiceTable(rows), payment]));
    const pages = new Set(lines.filter(({ text }) => /^(Bedrag|Rekening|Of scan)/.test(text)).map(({ page }) => page));
    expect([...pages]).toHaveLength(1);
  });
});
