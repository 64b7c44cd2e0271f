/** Whether a PDF may be sent on to somebody: it is one, everybody can open it, and nothing in it acts by itself. */
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { inflate } from 'node:zlib';
import { metIn } from './pdf-names.js';

/** Why a PDF is kept and never sent. */
export const pdfFaults = ['not-a-pdf', 'encrypted', 'script', 'launch', 'embedded-file', 'action', 'unreadable'] as const;
/** One of {@link pdfFaults}. */
export type PdfFault = (typeof pdfFaults)[number];

/** Names that nobody needs on an invoice, and what is said of them. They are so long that packed pictures do not hold them by chance. */
const faultsByName: ReadonlyMap<string, PdfFault> = new Map([
  ['Encrypt', 'encrypted'],
  ['JavaScript', 'script'],
  ['Rendition', 'script'],
  ['Launch', 'launch'],
  ['GoToR', 'launch'],
  ['GoToE', 'launch'],
  ['EmbeddedFile', 'embedded-file'],
  ['EmbeddedFiles', 'embedded-file'],
  ['SubmitForm', 'action'],
  ['ImportData', 'action'],
  ['RichMedia', 'action'],
]);
/** Names of two or three letters stand in megabytes of packed picture by chance; there they mean nothing, and are not looked for. */
const faultsByShortName: ReadonlyMap<string, PdfFault> = new Map([
  ['JS', 'script'],
  ['XFA', 'action'],
]);

/** Ways of writing the bytes of a stream that no writer uses for objects: what is in them is not looked for but refused. */
const strangeForObjects = new Set(['ASCIIHexDecode', 'ASCII85Decode', 'LZWDecode', 'RunLengthDecode', 'Crypt', 'DecodeParms', 'DP']);
const aboutStreams = new Set([...strangeForObjects, 'ObjStm', 'N', 'First', 'FlateDecode', 'Filter']);

const wanted: ReadonlySet<number> = new Set(
  [...faultsByName.keys(), ...faultsByShortName.keys(), ...aboutStreams].map((name) => name.charCodeAt(0)),
);

/** What compressed objects come to at most, in bytes; an invoice has a hundredth of it. */
const inflatedLimit = 16 * 1024 * 1024;
/** A hundred objects are in one, as writers have it. */
const mostObjectStreams = 2_000;
/** Where the mark of a PDF has to begin at the latest, as readers have it. */
const markWithin = 1_024;

/**
 * Looks at every name in a file, those in compressed object streams too. It takes time in proportion to the bytes, whatever they are; inflating
 * happens outside the event loop, and between two quarters of a megabyte others have their turn. @returns null when nothing is wrong with it
 */
export async function pdfFault(bytes: Buffer): Promise<PdfFault | null> {
  if (!bytes.subarray(0, markWithin).includes('%PDF-')) return 'not-a-pdf';
  const objects = new ObjectStreams(bytes);
  let packed = false;
  for (const met of metIn(bytes, wanted)) {
    if (met.kind === 'turn') await turnOfOthers();
    else if (met.kind === 'endstream') packed = false;
    else if (met.kind === 'name') {
      const fault = faultsByName.get(met.name) ?? (packed ? undefined : faultsByShortName.get(met.name));
      if (fault) return fault;
      objects.meet(met.name);
    } else {
      packed = met.afterDictionary && objects.mayBePacked;
      const fault = await objects.faultOf(met.from);
      if (fault) return fault;
    }
  }
  return null;
}

/** The compressed streams of a file that hold objects. Whatever is met before a stream begins may be its dictionary. */
class ObjectStreams {
  /** How often each name was met since the last stream began. */
  private named = new Map<string, number>();
  private count = 0;
  private inflated = 0;

  constructor(private readonly bytes: Buffer) {}

  meet(name: string): void {
    if (aboutStreams.has(name)) this.named.set(name, (this.named.get(name) ?? 0) + 1);
  }

  get mayBePacked(): boolean {
    return this.named.has('Filter');
  }

  /** Of the stream that begins there. What calls itself one that holds objects, and is not packed as every writer does it, is unreadable. */
  async faultOf(from: number): Promise<PdfFault | null> {
    const { named } = this;
    const says = named.has('ObjStm');
    // The word may stand in a text of the dictionary: how it is packed comes later then.
    if (says && !named.has('Filter')) return null;
    this.named = new Map();
    // Some readers do not ask for the type, only for the two numbers.
    if (!says && !(named.has('N') && named.has('First') && named.has('Filter'))) return null;
    this.count += 1;
    if (this.count > mostObjectStreams || (says && !isPackedAsUsual(named))) return 'unreadable';
    const objects = await unpacked(this.bytes.subarray(from), inflatedLimit - this.inflated);
    if (objects === null) return says ? 'unreadable' : null;
    this.inflated += objects.length;
    return faultInObjects(objects);
  }
}

const isPackedAsUsual = (named: ReadonlyMap<string, number>): boolean =>
  named.get('FlateDecode') === 1 && [...named.keys()].every((name) => !strangeForObjects.has(name));

async function faultInObjects(objects: Buffer): Promise<PdfFault | null> {
  for (const met of metIn(objects, wanted)) {
    if (met.kind === 'turn') await turnOfOthers();
    if (met.kind !== 'name') continue;
    const fault = faultsByName.get(met.name) ?? faultsByShortName.get(met.name);
    if (fault) return fault;
  }
  return null;
}

/** As far as the packed bytes themselves go: where the stream ends is not asked of the file. Null: not to be unpacked, or more than an invoice has. */
const unpacked = (packed: Buffer, most: number): Promise<Buffer | null> =>
  new Promise((resolve) => {
    if (most <= 0) return resolve(null);
    inflate(packed, { maxOutputLength: most }, (error, result) => resolve(error ? null : result));
  });
