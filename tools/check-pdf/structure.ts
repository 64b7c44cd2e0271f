/**
 * What a PDF must have to be an archive with tags (ISO 19005-3, level A), as far as it can be told without a validator: it finds what is missing
 * altogether, and proves no more than that.
 */
import { inflateSync } from 'node:zlib';

const streams = /stream\r?\n/g;

function inflated(bytes: Buffer): string | null {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return null;
  }
}

/** Everything in the file that is text: what is packed is unpacked. */
function contentOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const raw = bytes.toString('latin1');
  const parts = [raw];
  for (const match of raw.matchAll(streams)) {
    const start = match.index + match[0].length;
    const part = inflated(bytes.subarray(start, raw.indexOf('endstream', start)));
    if (part !== null) parts.push(part);
  }
  return parts.join('\n');
}

const count = (text: string, of: RegExp): number => [...text.matchAll(of)].length;

/** What must be there. */
const wanted: Readonly<Record<string, RegExp>> = {
  'the metadata do not say part 3': /pdfaid:part(?:>|=")3/,
  'the metadata do not say level A': /pdfaid:conformance(?:>|=")A/,
  'the metadata have no title': /<dc:title>/,
  'it is not marked as tagged': /\/MarkInfo\s*<<[^>]*\/Marked true/,
  'it has no tree of tags': /\/StructTreeRoot/,
  'it has no language': /\/Lang\s*\(/,
  'it has no heading': /\/S\s*\/H1\b/,
  'it has no output intent of an archive': /\/OutputIntents?[\s\S]*\/GTS_PDFA1/,
  'its output intent has no profile': /\/DestOutputProfile/,
};

/** What must not be. */
const unwanted: Readonly<Record<string, RegExp>> = {
  'it has a script': /\/(?:JavaScript|JS)\b/,
  'it starts a program': /\/Launch\b/,
  'it is encrypted': /\/Encrypt\b/,
  'it asks something of the network': /\/(?:SubmitForm|ImportData|GoToR)\b/,
};

/** What is wrong with a PDF, a sentence each. */
export function structureFaults(pdf: Uint8Array): string[] {
  const content = contentOf(pdf);
  const missing = Object.entries(wanted).flatMap(([fault, pattern]) => (pattern.test(content) ? [] : [fault]));
  const surplus = Object.entries(unwanted).flatMap(([fault, pattern]) => (pattern.test(content) ? [fault] : []));
  const fonts = count(content, /\/Type\s*\/FontDescriptor\b/g);
  const embedded = count(content, /\/FontFile[23]?\b/g);
  return [...missing, ...surplus, ...(fonts === 0 || embedded < fonts ? [`${fonts - embedded} of its ${fonts} fonts are not in it`] : [])];
}
