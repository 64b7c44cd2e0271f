/** Words of the database as words of the domain: the same string object every time, which also spares memory. */

/** Words by their text. */
export const table = <Word extends string>(words: readonly Word[]): ReadonlyMap<string, Word> => new Map(words.map((word) => [word, word]));

/** @throws RangeError for a word that is not in the table */
export function known<Word extends string>(words: ReadonlyMap<string, Word>, text: string | undefined): Word {
  const word = words.get(text ?? '');
  if (word === undefined) throw new RangeError(`facts: "${text ?? ''}" is not one of ${[...words.keys()].join(', ')}`);
  return word;
}
