// @ts-check
/** A scanned text to a tree of plain nodes, by fast-xml-parser; nothing becomes a number, everything is a list. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Refusal } from './xml-refusal.mjs';
import { codePointOf } from './xml-scan.mjs';

/** @typedef {import('./xml-node.ts').XmlNode} XmlNode */
/** @typedef {import('./xml-node.ts').XmlShape} XmlShape */

const attributePrefix = '@';
const textName = '#text';

// Its defaults turn 0012345 into 12345 and 10.10 into 10.1; references are decoded below, because it leaves numeric ones as they are.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: attributePrefix,
  textNodeName: textName,
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  ignoreDeclaration: true,
  processEntities: false,
  // The fourth argument tells an attribute from an element.
  isArray: (...about) => !about[3],
});

const named = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);

/** @param {string} text */
const decode = (text) =>
  text.includes('&') ? text.replace(/&[#\w]+;/g, (found) => named.get(found) ?? String.fromCodePoint(codePointOf(found))) : text;

/**
 * The parser alone accepts a file that was cut off; its validator does not.
 * @param {string} text
 */
export function validate(text) {
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw new Refusal('malformed-xml', verdict.err.msg, verdict.err.line);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param {unknown} raw
 * @param {string} name
 * @param {XmlShape} shape
 * @returns {XmlNode}
 */
function toNode(raw, name, shape) {
  if (!isRecord(raw)) return { text: typeof raw === 'string' ? decode(raw) : '', attributes: {}, children: {} };
  const keep = Object.hasOwn(shape.pruned, name) ? shape.pruned[name] : undefined;
  /** @type {Record<string, string>} */
  const attributes = {};
  /** @type {Record<string, XmlNode[]>} */
  const children = {};
  for (const [key, value] of Object.entries(raw)) {
    if (key.startsWith(attributePrefix)) attributes[key.slice(1)] = decode(String(value));
    else if (Array.isArray(value) && (!keep || keep.includes(key))) children[key] = value.map((child) => toNode(child, key, shape));
  }
  const text = raw[textName];
  return { text: typeof text === 'string' ? decode(text) : '', attributes, children };
}

/**
 * @param {string} text flattened, scanned, measured elements emptied
 * @param {XmlShape} shape
 * @returns {{ root: string, node: XmlNode }}
 */
export function parse(text, shape) {
  /** @type {unknown} */
  const raw = parser.parse(text);
  const roots = isRecord(raw) ? Object.entries(raw).filter(([key]) => key !== textName) : [];
  const [first, ...others] = roots.flatMap(([name, list]) => (Array.isArray(list) ? list.map((item) => ({ name, item })) : []));
  if (!first) throw new Refusal('malformed-xml', 'the file holds no element');
  if (others.length > 0) throw new Refusal('malformed-xml', `the file has more than one root element: ${first.name}, ${others[0]?.name}`);
  return { root: first.name, node: toNode(first.item, first.name, shape) };
}

/**
 * Namespace of the root element, from its start tag; empty when it has none.
 * @param {string} text flattened
 */
export function rootNamespace(text) {
  const tag = /<([^\s/>]{1,256})([^>]*)>/.exec(text);
  if (!tag) return '';
  const [, name = '', rest = ''] = tag;
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : null;
  for (const [, declared, , value] of rest.matchAll(/\sxmlns(?::([\w.-]+))?\s*=\s*(["'])(.*?)\2/g))
    if ((declared ?? null) === prefix) return decode(value ?? '');
  return '';
}
