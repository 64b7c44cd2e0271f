// @ts-check
/** Thrown inside the worker thread; becomes an XmlRefusal on its way out. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} detail
   * @param {number | null} [line]
   */
  constructor(code, detail, line = null) {
    super(detail);
    this.code = code;
    this.line = line;
  }
}

/**
 * Line (from 1) of an offset.
 * @param {string} text
 * @param {number} offset
 */
export function lineOf(text, offset) {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
