import { randomBytes } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallPdf } from '#testing/small-pdf.js';
import { pdfFault, pdfFaults } from './pdf-fault.js';

const script = Buffer.from('1 0 << /S /JavaScript /JS (app.alert(1)) >> ');
const objStm = '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode';
/** A PDF of one stream with a dictionary. */
const around = (packed: Buffer, dictionary: string, begin = 'stream\n'): Buffer =>
  Buffer.concat([Buffer.from(`%PDF-1.7\n1 0 obj\n<< ${dictionary} >>\n${begin}`), packed, Buffer.from('\nendstream\nendobj\n')]);

describe('a PDF', () => {
  it('that does nothing may be sent', async () => {
    expect(await pdfFault(smallPdf())).toBeNull();
    expect(await pdfFault(smallPdf({ objects: '1 0 << /Type /Annot /Subtype /Link >>' }))).toBeNull();
    expect(await pdfFault(smallPdf({ extra: '/Metadata 9 0 R /EmbeddedFilesAreNot true /JScript (no)' }))).toBeNull();
  });

  it.each([
    ['/OpenAction << /S /JavaScript /JS (app.alert(1)) >>', 'script'],
    ['/AA << /O << /S /J#61vaScript >> >>', 'script'],
    ['/AA << /JS 4 0 R >>', 'script'],
    ['/OpenAction << /S /Launch /F (cmd.exe) >>', 'launch'],
    ['/Names << /EmbeddedFiles 5 0 R >>', 'embedded-file'],
    ['/Encrypt 6 0 R', 'encrypted'],
    ['/AA << /O << /S /Rendition /JS 4 0 R >> >>', 'script'],
    ['/A << /S /GoToR /F (\\\\\\\\evil\\\\x.pdf) >>', 'launch'],
    ['/A << /S /GoToE /T << /R /C >> >>', 'launch'],
    ['/A << /S /SubmitForm /F (https://x.example) >>', 'action'],
    ['/A << /S /ImportData /F (x.fdf) >>', 'action'],
    ['/AcroForm << /XFA 7 0 R >>', 'action'],
    ['/Type /Annot /Subtype /RichMedia', 'action'],
  ])('with %s is %s, in the open and in a compressed stream', async (extra, fault) => {
    expect(await pdfFault(smallPdf({ extra }))).toBe(fault);
    expect(await pdfFault(smallPdf({ objects: extra }))).toBe(fault);
  });

  it('that links to a page, opens on one and carries a signature may be sent', async () => {
    const honest = '/OpenAction [3 0 R /Fit] /AcroForm << /SigFlags 3 >> /A << /S /URI /URI (https://pay.example) >> /N 3 /First 8 0 R';
    expect(await pdfFault(smallPdf({ extra: honest }))).toBeNull();
    expect(await pdfFault(smallPdf({ objects: honest }))).toBeNull();
  });

  it('may have a scan in it, whose bytes say anything by chance', async () => {
    const bytes = randomBytes(400_000);
    for (let at = 1_000; at < bytes.length; at += 1_000) bytes.write(at % 2_000 === 0 ? '/JS ' : '/XFA(', at, 'latin1');
    expect(await pdfFault(around(bytes, '/Subtype /Image /Filter /DCTDecode'))).toBeNull();
    expect(await pdfFault(around(Buffer.from('/JS (x)'), '/Subtype /Image'))).toBe('script');
  });

  it.each([
    ['ended by a carriage return alone', around(deflateSync(script), objStm, 'stream\r')],
    ['begun after blanks', around(deflateSync(script), objStm, 'stream  \n')],
    ['whose type is written another way', around(deflateSync(script), objStm.replace('ObjStm', '#4fbj#53tm'))],
    ['that does not say its type', around(deflateSync(script), '/N 1 /First 4 /Filter /FlateDecode')],
    ['that holds the word that ends it', around(deflateSync(Buffer.concat([Buffer.from('1 0 endstream '), script]), { level: 0 }), objStm)],
    [
      'that comes after the word in a text',
      around(deflateSync(script), '/Type /ObjStm /X (\nstream\n) /N 1 /First 4 /Filter /FlateDecode'),
    ],
  ])('with a script in a stream of objects %s is script', async (_, pdf) => {
    expect(await pdfFault(pdf)).toBe('script');
  });

  it.each([
    ['twice', deflateSync(deflateSync(script)), '[/FlateDecode /FlateDecode]'],
    ['in hexadecimal', Buffer.from(deflateSync(script).toString('hex')), '[/ASCIIHexDecode /FlateDecode]'],
    ['the old way', script, '/LZWDecode'],
    ['with differences', deflateSync(script), '/FlateDecode /DecodeParms << /Predictor 12 >>'],
    ['without its head', deflateRawSync(script), '/FlateDecode'],
    ['where the dictionary does not say it', deflateSync(script), '9 0 R'],
    ['half', deflateSync(script).subarray(0, 20), '/FlateDecode'],
  ])('whose objects are packed %s is unreadable', async (_, packed, filter) => {
    expect(await pdfFault(around(packed, `/Type /ObjStm /N 1 /First 4 /Filter ${filter}`))).toBe('unreadable');
  });

  it.each([
    ['words without a stream', `${'/ObjStm '.repeat(20_000)}${' '.repeat(4_000_000)}`],
    ['words before one stream', `${'/ObjStm '.repeat(500_000)}\nstream\n`],
    ['streams', '/ObjStm/Filter/FlateDecode>>stream\n'.repeat(140_000)],
    ['small streams', `/N/First/Filter/FlateDecode>>stream\n${deflateSync('').toString('latin1')}`.repeat(100_000)],
    ['names', '/Abcd /JavaScripts '.repeat(100_000)],
    ['strokes', '/'.repeat(2_000_000)],
    ['words', 'stream'.repeat(300_000)],
    ['codes', `/${'#41'.repeat(600_000)}`],
  ])('of nothing but %s is looked through in seconds', async (_, text) => {
    const before = process.cpuUsage();
    await pdfFault(Buffer.from(`%PDF-1.7 ${text}`, 'latin1'));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(10_000);
  });

  it('of megabytes lets others have their turn meanwhile', async () => {
    let turns = 0;
    const count = (): NodeJS.Immediate => setImmediate(() => (turns += 1) && (next = count()));
    let next = count();
    await pdfFault(Buffer.from(`%PDF-1.7 ${'/Abcd '.repeat(400_000)}`));
    clearImmediate(next);
    expect(turns).toBeGreaterThan(8);
  });

  it('that is none is said to be none', async () => {
    expect(await pdfFault(Buffer.from('hello'))).toBe('not-a-pdf');
    expect(await pdfFault(Buffer.alloc(0))).toBe('not-a-pdf');
    expect(await pdfFault(Buffer.concat([Buffer.alloc(2_000, 0x20), smallPdf()]))).toBe('not-a-pdf');
  });

  it('whose streams come to more than an invoice does, or to nothing, is unreadable', async () => {
    const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024));
    expect(await pdfFault(around(bomb, objStm))).toBe('unreadable');
    expect(await pdfFault(around(Buffer.from('no deflate'), objStm))).toBe('unreadable');
  });

  it('is answered for whatever its bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), async (bytes, marked) => {
        const fault = await pdfFault(Buffer.concat([Buffer.from(marked ? '%PDF-1.4 /ObjStm stream\n' : ''), Buffer.from(bytes)]));
        expect([null, ...pdfFaults]).toContain(fault);
      }),
      { numRuns: 200 },
    );
  });
});
