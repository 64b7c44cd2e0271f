/** Where things stand on the sheet, read from the PDF in millimetres. */
import { afterAll, describe, expect, it } from 'vitest';
import { type PlacedText, linesOf } from '#testing/letters/read-pdf.js';
import { invoiceTable, sampleLetter } from '#testing/letters/sample-letter.js';
import type { LetterDocument } from './letter-document.js';
import { LetterEngine } from './letter-engine.js';

const engine = new LetterEngine();
afterAll(() => engine.close());

async function made(more: Partial<LetterDocument> = {}) {
  const answer = await engine.make(sampleLetter(more));
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  return answer.made;
}
const placed = async (more: Partial<LetterDocument> = {}): Promise<PlacedText[]> => linesOf((await made(more)).pdf);

const mmOfPoint = 25.4 / 72;
/** From the top of the tallest letters to the bottom of the lowest. */
const topOf = ({ y, size }: PlacedText): number => y - 0.8 * size * mmOfPoint;
const bottomOf = ({ y, size }: PlacedText): number => y + 0.25 * size * mmOfPoint;

/** Windows of the envelopes in use (DIN-lang and C5/6, 90 by 45 mm) with the play of a folded sheet in them. */
const inWindow = (text: PlacedText, left = 20): boolean =>
  text.page === 1 && text.right > left && text.x < left + 90 && bottomOf(text) > 45 && topOf(text) < 92;

describe('the window', () => {
  const sixLines = ['Bakkerij Smit B.V.', 't.a.v. de administratie', 'Gebouw Noord', 'Dorpsstraat 1', '1234ab Ons Dorp', 'BELGIË'];

  it.each([
    ['three lines', ['Jan Jansen', 'Dorpsstraat 1', '1234 AB Ons Dorp'], ['Jan Jansen', 'Dorpsstraat 1', '1234 AB ONS DORP']],
    ['six lines', sixLines, [...sixLines.slice(0, 4), '1234 AB ONS DORP', 'BELGIË']],
  ])('holds the address of %s, and nothing else', async (_name, recipient, lines) => {
    const inside = (await placed({ recipient })).filter((text) => inWindow(text));
    expect(inside.map(({ text }) => text)).toEqual(lines);
    for (const line of inside) {
      expect(line.x).toBeCloseTo(22, 1);
      expect(line.right).toBeLessThan(107);
      expect(topOf(line)).toBeGreaterThanOrEqual(59.99);
      expect(bottomOf(line)).toBeLessThanOrEqual(85.5);
    }
  });

  it('stands on the right for envelopes that have it there', async () => {
    const inside = (await placed({ profile: 'nl-right', recipient: sixLines })).filter((text) => inWindow(text, 116));
    expect(inside).toHaveLength(6);
    for (const line of inside) {
      expect(line.x).toBeCloseTo(118, 1);
      expect(line.right).toBeLessThan(118 + 85);
    }
  });

  it('has the line of the sender above it only when it is asked for', async () => {
    const [line] = (await placed({ returnLine: true })).filter((text) => inWindow(text));
    expect(line?.text).toBe('Voorbeeld Installatie B.V. · Ambachtsweg 12 · 3512 AB Utrecht');
    expect(line?.size).toBeCloseTo(6.5, 1);
    expect(topOf(line!)).toBeGreaterThan(53.9);
    expect(bottomOf(line!)).toBeLessThan(58);
  });
});

describe('the sheet', () => {
  it('has date, reference and subject below the window, and text below them', async () => {
    const texts = await placed();
    const find = (part: string): PlacedText => texts.find(({ text }) => text.includes(part))!;
    expect(topOf(find('23 november 2026'))).toBeGreaterThan(98);
    expect(topOf(find('Belangrijk bericht'))).toBeGreaterThan(105);
    expect(topOf(find('Geachte heer'))).toBeGreaterThanOrEqual(112);
    expect(find('Wij hebben u eerder').size).toBeCloseTo(10.5, 1);
    for (const text of texts.filter(({ page, y }) => page === 1 && y > 95)) {
      expect(text.x).toBeGreaterThan(21.9);
      expect(text.right).toBeLessThan(188.1);
    }
  });

  it('leaves the area for postage empty', async () => {
    const texts = await placed();
    expect(texts.filter((text) => text.page === 1 && text.x < 109.5 && bottomOf(text) > 40 && topOf(text) < 60)).toEqual([]);
  });

  it('has lines of 15 points', async () => {
    const long = { kind: 'paragraph', runs: [{ text: 'Dit is een zin die zich herhaalt. '.repeat(12) }] } as const;
    const lines = (await placed({ blocks: [long] })).filter(({ text }) => text.includes('herhaalt')).map(({ y }) => y);
    expect(lines.length).toBeGreaterThan(3);
    expect((lines[1] ?? 0) - (lines[0] ?? 0)).toBeCloseTo(15 * mmOfPoint, 1);
  });

  it('says on later pages whose letter it is, and on each which page', async () => {
    const texts = await placed({ blocks: [invoiceTable(60)] });
    const last = Math.max(...texts.map(({ page }) => page));
    expect(last).toBeGreaterThan(2);
    for (let page = 1; page <= last; page += 1) {
      const here = texts.filter((text) => text.page === page);
      const foot = here
        .filter(({ y }) => y > 275)
        .map(({ text }) => text)
        .join(' ');
      expect(foot).toBe(`Ons kenmerk 2026-0042 pagina ${page} van ${last}`);
      const head = here.filter(({ y }) => y < 22).map(({ text, size }) => `${text} (${size.toFixed(1)})`);
      const name = 'Voorbeeld Installatie B.V.';
      expect(head).toEqual(page === 1 ? [`${name} (19.0)`] : [`${name} (8.5)`, 'Ons kenmerk 2026-0042 (8.5)']);
    }
  });
});
