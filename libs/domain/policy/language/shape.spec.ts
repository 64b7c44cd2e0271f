import { describe, expect, it } from 'vitest';
import { Fields, type Finding, type Reader, amount, date, flag, integer, listOf, oneOf, recordOf, text, understood } from './shape.js';

/** What a reader makes of a value that stands in the field `f`, and the faults that it notes. */
function read<T>(reader: Reader<T>, value: unknown): { readonly value: T; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  return { value: reader(value, { pointer: '/f', findings }), findings };
}

const code = text(/^[a-z]+$/, 'a code of small letters');
const word = understood((value) => (value === 'no' ? null : value), 'anything but no');

describe('a value that is as it should be is read', () => {
  it.each<[string, Reader<unknown>, unknown, unknown]>([
    ['a whole number at its least', integer(1, 5), 1, 1],
    ['a whole number at its most', integer(1, 5), 5, 5],
    ['an amount of nothing', amount, 0, 0n],
    ['the largest amount that JSON holds exactly', amount, 9_007_199_254_740_991, 9_007_199_254_740_991n],
    ['a text of the pattern', code, 'abc', 'abc'],
    ['a text that is understood', word, 'yes', 'yes'],
    ['a text of two hundred characters', word, 'x'.repeat(200), 'x'.repeat(200)],
    ['a leap day', date, '2028-02-29', '2028-02-29'],
    ['true', flag, true, true],
    ['false', flag, false, false],
    ['the last of the names', oneOf(['mon', 'tue']), 'tue', 'tue'],
    ['the shortest list', listOf(flag, 1, 2), [true], [true]],
    ['the longest list', listOf(flag, 1, 2), [true, false], [true, false]],
    ['an object with free keys', recordOf(/^[A-Z]{3}$/, 'a currency', amount), { EUR: 5, USD: 7 }, { EUR: 5n, USD: 7n }],
    ['an empty object', recordOf(/^[A-Z]{3}$/, 'a currency', amount), {}, {}],
  ])('%s', (_, reader, value, expected) => {
    expect(read(reader, value)).toEqual({ value: expected, findings: [] });
  });
});

describe('a value that is not as it should be is named with its field, and any value of its type goes on', () => {
  const range = ['not-in-range', 'must be a whole number from 1 to 5', 1] as const;
  const money = ['not-an-amount', 'must be a whole number of minor units, zero or more', 0n] as const;
  const letters = ['not-allowed-text', 'must be a code of small letters', ''] as const;
  const unread = ['not-allowed-text', 'must be anything but no', ''] as const;
  const calendar = ['not-a-date', 'must be a calendar date, YYYY-MM-DD', '1970-01-01'] as const;
  const yesOrNo = ['not-a-boolean', 'must be true or false', false] as const;
  const name = ['not-one-of', 'must be one of mon, tue', 'mon'] as const;
  const list = ['not-a-list', 'must be a list of 1 to 2 items', []] as const;
  const object = ['not-an-object', 'must be an object', {}] as const;
  const days = oneOf(['mon', 'tue']);
  const pair = listOf(flag, 1, 2);
  const record = recordOf(/^[A-Z]{3}$/, 'a currency', amount);

  it.each<[string, Reader<unknown>, unknown, readonly [string, string, unknown]]>([
    ['a number below its least', integer(1, 5), 0, range],
    ['a number above its most', integer(1, 5), 6, range],
    ['half a number', integer(1, 5), 1.5, range],
    ['a number as text', integer(1, 5), '3', range],
    ['an amount below zero', amount, -1, money],
    ['half a cent', amount, 0.5, money],
    ['an amount that JSON does not hold exactly', amount, 9_007_199_254_740_992, money],
    ['an amount as text', amount, '5', money],
    ['a text beside the pattern', code, 'ABC', letters],
    ['a text in a list', code, ['abc'], letters],
    ['a text that is not understood', word, 'no', unread],
    ['a text of more than two hundred characters', word, 'x'.repeat(201), unread],
    ['a text that is understood, in a list', word, ['yes'], unread],
    ['a day that is not there', date, '2026-02-29', calendar],
    ['a day in a list', date, ['2026-02-28'], calendar],
    ['true as text', flag, 'true', yesOrNo],
    ['another name', days, 'wed', name],
    ['a name in a list', days, ['tue'], name],
    ['a list that is too short', pair, [], list],
    ['a list that is too long', pair, [true, true, true], list],
    ['what has a length and is no list', pair, 'ab', list],
    ['a list for an object', record, [], object],
    ['nothing for an object', record, null, object],
    ['text for an object', record, 'EUR', object],
  ])('%s', (_, reader, value, [fault, words, instead]) => {
    expect(read(reader, value)).toEqual({ value: instead, findings: [{ pointer: '/f', code: fault, detail: `/f: ${words}` }] });
  });

  it('in a list by its place', () => {
    expect(read(pair, [true, 'x']).findings).toEqual([{ pointer: '/f/1', code: 'not-a-boolean', detail: '/f/1: must be true or false' }]);
  });

  it('in an object by its key, which is written as a JSON pointer has it', () => {
    expect(read(record, { EUR: -1, 'e/u~r': 5 })).toEqual({
      value: { EUR: 0n },
      findings: [
        { pointer: '/f/EUR', code: 'not-an-amount', detail: '/f/EUR: must be a whole number of minor units, zero or more' },
        { pointer: '/f/e~1u~0r', code: 'unknown-field', detail: '/f/e~1u~0r: is not a currency' },
      ],
    });
  });
});

