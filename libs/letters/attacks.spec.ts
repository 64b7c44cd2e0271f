/** Names and numbers of strangers: printed as they are, and nothing else. */
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf, wordsOf } from '#testing/letters/read-pdf.js';
import { invoiceTable, sampleLetter } from '#testing/letters/sample-letter.js';
import { LetterEngine } from './letter-engine.js';

const engine = new LetterEngine();
afterAll(() => engine.close());

async function madeWith(text: string) {
  const table = { ...invoiceTable(1), rows: [[[{ text }], [{ text }], [{ text }]]], caption: text };
  const document = sampleLetter({
    subject: text,
    reference: text,
    blocks: [
      { kind: 'heading', text },
      { kind: 'paragraph', runs: [{ text }, { text, bold: true, link: text }] },
      { kind: 'list', ordered: false, items: [[{ text }]] },
      table,
      { kind: 'pairs', pairs: [{ label: 'Naam', value: [{ text }] }] },
    ],
  });
  const answer = await engine.make(document);
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  return answer.made;
}

describe('what a stranger writes', () => {
  it.each([
    '#panic("x")',
    '$x^2$',
    '*b* _i_ `c` = h',
    '{{7*7}} {% raw %}',
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": y',
    '@ref <label> ~ -- --- \\u{41} \\',
    '"quoted" \'single\' <b>x</b> &amp;',
    '=HYPERLINK("x")',
    'https://example.com/#a[b](c)',
    '// comment /* more */',
  ])('is printed as it is: %s', async (text) => {
    const { pdf, missingGlyphs } = await madeWith(text);
    const squeeze = (words: string): string => words.replaceAll(/[\s\u200b]+/g, '');
    const printed = squeeze(await wordsOf(pdf));
    // Subject, reference (three times), heading, paragraph (twice), list, caption, three cells, pair.
    expect(printed.split(squeeze(text)).length - 1).toBeGreaterThanOrEqual(11);
    expect(missingGlyphs).toEqual([]);
  });

  it.each([
    ['Greek', 'Αθηνά Παπαδοπούλου Ἀθῆναι'],
    ['Cyrillic', 'Юлия Щербакова Її Њ'],
    ['Polish, Turkish and Vietnamese', 'Łódź Şişli Nguyễn Thị Hường'],
    ['Armenian and Georgian', 'Հայաստան საქართველო'],
  ])('may be a name in %s', async (_script, name) => {
    const { pdf, missingGlyphs } = await madeWith(name);
    expect(missingGlyphs).toEqual([]);
    expect((await wordsOf(pdf)).normalize('NFC')).toContain(name.split(' ')[0]);
  });

  it('has a question mark for what no font has, and the letter says which', async () => {
    const { pdf, missingGlyphs } = await madeWith('Ho 山田 𓀀');
    expect(missingGlyphs).toEqual(['山', '田', '𓀀']);
    expect(await wordsOf(pdf)).toContain('Ho ?? ?');
  });

  it('cannot hide, turn or break a line', async () => {
    const { pdf } = await madeWith('a\u202eb\u200bc\u0000d\r\ne\u2028f');
    expect(await wordsOf(pdf)).toContain('a b c d e f');
  });

  it('stays on the sheet, however long it is without a space', async () => {
    const { pdf } = await madeWith('W'.repeat(200));
    const below = (await linesOf(pdf)).filter(({ y }) => y > 105);
    expect(below.length).toBeGreaterThan(10);
    // The margin is 22 mm; the reader counts a few for the places to break, which are drawn without width.
    expect(Math.max(...below.map(({ right }) => right))).toBeLessThan(193);
  });

  it('is laid out when it is ten thousand characters', async () => {
    expect((await madeWith('lang woord '.repeat(900))).pages).toBeGreaterThan(5);
  });
});
