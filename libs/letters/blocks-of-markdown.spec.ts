import { describe, expect, it } from 'vitest';
import { blocksOfMarkdown } from './blocks-of-markdown.js';

describe('a text as the blocks of a letter', () => {
  it('has paragraphs with words in bold, asides, links and lines of their own', () =>
    expect(blocksOfMarkdown('Beste **Jan**, *zie* [hier](https://example.nl/a).\\\nDag')).toEqual([
      {
        kind: 'paragraph',
        runs: [
          { text: 'Beste ' },
          { text: 'Jan', bold: true },
          { text: ', ' },
          { text: 'zie', aside: true },
          { text: ' ' },
          { text: 'hier', link: 'https://example.nl/a' },
          { text: '.' },
          { text: 'Dag', newLine: true },
        ],
      },
    ]));

  it('has headings and lists', () =>
    expect(blocksOfMarkdown('## Kop\n\n- een\n- **twee**\n\n1. drie')).toEqual([
      { kind: 'heading', text: 'Kop' },
      { kind: 'list', ordered: false, items: [[{ text: 'een' }], [{ text: 'twee', bold: true }]] },
      { kind: 'list', ordered: true, items: [[{ text: 'drie' }]] },
    ]));

  it('has tables with the sides of their columns, and knows the sum by its bold first cell', () => {
    const [table] = blocksOfMarkdown('| Factuur | Bedrag |\n|:--|--:|\n| A | 1 |\n| B | 2 |\n| **Totaal** | **3** |\n');
    expect(table).toEqual({
      kind: 'table',
      columns: [
        { title: 'Factuur', align: 'left', wide: true },
        { title: 'Bedrag', align: 'right', wide: false },
      ],
      rows: [
        [[{ text: 'A' }], [{ text: '1' }]],
        [[{ text: 'B' }], [{ text: '2' }]],
      ],
      total: [[{ text: 'Totaal', bold: true }], [{ text: '3', bold: true }]],
    });
    expect(blocksOfMarkdown('| A |\n|--|\n| **x** |\n')).not.toHaveProperty('0.total');
  });

  it('takes what was escaped as words, and neither HTML nor pictures', () => {
    expect(blocksOfMarkdown('\\*a\\* \\[b\\]\\(c\\) \\<b\\> &amp; \\#panic')).toEqual([
      { kind: 'paragraph', runs: [{ text: '*a* [b](c) <b> & #panic' }] },
    ]);
    expect(blocksOfMarkdown('<script>x</script>')).toEqual([{ kind: 'paragraph', runs: [{ text: '<script>x</script>' }] }]);
    expect(JSON.stringify(blocksOfMarkdown('![a](https://x.nl/p.png)'))).toContain('"!"');
  });

  it('leaves no word out', () => {
    const words = blocksOfMarkdown('> een\n\n```\ntwee\n```\n\n---\n\n- drie\n\n  vier\n');
    for (const word of ['een', 'twee', 'drie', 'vier']) expect(JSON.stringify(words)).toContain(word);
  });
});
