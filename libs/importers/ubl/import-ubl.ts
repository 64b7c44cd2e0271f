/** UBL 2.1 in: one file, one invoice or credit note, or the reasons why not (Peppol BIS Billing 3, NLCIUS, EN 16931). */
import { type Finding, fileFinding } from '../finding.js';
import { readXml } from '../xml/read-xml.mjs';
import { MAX_FILE_BYTES, XML_TIMEOUT_MS, xmlLimits } from '../xml/xml-limits.js';
import type { XmlShape } from '../xml/xml-node.js';
import { readUblDocument } from './ubl-document.js';
import type { ImportFile, UblResult } from './ubl-result.js';

/** What a file holds, and what it cost: a request may bring so many elements in all. */
export interface UblReading {
  readonly result: UblResult;
  readonly elements: number;
  /** The invoice itself, where the file has it in it. */
  readonly pdf?: Uint8Array | null;
}

/** Of lines only their amounts count and what was bought; of embedded documents only that they are there. */
const shape: XmlShape = {
  measured: ['EmbeddedDocumentBinaryObject'],
  pruned: { InvoiceLine: ['LineExtensionAmount', 'Item'], CreditNoteLine: ['LineExtensionAmount'], Item: ['Name'] },
};

const wantXml = 'Send the UBL (XML) file of the invoice.';
/** What files begin with that are sent instead of XML; texts say what to do about each. */
const otherKinds: readonly { readonly magic: readonly number[]; readonly finding: Finding }[] = [
  {
    magic: [0x25, 0x50, 0x44, 0x46],
    finding: fileFinding('pdf-not-xml', 'the file is a PDF', `${wantXml} Most systems export it beside the PDF.`),
  },
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    finding: fileFinding('zip-not-xml', 'the file is a ZIP archive', 'Unpack it and send the XML files.'),
  },
  { magic: [0x1f, 0x8b], finding: fileFinding('gzip-not-xml', 'the file is compressed (gzip)', 'Unpack it and send the XML file.') },
];

const blank = new Set([0x09, 0x0a, 0x0d, 0x20]);

/** What can be said about a file from its first bytes, without reading it. */
function sniff(bytes: Uint8Array): Finding | null {
  if (bytes.length === 0) return fileFinding('empty-file', 'the file is empty (0 bytes)', wantXml);
  if (bytes.length > MAX_FILE_BYTES)
    return fileFinding(
      'file-too-large',
      `the file is ${bytes.length} bytes`,
      `At most ${MAX_FILE_BYTES} are read; leave out large attachments.`,
    );
  const other = otherKinds.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  if (other) return other.finding;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = bytes.subarray(start).find((byte) => !blank.has(byte));
  if (first === undefined) return fileFinding('empty-file', 'the file holds white space only', wantXml);
  // 0x3c is "<"; 0x00, 0xfe and 0xff begin UTF-16.
  if (first !== 0x3c && first !== 0x00 && first !== 0xfe && first !== 0xff)
    return fileFinding('not-xml', 'the file does not begin with "<"', wantXml);
  return null;
}

const hints: Readonly<Record<string, string>> = {
  'malformed-xml': 'The file is damaged or cut off: export it again.',
  'doctype-refused': 'UBL files have no DOCTYPE; files with one are refused for safety. Export without it.',
  'encoding-broken': 'Export the file as UTF-8.',
  'encoding-unsupported': 'Export the file as UTF-8.',
  'encoding-conflict': 'Export the file as UTF-8.',
  'control-character': 'Remove the character from the text in the source system and export again.',
};
const tooMuch = 'No honest invoice needs this much; the file is refused for safety.';

const refusedFile = (file: string, finding: Finding): UblResult => ({ kind: 'error', file, findings: [finding] });

/**
 * Reads one UBL file. Bytes in any of UTF-8, UTF-16, ISO-8859-1 and windows-1252; never throws for what the file holds. Takes as long as the
 * file is large (seconds for the largest): called in a thread, see `read-ubl.thread.ts`.
 */
export function readUbl(file: ImportFile): UblReading {
  const refused = sniff(file.bytes);
  if (refused) return { result: refusedFile(file.name, refused), elements: 0 };
  const reply = readXml(file.bytes, shape, xmlLimits);
  if (reply.ok) return { result: { file: file.name, ...readUblDocument(reply) }, elements: reply.elements };
  const { code, line, detail } = reply;
  // What was refused for its elements has that many at least.
  const elements = code === 'too-many-elements' ? xmlLimits.elements : 0;
  return { result: refusedFile(file.name, { code, field: null, line, detail, hint: hints[code] ?? tooMuch }), elements };
}

/** A file whose thread was ended, because it took too long or too much memory. It counts as the largest that is read. */
export function unreadUbl(file: string, limit: 'time' | 'memory'): UblReading {
  const said = {
    time: fileFinding('xml-timeout', `reading the file took longer than ${XML_TIMEOUT_MS / 1000} s`, tooMuch),
    memory: fileFinding('xml-too-heavy', 'reading the file took more memory than a thread has', tooMuch),
  };
  return { result: refusedFile(file, said[limit]), elements: xmlLimits.elements };
}
