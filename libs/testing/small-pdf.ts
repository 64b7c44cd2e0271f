/** PDFs as specs need them: small, real, and wrong on purpose. */
import { deflateSync } from 'node:zlib';

/** A PDF of one empty page; `extra` stands in its catalogue, `objects` in a compressed stream. */
export function smallPdf({ extra = '', objects = '', mark = '' }: { extra?: string; objects?: string; mark?: string } = {}): Buffer {
  const packed = deflateSync(Buffer.from(objects, 'latin1'));
  const head = `%PDF-1.7\n% ${mark}\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R ${extra} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n`;
  const stream = `3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    ...(objects === '' ? [] : [Buffer.from(stream, 'latin1'), packed, Buffer.from('\nendstream\nendobj\n')]),
    Buffer.from('trailer\n<< /Root 1 0 R >>\n%%EOF\n'),
  ]);
}
