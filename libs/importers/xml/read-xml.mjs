// @ts-check
/** Reads XML: takes as long as the file is large, so it is called in a thread that can be ended (see `read-ubl.thread.ts`). */
import { Refusal } from './xml-refusal.mjs';
import { Scanner, flatten } from './xml-scan.mjs';
import { toText } from './xml-text.mjs';
import { parse, rootNamespace, validate } from './xml-tree.mjs';

/**
 * Bytes of one XML file to a tree of plain nodes, or the reason why not. Never throws for what the file holds.
 * @param {Uint8Array} bytes
 * @param {import('./xml-node.ts').XmlShape} shape
 * @param {import('./xml-limits.ts').XmlLimits} limits
 * @returns {import('./xml-node.ts').XmlReply}
 */
export function readXml(bytes, shape, limits) {
  try {
    const text = toText(bytes);
    const flat = flatten(text);
    const scanner = new Scanner(flat, limits, shape.measured);
    scanner.run();
    validate(text);
    return {
      ok: true,
      elements: scanner.elements,
      namespace: rootNamespace(flat),
      lines: scanner.lines(),
      ...parse(scanner.withoutMeasured(), shape),
    };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, line: error.line, detail: error.message };
    // A parser's own complaint is about the file.
    return { ok: false, code: 'malformed-xml', line: null, detail: error instanceof Error ? error.message : 'the parser gave up' };
  }
}
