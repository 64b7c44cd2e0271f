// @ts-check
/** Bytes to text: byte order mark, declared encoding, forbidden characters and declarations. */
import { Refusal, lineOf } from './xml-refusal.mjs';

const readable = new Set([
  'utf-8',
  'utf8',
  'us-ascii',
  'ascii',
  'iso-8859-1',
  'latin1',
  'iso-8859-15',
  'windows-1252',
  'utf-16',
  'utf-16le',
  'utf-16be',
]);

/**
 * The family a byte order mark (or the zero bytes of a text without one) gives away.
 * @param {Uint8Array} bytes
 */
function familyOf(bytes) {
  const [a = 0, b = 0, c = 0] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0x3c && b === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  return null;
}

/**
 * Encoding named in the XML declaration, lower case; null when none is.
 * @param {string} text
 */
const declared = (text) => /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(text)?.[1]?.toLowerCase() ?? null;

/**
 * @param {Uint8Array} bytes
 * @returns {string} the label TextDecoder is to use
 */
function encodingOf(bytes) {
  const family = familyOf(bytes);
  const head = new TextDecoder(family ?? 'latin1').decode(bytes.subarray(0, 512));
  const name = declared(head);
  if (name !== null && !readable.has(name))
    throw new Refusal('encoding-unsupported', `the XML declaration names the encoding "${name}"`, 1);
  if (family === null) return name ?? 'utf-8';
  const wide = family !== 'utf-8';
  // The bytes and the declaration must tell the same story: a checker that believes one and a parser that believes the other is a known hole.
  if (name !== null && name.startsWith('utf-16') !== wide)
    throw new Refusal('encoding-conflict', `the bytes are ${family}, the XML declaration says "${name}"`, 1);
  return family;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} text without byte order mark, free of NUL and control characters, DOCTYPE and ENTITY
 */
export function toText(bytes) {
  const encoding = encodingOf(bytes);
  /** @type {string} */
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('encoding-broken', `the bytes are not valid ${encoding}`);
  }
  const declaration = /<!(?:DOCTYPE|ENTITY)/i.exec(text);
  if (declaration)
    throw new Refusal('doctype-refused', `the file holds a ${declaration[0].slice(2)} declaration`, lineOf(text, declaration.index));
  // oxlint-disable-next-line no-control-regex -- finding them is the point: XML 1.0 allows none of these
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(text);
  if (control)
    throw new Refusal('control-character', 'the file holds a control character that XML does not allow', lineOf(text, control.index));
  return text;
}
