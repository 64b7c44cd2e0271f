/** The way to pay: a code that a bank's app reads, and words beside it. */
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf } from '#testing/letters/read-pdf.js';
import { qrBeside } from '#testing/letters/read-qr.js';
import { sampleLetter } from '#testing/letters/sample-letter.js';
import type { LetterBlock, LetterPayment } from './letter-document.js';
import { LetterEngine } from './letter-engine.js';
import { qrPicture } from './qr-picture.js';

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

  it('has a code of level M: of 90 bytes, 41 by 41 modules and four of white around them', () => {
    // ISO/IEC 18004, table 7: at level M 84 bytes fit in version 5 and 106 in version 6; at level L 106 would fit in version 5.
    expect(qrPicture('x'.repeat(90))).toContain('viewBox="0 0 49 49"');
  });

  it('is never split, with and without a code', async () => {
    const split: string[] = [];
    const pages = new Set<number>();
    const six = [1, 2, 3, 4, 5, 6].map((no) => ({ label: `Regel ${no}`, value: [{ text: 'woord' }] }));
    for (const qr of [payload, null])
      for (let mm = 80; mm <= 140; mm += 5) {
        const lines = await linesOf(
          await pdfOf([
            { kind: 'space', mm },
            { ...payment, pairs: six, qr },
          ]),
        );
        const here = new Set(lines.filter(({ text }) => text.startsWith('Regel ')).map(({ page }) => page));
        if (here.size !== 1) split.push(`${mm} mm, ${qr === null ? 'no code' : 'a code'}`);
        for (const page of here) pages.add(page);
      }
    expect(split).toEqual([]);
    expect([...pages].toSorted((one, other) => one - other)).toEqual([1, 2]);
  });
});
