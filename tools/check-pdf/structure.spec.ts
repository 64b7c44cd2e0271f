import { createRequire } from 'node:module';
import type * as compilers from '@myriaddreamin/typst-ts-node-compiler';
import { afterAll, describe, expect, it } from 'vitest';
import { LetterEngine } from '#letters/letter-engine.js';
import { openPdf } from '#testing/letters/read-pdf.js';
import { sampleLetters, statementLetter } from './samples.js';
import { structureFaults } from './structure.js';

const engine = new LetterEngine();
afterAll(() => engine.close());

async function pdfOf(letter: Parameters<LetterEngine['make']>[0]): Promise<Uint8Array> {
  const answer = await engine.make(letter);
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  return answer.made.pdf;
}

describe('our letters', () => {
  it.each(Object.entries(sampleLetters()))('have what an archive with tags must have: %s', async (_name, letter) => {
    expect(structureFaults(await pdfOf(letter))).toEqual([]);
  });

  it('say what they are called, in which language they are, and what is in them', async () => {
    const pdf = await openPdf(await pdfOf(statementLetter(2, Buffer.from('<Invoice/>'))));
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({ Title: 'Overzicht van uw openstaande facturen', Language: 'nl', IsXFAPresent: false });
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    expect(await pdf.getJSActions()).toBeNull();
    const attachments: Record<string, { filename: string }> = (await pdf.getAttachments()) ?? {};
    expect(Object.values(attachments).map(({ filename }) => filename)).toEqual(['factuur-2026-1000.xml', 'factuur-2026-1001.xml']);
    const page = await pdf.getPage(1);
    expect(JSON.stringify(await page.getStructTree())).toMatch(/"role":"H1".*"role":"Table"/);
    await pdf.destroy();
  });
});

describe('the check', () => {
  const compiled = (standard: compilers.RenderPdfOpts, source = '= Kop\nTekst'): Uint8Array => {
    const { NodeCompiler } = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler') as typeof compilers;
    return NodeCompiler.create().pdf({ mainFileContent: source }, standard);
  };

  it('finds what an ordinary PDF lacks', () =>
    expect(structureFaults(compiled({ pdfStandard: '1.7', pdfTags: false }))).toEqual(
      expect.arrayContaining([
        'the metadata do not say part 3',
        'it is not marked as tagged',
        'it has no tree of tags',
        'it has no output intent of an archive',
      ]),
    ));

  it('finds another level, and a heading that is missing', () => {
    expect(structureFaults(compiled({ pdfStandard: 'a-3b', pdfTags: false }))).toContain('the metadata do not say level A');
    expect(structureFaults(compiled({ pdfStandard: 'a-3a' }, '#set document(title: "x")\nTekst'))).toContain('it has no heading');
  });

  it('finds what may not be in it', () => {
    const with_ = (part: string): string[] => structureFaults(Buffer.concat([compiled({ pdfStandard: 'a-3a' }), Buffer.from(part)]));
    expect(with_('/S /JavaScript /JS (app.alert(1))')).toContain('it has a script');
    expect(with_('/Encrypt 5 0 R')).toContain('it is encrypted');
    expect(with_('/Type /FontDescriptor')).toContain('1 of its 3 fonts are not in it');
  });
});
