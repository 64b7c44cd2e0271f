/**
 * JSON as this API reads it: what `JSON.parse` takes, less what two readers could read differently or what is never meant.
 * Refused: duplicate keys (the last would silently win), `__proto__` / `constructor` / `prototype` as keys, more than 20 levels,
 * NUL and lone surrogates in text (Postgres cannot store them), and any number that is not written as a whole number a double holds
 * exactly: `10.00` would else be read as 10 cents, and 2^53+1 as its neighbour.
 */
import { jsonFault } from './json-fault.js';
import { Problem } from './problems.js';

/** Nesting that a body may have. */
export const maxDepth = 20;

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const wholeNumber = /^(?:0|-?[1-9]\d{0,39})$/;
const loneSurrogate = /\p{Surrogate}/u;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads bytes of a body. @throws Problem malformed-json, invalid-request or invalid-value, with the pointer of the culprit */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // V8's own message quotes the body, which may hold a name or an address.
    throw text.trim() === '' ? new Problem('malformed-json', 'The body is empty.') : malformed(text);
  }
  new Scanner(text).scan();
  return value;
}

function malformed(text: string): Problem {
  const { line, column, offset } = jsonFault(text);
  const where = offset >= text.length ? 'the body ends too early' : 'cannot stand here';
  const detail = `The body is not well-formed JSON: line ${line}, column ${column}: ${where}.`;
  return new Problem('malformed-json', detail, {
    errors: [{ pointer: '', code: 'malformed-json', detail }],
    extra: { line, column, offset },
  });
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new Problem('malformed-json', 'The body is not valid UTF-8.');
  }
  if (text.charCodeAt(0) === 0xfeff) throw new Problem('malformed-json', 'The body begins with a byte order mark.');
  return text;
}

interface Frame {
  readonly keys: Set<string> | null;
  key: string | number;
}

/** One walk over text that is already known to be JSON, so it needs no grammar: only strings, numbers and brackets matter. */
class Scanner {
  private at = 0;
  private readonly frames: Frame[] = [];

  constructor(private readonly text: string) {}

  scan(): void {
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at);
      if (character === '"') this.string();
      else if (character === '{' || character === '[') this.open(character);
      else if (character === '}' || character === ']') this.close();
      else if (character === ',') this.next();
      else if (character === '-' || (character >= '0' && character <= '9')) this.number();
      else this.at++;
    }
  }

  private open(bracket: string): void {
    if (this.frames.length >= maxDepth) this.refuse('too-deep', `A body may have ${maxDepth} levels.`);
    this.frames.push(bracket === '{' ? { keys: new Set(), key: '' } : { keys: null, key: 0 });
    this.at++;
  }

  private close(): void {
    this.frames.pop();
    this.at++;
  }

  private next(): void {
    const frame = this.frames.at(-1);
    if (frame && typeof frame.key === 'number') frame.key++;
    this.at++;
  }

  private number(): void {
    const start = this.at;
    while (/[-+.\deE]/.test(this.text.charAt(this.at))) this.at++;
    const literal = this.text.slice(start, this.at);
    if (!wholeNumber.test(literal)) this.refuse('not-a-whole-number', 'Numbers are whole, without fraction, exponent or -0.');
    // Of the right shape, but no value we can hold: an impossible value like any other.
    if (!Number.isSafeInteger(Number(literal))) this.refuse('too-big', 'A whole number is at most 9007199254740991.', 'invalid-value');
  }

  private string(): void {
    const start = this.at++;
    let escaped = false;
    for (let character = this.text.charAt(this.at); character !== '"'; character = this.text.charAt(this.at)) {
      if (character === '\\') {
        escaped = true;
        this.at++;
      }
      this.at++;
    }
    this.at++;
    const raw = this.text.slice(start, this.at);
    const content = escaped ? String(JSON.parse(raw)) : raw.slice(1, -1);
    this.checkText(content);
    const frame = this.frames.at(-1);
    if (frame?.keys && this.isKey()) this.enter(frame, frame.keys, content);
  }

  /** A string is a key when a colon follows; only whitespace can stand between. */
  private isKey(): boolean {
    while (/\s/.test(this.text.charAt(this.at))) this.at++;
    return this.text.charAt(this.at) === ':';
  }

  private enter(frame: Frame, keys: Set<string>, key: string): void {
    frame.key = key;
    if (forbiddenKeys.has(key)) this.refuse('unknown-field', 'This name cannot be a field.');
    if (keys.has(key)) this.refuse('duplicate-key', 'The field is given twice.');
    keys.add(key);
  }

  private checkText(content: string): void {
    if (content.includes('\u0000')) this.refuse('nul-character', 'Text cannot hold the NUL character.');
    if (loneSurrogate.test(content)) this.refuse('lone-surrogate', 'Text holds half a character (a lone surrogate).');
  }

  private refuse(code: string, detail: string, problem: 'invalid-request' | 'invalid-value' = 'invalid-request'): never {
    const pointer = toPointer(this.frames.map((frame) => frame.key));
    throw new Problem(problem, detail, { errors: [{ pointer, code, detail }] });
  }
}

/** JSON Pointer (RFC 6901) of a path; long keys are cut, since they come from the client. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
