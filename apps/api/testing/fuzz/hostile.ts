/** Values that no documentation allows, put where a good one stood. */
import fc from 'fast-check';

const deep = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1);

/** What breaks programs. */
const hostileValues: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  0,
  -1,
  0.5,
  1e308,
  -9_007_199_254_740_992,
  9_007_199_254_740_992,
  'a\u0000b',
  '\ud800',
  '\u202eevil',
  '\u200b',
  'x'.repeat(5_000),
  '2026-02-30',
  '0000-00-00',
  '+275760-09-13',
  '2026-11-23T25:61:61Z',
  '1e9',
  '__proto__',
  [],
  {},
  [[[]]],
  deep(60),
  { length: 1e9 },
  { $ref: '#' },
  { __proto__: null, toString: 1 },
];

type Place = readonly (string | number)[];

/** Every place in a value, the value itself first. */
function placesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  return [
    place,
    ...Object.entries(value).flatMap(([name, inner]) => placesOf(inner, [...place, Array.isArray(value) ? Number(name) : name])),
  ];
}

function withAt(value: unknown, place: Place, change: (at: unknown) => unknown): unknown {
  const [first, ...rest] = place;
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.map((inner: unknown, n) => (n === first ? withAt(inner, rest, change) : inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (name !== first) return [[name, inner]];
      const changed = withAt(inner, rest, change);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

/** A value with one thing in it wrong: another value, nothing, or a field too many. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const place = fc.constantFrom(...placesOf(value));
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(place, fc.constantFrom(...hostileValues)).map(([at, bad]) => withAt(value, at, () => bad)) },
    { weight: 1, arbitrary: place.map((at) => (at.length === 0 ? {} : withAt(value, at, () => undefined))) },
    {
      weight: 1,
      arbitrary: place.map((at) =>
        withAt(value, at, (there) =>
          typeof there === 'object' && there !== null && !Array.isArray(there) ? { ...there, surplus: 1 } : [there],
        ),
      ),
    },
  );
}

/** Texts for a path or a query that are nobody's id. */
export const hostileTexts: readonly string[] = [
  'null',
  '0',
  "'",
  '..%2f..%2fetc',
  'ext:',
  'ext:a%00b',
  `inv_${'0'.repeat(26)}`,
  `inv_${'z'.repeat(26)}`,
  `deb_${'7'.repeat(26)}`,
  'x'.repeat(300),
  '%F0%9F%98%80',
  '%ff',
  'a b',
  '1;2',
];

/** Bodies that are no JSON, or not what they say. */
export const hostileBodies: readonly { readonly type: string; readonly text: string }[] = [
  { type: 'application/json', text: '' },
  { type: 'application/json', text: '{' },
  { type: 'application/json', text: '{"a":1,"a":2}' },
  { type: 'application/json', text: '[1,]' },
  { type: 'application/json', text: '\ufeff{}' },
  { type: 'application/json', text: '"text"' },
  { type: 'application/json', text: 'null' },
  { type: 'application/json', text: `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}` },
  { type: 'application/json', text: `{"amount":1${'0'.repeat(400)}}` },
  { type: 'application/json; charset=utf-16', text: '{}' },
  { type: 'text/plain', text: '{}' },
  { type: 'application/xml', text: '<a/>' },
  { type: 'application/x-www-form-urlencoded', text: 'a=1' },
  { type: 'multipart/form-data', text: '{}' },
];
