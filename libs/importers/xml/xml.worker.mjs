// @ts-check
/**
 * The worker thread that reads XML, so that no file can hold the event loop; killed by its owner when it takes too long. Plain JavaScript
 * with checked types, because a thread is started from a file and must be the same file from sources and from the build.
 */
import { parentPort } from 'node:worker_threads';
import { Refusal } from './xml-refusal.mjs';
import { Scanner, flatten } from './xml-scan.mjs';
import { toText } from './xml-text.mjs';
import { parse, rootNamespace, validate } from './xml-tree.mjs';

/** @typedef {{ bytes: Uint8Array, limits: import('./xml-limits.ts').XmlLimits, shape: import('./xml-node.ts').XmlShape }} Request */

/**
 * @param {Request} request
 * @returns {import('./xml-node.ts').XmlReply}
 */
function read({ bytes, limits, shape }) {
  try {
    const text = toText(bytes);
    const flat = flatten(text);
    const scanner = new Scanner(flat, limits, shape.measured);
    scanner.run();
    validate(text);
    return { ok: true, namespace: rootNamespace(flat), lines: scanner.lines(), ...parse(scanner.withoutMeasured(), shape) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, line: error.line, detail: error.message };
    // A parser's own complaint is about the file, and the next file deserves a thread that is alive.
    return { ok: false, code: 'malformed-xml', line: null, detail: error instanceof Error ? error.message : 'the parser gave up' };
  }
}

parentPort?.on('message', (/** @type {Request} */ request) => parentPort?.postMessage(read(request)));
