/** What an XML file may cost us. Each number is a decision: far above what honest files need, far below what hurts. */

/** Bytes of one file. A UBL invoice is 5-50 kB; the rest is room for an embedded PDF. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** Nesting. UBL goes to about 10, with a signature in its extensions to about 20. */
export const MAX_DEPTH = 64;

/** Elements of one file: an invoice with 8,000 lines of 25 elements each. */
const MAX_ELEMENTS = 200_000;

/** Attributes of one element, namespace declarations included; the roots of published examples carry up to 15. */
export const MAX_ATTRIBUTES = 64;

/** Character and entity references (`&amp;`, `&#233;`) of one file. An undecoded million of them held the event loop for most of a second. */
export const MAX_REFERENCES = 20_000;

/** Wall-clock time for one file in its thread, start of the thread included. The largest allowed file needs one to two seconds of processor. */
export const XML_TIMEOUT_MS = 10_000;

/** The limits as the reader takes them. */
export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
  readonly references: number;
}

/** The limits in force. */
export const xmlLimits: XmlLimits = {
  depth: MAX_DEPTH,
  elements: MAX_ELEMENTS,
  attributes: MAX_ATTRIBUTES,
  references: MAX_REFERENCES,
};
