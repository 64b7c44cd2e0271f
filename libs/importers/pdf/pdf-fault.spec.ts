import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallPdf } from '#testing/small-pdf.js';
import { pdfFault, pdfFaults } from './pdf-fault.js';

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
  ])('with %s is %s, in the open and in a compressed stream', async (extra, fault) => {
    expect(await pdfFault(smallPdf({ extra }))).toBe(fault);
    expect(await pdfFault(smallPdf({ objects: extra }))).toBe(fault);
  });

  it('that is none is said to be none', async () => {
    expect(await pdfFault(Buffer.from('hello'))).toBe('not-a-pdf');
    expect(await pdfFault(Buffer.alloc(0))).toBe('not-a-pdf');
    expect(await pdfFault(Buffer.concat([Buffer.alloc(2_000, 0x20), smallPdf()]))).toBe('not-a-pdf');
  });

  it('whose streams come to more than an invoice does, or to nothing, is unreadable', async () => {
    const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024));
    const around = (packed: Buffer): Buffer =>
      Buffer.concat([Buffer.from('%PDF-1.7\n<< /Type /ObjStm >>\nstream\n'), packed, Buffer.from('\nendstream\n')]);
    expect(await pdfFault(around(bomb))).toBe('unreadable');
    expect(await pdfFault(around(Buffer.from('no deflate')))).toBe('unreadable');
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