describe('the fields of an object', () => {
  const fields = (value: unknown): { readonly of: Fields; readonly findings: readonly Finding[] } => {
    const findings: Finding[] = [];
    return { of: new Fields(value, { pointer: '', findings }), findings };
  };
  const bad = { pointer: '/a', code: 'not-a-boolean', detail: '/a: must be true or false' };

  it('are read by name', () => {
    const { of, findings } = fields({ a: true, b: false, c: true });
    expect([of.required('a', flag), of.optional('b', flag), of.otherwise('c', flag, false)]).toEqual([true, false, true]);
    of.end();
    expect(findings).toEqual([]);
  });

  it('may be left out, when they are not required', () => {
    const { of, findings } = fields({});
    expect([of.optional('b', flag), of.otherwise('c', flag, true)]).toEqual([undefined, true]);
    of.end();
    expect(findings).toEqual([]);
  });

  it('are missed once when they are required, without a word on what they would have to be', () => {
    const { of, findings } = fields({});
    expect(of.required('a', flag)).toBe(false);
    expect(findings).toEqual([{ pointer: '/a', code: 'missing', detail: '/a: is missing' }]);
  });

  it.each(['required', 'optional'] as const)('are named when they are wrong: %s', (ask) => {
    const { of, findings } = fields({ a: 1 });
    of[ask]('a', flag);
    expect(findings).toEqual([bad]);
  });

  it('are named when they are wrong and have a value of their own', () => {
    const { of, findings } = fields({ a: 1 });
    of.otherwise('a', flag, true);
    expect(findings).toEqual([bad]);
  });

  it('are no others than those that were asked for', () => {
    const { of, findings } = fields({ a: true, b: 1 });
    of.optional('a', flag);
    of.end();
    expect(findings).toEqual([{ pointer: '/b', code: 'unknown-field', detail: '/b: is not a field of the policy language' }]);
  });

  it('do not come from what every object has', () => {
    const { of } = fields({});
    expect(of.optional('toString', (value) => value)).toBeUndefined();
  });

  it.each([
    ['a list', []],
    ['text', 'x'],
    ['nothing', null],
  ])('are not those of %s', (_, value) => {
    const { of, findings } = fields(value);
    of.end();
    expect(findings).toEqual([{ pointer: '', code: 'not-an-object', detail: 'policy: must be an object' }]);
  });
});
