/** The names in the bytes of a PDF, as readers see them, and the places where streams begin and end. One pass, whatever the bytes are. */

/** What is met on the way through a PDF. */
export type Met =
  | { readonly kind: 'name'; readonly name: string }
  /** A stream begins behind this; `from` is its first byte. `afterDictionary`: as every writer puts it, directly behind `>>`. */
  | { readonly kind: 'stream'; readonly from: number; readonly afterDictionary: boolean }
  | { readonly kind: 'endstream' }
  /** Some more bytes were looked through: time for others to have their turn. */
  | { readonly kind: 'turn' };

/** How many bytes are looked through at a stretch: a few milliseconds. */
const stretch = 256 * 1024;
/** The longest name that means something here, each letter written as `#xx`. */
const longestWritten = 3 * 20;

const whitespace = [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20];
const endsName = new Set([...whitespace, ...Buffer.from('()<>[]{}/%')]);
const [slash, hash, firstOfStream, greater, cr, lf] = [0x2f, 0x23, 0x73, 0x3e, 0x0d, 0x0a];

/** Goes through the bytes once; only names whose first letter is in `wanted`, or is written as `#xx`, are told. */
export function* metIn(bytes: Buffer, wanted: ReadonlySet<number>): Generator<Met> {
  let pause = stretch;
  for (let at = 0; at < bytes.length; at += 1) {
    if (at >= pause) {
      pause = at + stretch;
      yield { kind: 'turn' };
    }
    const byte = bytes[at];
    if (byte === slash) {
      const first = bytes[at + 1] ?? slash;
      if (first !== hash && !wanted.has(first)) continue;
      const name = nameAt(bytes, at + 1);
      if (name !== null) yield { kind: 'name', name };
    } else if (byte === firstOfStream) {
      const met = streamAt(bytes, at);
      if (met) yield met;
    }
  }
}

function nameAt(bytes: Buffer, from: number): string | null {
  let to = from;
  while (to < bytes.length && to - from <= longestWritten && !endsName.has(bytes[to] ?? 0)) to += 1;
  if (to - from > longestWritten) return null;
  const written = bytes.toString('latin1', from, to);
  return written.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function streamAt(bytes: Buffer, at: number): Met | null {
  if (bytes.toString('latin1', at, at + 6) !== 'stream') return null;
  if (bytes.toString('latin1', Math.max(0, at - 3), at) === 'end') return { kind: 'endstream' };
  const from = afterLineEnd(bytes, at + 6);
  return from === null ? null : { kind: 'stream', from, afterDictionary: isAfterDictionary(bytes, at) };
}

/** Readers take a line that ends with blanks, or with a carriage return alone, too. */
function afterLineEnd(bytes: Buffer, behind: number): number | null {
  let at = behind;
  while (at - behind < 16 && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  if (bytes[at] === lf) return at + 1;
  if (bytes[at] !== cr) return null;
  return bytes[at + 1] === lf ? at + 2 : at + 1;
}

function isAfterDictionary(bytes: Buffer, at: number): boolean {
  let before = at - 1;
  while (before > 0 && at - before < 16 && whitespace.includes(bytes[before] ?? -1)) before -= 1;
  return bytes[before] === greater && bytes[before - 1] === greater;
}
