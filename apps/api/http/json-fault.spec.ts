import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from './json-fault.js';

describe('where a text stops being JSON', () => {
  it.each<[string, string, number, number]>([
    ['a trailing comma', '{"a":1,}', 1, 8],
    ['a name without quotes', '{\n  "a": 1,\n  b: 2\n}', 3, 3],
    ['NaN', '{"a":NaN}', 1, 6],
    ['a cut body', '{"name":"x"', 1, 12],
    ['a cut text', '{"name":"x', 1, 11],
    ['a missing colon', '{"a" 1}', 1, 6],
    ['a missing comma', '[1\n 2]', 2, 2],
    ['the wrong bracket', '{"a":[1}', 1, 8],
    ['a second value', '{} {}', 1, 4],
    ['a leading zero', '{"a":01}', 1, 6],
    ['a line end in a text', '{"a":"x\ny"}', 1, 8],
    ['an unknown escape', String.raw`{"a":"\x41"}`, 1, 7],
    ['single quotes', "{'a':1}", 1, 2],
    ['a comment', '{"a":1} // done', 1, 9],
    ['nothing but brackets', '['.repeat(200_000), 1, 200_001],
  ])('%s', (_, text, line, column) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonFault(text)).toMatchObject({ line, column });
  });

  it('is the end of a text that was cut, and never before what a reader could still make JSON of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
        const text = JSON.stringify([value], null, 1);
        const part = text.slice(0, cut % text.length);
        const { offset } = jsonFault(part);
        // Half a word or half a number is no value yet: the fault is where it begins.
        expect(part.slice(offset)).toMatch(/^(?:[-\w.+]*|\\u?[0-9a-fA-F]{0,3})$/);
        expect(jsonFault(`${text}!`).offset).toBe(text.length);
      }),
    );
  });
});
