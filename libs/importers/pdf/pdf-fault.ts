/** Whether a PDF may be sent on to somebody: it is one, everybody can open it, and nothing in it acts by itself. */
import { inflate } from 'node:zlib';

/** Why a PDF is kept and never sent. */
export const pdfFaults = ['not-a-pdf', 'encrypted', 'script', 'launch', 'embedded-file', 'unreadable'] as const;
/** One of {@link pdfFaults}. */
export type PdfFault = (typeof pdfFaults)[number];

/** Names that nobody needs on an invoice, and what is said of them. */
const faultsByName: Readonly<Record<string, PdfFault>> = {
  Encrypt: 'encrypted',
  JavaScript: 'script',
  JS: 'script',
  Launch: 'launch',
  EmbeddedFile: 'embedded-file',
  EmbeddedFiles: 'embedded-file',
};

/** What compressed objects come to at most, in bytes; an invoice has a hundredth of it. */
const inflatedLimit = 16 * 1024 * 1024;
/** Where the mark of a PDF has to begin at the latest, as readers have it. */
const markWithin = 1_024;

/**
 * Looks at every name in a file, those in compressed object streams too. Inflating happens outside the event loop; what is looked through on it is
 * 16 MB at most. @returns null when nothing is wrong with it
 */
export async function pdfFault(bytes: Buffer): Promise<PdfFault | null> {
  if (!bytes.subarray(0, markWithin).includes('%PDF-')) return 'not-a-pdf';
  const text = bytes.toString('latin1');
  const found = faultIn(text);
  if (found) return found;
  let inflated = 0;
  for (const packed of objectStreams(bytes, text)) {
    const objects = await unpacked(packed, inflatedLimit - inflated);
    if (objects === null) return 'unreadable';
    inflated += objects.length;
    const hidden = faultIn(objects.toString('latin1'));
    if (hidden) return hidden;
  }
  return null;
}

const nameShape = /\/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){2,40})(?![A-Za-z0-9#])/g;

function faultIn(text: string): PdfFault | null {
  for (const [, written = ''] of text.matchAll(nameShape)) {
    const name = written.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    const fault = Object.hasOwn(faultsByName, name) ? faultsByName[name] : undefined;
    if (fault) return fault;
  }
  return null;
}

/** The bytes of each compressed stream that holds objects. */
function* objectStreams(bytes: Buffer, text: string): Generator<Buffer> {
  for (const match of text.matchAll(/\/ObjStm\b/g)) {
    const begin = /stream\r?\n/g;
    begin.lastIndex = match.index;
    const head = begin.exec(text);
    if (!head) continue;
    const from = head.index + head[0].length;
    const to = text.indexOf('endstream', from);
    yield bytes.subarray(from, to === -1 ? undefined : to);
  }
}

/** Null: it cannot be unpacked, or is more than an invoice comes to. */
const unpacked = (packed: Buffer, most: number): Promise<Buffer | null> =>
  new Promise((resolve) => {
    if (most <= 0) return resolve(null);
    inflate(packed, { maxOutputLength: most, finishFlush: 2 }, (error, result) => resolve(error ? null : result));
  });
