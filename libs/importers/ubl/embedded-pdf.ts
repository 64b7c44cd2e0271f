/** Takes the PDF out of a UBL file: most systems put the invoice itself in there. */
import { largestDocument } from '#contracts/file-limits.js';
import type { UblAttachment } from './ubl-result.js';

const embedded = /<(?:[A-Za-z][\w.-]{0,40}:)?EmbeddedDocumentBinaryObject\b([^<>]{0,2000})>([A-Za-z0-9+/=\s]{8,})</g;

/**
 * The first PDF that is small enough; null when there is none. Asked only of a file that was read and found to be UBL; base64 is ASCII in every
 * encoding that an XML file has but UTF-16, in which none is found.
 * @param attachments of the document, as it was read
 */
export function embeddedPdf(bytes: Uint8Array, attachments: readonly UblAttachment[]): Uint8Array | null {
  if (!attachments.some(({ mimeCode }) => mimeCode === 'application/pdf')) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  for (const [, attributes = '', content = ''] of text.matchAll(embedded)) {
    if (!/\bmimeCode\s*=\s*["']application\/pdf["']/.test(attributes) || content.length > largestDocument * 2) continue;
    const pdf = Buffer.from(content, 'base64');
    if (pdf.length <= largestDocument && pdf.subarray(0, 1_024).includes('%PDF-')) return new Uint8Array(pdf);
  }
  return null;
}
