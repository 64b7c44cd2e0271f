// @ts-check
/**
 * One linear pass before any parser sees the file: comments, instructions and CDATA are folded into plain text, and depth, elements,
 * attributes and references are counted. Everything that is built to make a parser suffer ends here, within the time it takes to read it.
 */
import { Refusal, lineOf } from './xml-refusal.mjs';

/** @typedef {import('./xml-limits.ts').XmlLimits} XmlLimits */
/** @typedef {{ start: number, end: number }} Range */

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const namePattern = /[^\s/>]{1,256}/y;
const reference = /&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/y;
/** Paths whose line we remember; more would be lines of goods, whose content nobody asks for. */
const maxPositions = 500;
const positionDepth = 6;

const sections = /** @type {const} */ ([
  { open: '<!--', close: '-->', cdata: false },
  { open: '<![CDATA[', close: ']]>', cdata: true },
  { open: '<?', close: '?>', cdata: false },
]);

/**
 * Comments and instructions become nothing, CDATA becomes escaped text; line breaks stay, so lines still count right.
 * @param {string} text
 */
export function flatten(text) {
  const parts = [];
  let from = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const section = sections.find(({ open }) => text.startsWith(open, at));
    if (!section) continue;
    const end = text.indexOf(section.close, at + section.open.length);
    if (end < 0) throw new Refusal('malformed-xml', `"${section.open}" is never closed`, lineOf(text, at));
    const inner = text.slice(at + section.open.length, end);
    parts.push(text.slice(from, at), section.cdata ? escapeText(inner) : inner.replace(/[^\n]+/g, ''));
    from = end + section.close.length;
    at = from - 1;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** @param {string} text */
const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param {string} name */
const localName = (name) => name.slice(name.indexOf(':') + 1);

/** Walks the tags of a flattened text and counts. */
export class Scanner {
  /**
   * @param {string} text
   * @param {XmlLimits} limits
   * @param {readonly string[]} measured
   */
  constructor(text, limits, measured) {
    this.text = text;
    this.limits = limits;
    this.measured = new Set(measured);
    this.elements = 0;
    /** @type {string[]} */
    this.open = [];
    /** @type {Map<string, number>} */
    this.offsets = new Map();
    /** @type {Range[]} */
    this.ranges = [];
  }

  run() {
    for (let at = this.text.indexOf('<'); at >= 0; at = this.text.indexOf('<', at + 1)) {
      if (this.text[at + 1] === '/') this.open.pop();
      else at = this.startTag(at);
    }
    this.checkReferences();
  }

  /**
   * @param {number} at offset of `<`
   * @returns {number} offset of the closing `>`
   */
  startTag(at) {
    namePattern.lastIndex = at + 1;
    const name = localName(namePattern.exec(this.text)?.[0] ?? '');
    if (name === '') this.refuse('malformed-xml', '"<" without an element name', at);
    if (forbidden.has(name)) this.refuse('forbidden-name', `an element is called "${name}"`, at);
    if (++this.elements > this.limits.elements) this.refuse('too-many-elements', `more than ${this.limits.elements} elements`, at);
    const end = this.tagEnd(at);
    this.open.push(name);
    if (this.open.length > this.limits.depth) this.refuse('too-deep', `elements are nested more than ${this.limits.depth} deep`, at);
    this.remember(at);
    if (this.text[end - 1] === '/') this.open.pop();
    else if (this.measured.has(name)) this.ranges.push({ start: end + 1, end: Math.max(end + 1, this.text.indexOf('<', end)) });
    return end;
  }

  /** @param {number} at */
  tagEnd(at) {
    let attributes = 0;
    for (let i = at + 1; i < this.text.length; i++) {
      const character = this.text[i];
      if (character === '>') return i;
      if (character !== '"' && character !== "'") continue;
      if (++attributes > this.limits.attributes)
        this.refuse('too-many-attributes', `an element has more than ${this.limits.attributes} attributes`, at);
      const close = this.text.indexOf(character, i + 1);
      if (close < 0) break;
      i = close;
    }
    return this.refuse('malformed-xml', 'a tag is never closed: the file looks cut off', at);
  }

  /** @param {number} at */
  remember(at) {
    if (this.open.length > positionDepth || this.offsets.size >= maxPositions) return;
    const path = this.open.join('/');
    if (!this.offsets.has(path)) this.offsets.set(path, at);
  }

  checkReferences() {
    let count = 0;
    for (let at = this.text.indexOf('&'); at >= 0; at = this.text.indexOf('&', at + 1)) {
      if (++count > this.limits.references)
        this.refuse('too-many-references', `more than ${this.limits.references} character or entity references`, at);
      reference.lastIndex = at;
      const found = reference.exec(this.text)?.[0];
      if (!found) this.refuse('malformed-xml', `"${this.text.slice(at, at + 12)}" is not a reference XML knows`, at);
      else if (found[1] === '#' && !isCharacter(codePointOf(found)))
        this.refuse('control-character', `"${found}" is no character XML allows`, at);
    }
  }

  /** The line of each remembered path, in one pass: the offsets come in order. */
  lines() {
    const lines = new Map();
    let line = 1;
    let at = this.text.indexOf('\n');
    for (const [path, offset] of this.offsets) {
      for (; at >= 0 && at < offset; at = this.text.indexOf('\n', at + 1)) line++;
      lines.set(path, line);
    }
    return lines;
  }

  /** The text with the content of measured elements replaced by its length. */
  withoutMeasured() {
    const parts = [];
    let from = 0;
    for (const { start, end } of this.ranges) {
      parts.push(this.text.slice(from, start), String(end - start));
      from = end;
    }
    return parts.join('') + this.text.slice(from);
  }

  /**
   * @param {string} code
   * @param {string} detail
   * @param {number} at
   * @returns {never}
   */
  refuse(code, detail, at) {
    throw new Refusal(code, detail, lineOf(this.text, at));
  }
}

/** @param {string} found `&#233;` or `&#xe9;` */
export const codePointOf = (found) => (found[2] === 'x' ? Number.parseInt(found.slice(3, -1), 16) : Number(found.slice(2, -1)));

/** @param {number} code */
const isCharacter = (code) =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);
