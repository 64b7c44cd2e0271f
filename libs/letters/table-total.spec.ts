/** The sum of a table belongs to its last row: neither is alone on a page. */
import { afterAll, expect, it } from 'vitest';
import { linesOf } from '#testing/letters/read-pdf.js';
import { invoiceTable, sampleLetter } from '#testing/letters/sample-letter.js';
import { LetterEngine } from './letter-engine.js';

const engine = new LetterEngine();
afterAll(() => engine.close());

it('stands on the page of the last row, whatever the number of rows', async () => {
  const alone: number[] = [];
  let pages = 0;
  for (let rows = 10; rows <= 22; rows += 1) {
    const answer = await engine.make(sampleLetter({ blocks: [invoiceTable(rows)] }));
    if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
    const lines = await linesOf(answer.made.pdf);
    const total = lines.filter(({ text }) => text === 'Totaal');
    const last = lines.find(({ text, x }) => text === `2026-${String(rows).padStart(4, '0')}` && x < 30);
    expect(total).toHaveLength(1);
    expect(lines.filter(({ text }) => /^2026-00\d\d$/.test(text)).length).toBeGreaterThanOrEqual(rows);
    if (last?.page !== total[0]?.page) alone.push(rows);
    pages = Math.max(pages, answer.made.pages);
  }
  expect(pages).toBe(2);
  expect(alone).toEqual([]);
});
