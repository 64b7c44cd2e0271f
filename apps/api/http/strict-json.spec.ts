import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Problem } from './problems.js';
import { parseStrictJson } from './strict-json.js';

function refusal(body: string | Uint8Array): { code: string; pointer: string | undefined; reason: string | undefined } | null {
  try {
    parseStrictJson(typeof body === 'string' ? Buffer.from(body) : body);
  } catch (error) {
    if (error instanceof Problem)
      return { code: error.code, pointer: error.more.errors?.[0]?.pointer, reason: error.more.errors?.[0]?.code };
    throw error;
  }
  return null;
}

const utf16 = Buffer.from('{"a":1}', 'utf16le');

describe('parseStrictJson', () => {
  it.each<[string, string | Uint8Array, string, string?]>([
    ['an empty body', '', 'malformed-json'],
    ['a cut body', '{"name":"x"', 'malformed-json'],
    ['a trailing comma', '{"a":1,}', 'malformed-json'],
    ['a byte order mark', '\ufeff{}', 'malformed-json'],
    ['UTF-16', utf16, 'malformed-json'],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'malformed-json'],
    ['NaN', '{"a":NaN}', 'malformed-json'],
    ['a lone surrogate', '{"name":"\\ud800"}', 'invalid-request', '/name'],
    ['NUL', '{"debtor":{"name":"a\\u0000b"}}', 'invalid-request', '/debtor/name'],
    ['a key twice', '{"x":{"amount":1,"amount":2}}', 'invalid-request', '/x/amount'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 'invalid-request', '/a'],
    ['__proto__', '{"debtor":{"__proto__":{"a":1}}}', 'invalid-request', '/debtor/__proto__'],
    ['constructor', '[{"constructor":{"prototype":{}}}]', 'invalid-request', '/0/constructor'],
    ['21 levels', '['.repeat(21) + ']'.repeat(21), 'invalid-request'],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), 'invalid-request'],
    ['10.00', '{"total":{"amount":10.00}}', 'invalid-request', '/total/amount'],
    ['0.005', '[0.005]', 'invalid-request', '/0'],
    ['1e3', '[1,1e3]', 'invalid-request', '/1'],
    ['1E-2', '[1E-2]', 'invalid-request', '/0'],
    ['-0', '{"a":-0}', 'invalid-request', '/a'],
    ['2^53', '{"a":9007199254740992}', 'invalid-value', '/a'],
    ['2^53+1', '{"a":9007199254740993}', 'invalid-value', '/a'],
    ['200,000 digits', `{"a":${'9'.repeat(200_000)}}`, 'invalid-request', '/a'],
    ['10^18', '{"a":1000000000000000000}', 'invalid-value', '/a'],
    ['a number of 200,000 digits', `{"a":${'9'.repeat(200_000)}}`, 'invalid-request', '/a'],
  ])('refuses %s', (_name, body, code, pointer) => {
    const refused = refusal(body);
    expect(refused?.code).toBe(code);
    if (pointer !== undefined) expect(refused?.pointer).toBe(pointer);
  });

  it('takes twenty levels, 2^53-1 and everything people write', () => {
    expect(refusal('['.repeat(20) + ']'.repeat(20))).toBeNull();
    expect(parseStrictJson(Buffer.from(' {"a": [9007199254740991, -12, 0, true, null, "\\"}{[]1.5 \\ud83d\\ude00 é"]} '))).toEqual({
      a: [9007199254740991, -12, 0, true, null, '"}{[]1.5 😀 é'],
    });
  });

  it('reads whatever JSON.stringify writes of whole numbers and well-formed text, and reads the same', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 12 })
      .filter((value) => !value.includes('\0') && !['__proto__', 'constructor', 'prototype'].includes(value));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', maxDepth: 5 },
        fc.maxSafeInteger().filter((n) => !Object.is(n, -0)),
        text,
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('tree'), { maxLength: 4 }),
      map: fc.dictionary(text, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const read = parseStrictJson(Buffer.from(JSON.stringify([value])));
        // The matcher walks a tree of this size a hundred times slower; it only tells the difference.
        if (!isDeepStrictEqual(read, [value])) expect(read).toStrictEqual([value]);
      }),
    );
  });
});
