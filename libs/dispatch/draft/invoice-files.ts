/** The files of its invoices that go along with a mail. */
import { largestDocument } from '#contracts/file-limits.js';
import type { DocumentRow } from '#database/repositories/documents.repository.js';
import type { FrozenAttachment } from '#domain/messages/envelope.js';

/** All files of a mail together. */
const largestMail = 10 * 1024 * 1024;
const mostFiles = 10;
const longestName = 80;

/** What goes along, and the invoices whose files do not because together they are too large or too many. */
export interface InvoiceFiles {
  readonly attachments: readonly FrozenAttachment[];
  readonly leftOut: readonly string[];
}

/** @param numbers of the invoices by id, in the order of the message */
export function invoiceFiles(documents: readonly DocumentRow[], numbers: ReadonlyMap<string, string>): InvoiceFiles {
  const byInvoice = new Map(documents.map((document) => [document.invoiceId, document]));
  const attachments: FrozenAttachment[] = [];
  const leftOut: string[] = [];
  let bytes = 0;
  for (const [invoiceId, number] of numbers) {
    const document = byInvoice.get(invoiceId);
    if (!document) continue;
    const fits = document.size <= largestDocument && bytes + document.size <= largestMail && attachments.length < mostFiles;
    if (!fits) {
      leftOut.push(invoiceId);
      continue;
    }
    bytes += document.size;
    attachments.push({
      filename: fileName(number, attachments),
      contentType: document.contentType,
      cid: null,
      bytes: { file: document.fileId },
    });
  }
  return { attachments, leftOut };
}

/** Of letters, digits and what no file system minds; two invoices whose numbers differ in other characters only get a count. */
function fileName(number: string, before: readonly FrozenAttachment[]): string {
  const plain = number
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = `factuur-${plain}`.replace(/-$/, '').slice(0, longestName - '-10.pdf'.length);
  const taken = before.filter(({ filename }) => filename === `${name}.pdf` || filename.startsWith(`${name}-`)).length;
  return taken === 0 ? `${name}.pdf` : `${name}-${taken + 1}.pdf`;
}
