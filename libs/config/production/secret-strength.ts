/** How hard a secret is to guess, estimated from what it looks like: a sentence of 40 letters is no secret of 40 random letters. */

/** A program can try 2^60 guesses at a hash it has; eighty bits are out of reach, and 24 random bytes have more than twice as many. */
export const secretBits = 80;
/** A password can be guessed only by asking the server. */
export const passwordBits = 40;

/** What an unknown word of a language adds: some two thousand are used, and their order is no secret. */
const wordBits = 11;
/** What a letter adds that goes on as the two before it did: the same again, or the next of the alphabet. */
const followingBits = 1;
/** Four consonants in a row stand in no word. */
const wordShape = /[a-z]{3,}|[A-Z]{3,}|[A-Z][a-z]{2,}/g;
const vowel = /[aeiouy]/i;
const consonants = /[bcdfghjklmnpqrstvwxz]{4}/i;

const pools = [
  { shape: /^\d*$/, size: 10 },
  { shape: /^[\da-f]*$/, size: 16 },
  { shape: /^[\da-z]*$/, size: 36 },
  { shape: /^[\da-zA-Z]*$/, size: 62 },
] as const;
const poolOfAll = 90;
const hexadecimal = 16;

/** What stands before a secret to say whose it is, such as `re_` or `whsec_`. */
const prefix = /^[a-z]{2,8}_(?:test_|live_)?/;

const follows = (text: string, at: number): boolean => {
  const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
  return at >= 2 && Math.abs(step) <= 1 && text.charCodeAt(at - 1) - text.charCodeAt(at - 2) === step;
};

/** The shortest part that the text is a repetition of; the text itself when it is none. */
function repeatedPart(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

/** Bits of an estimate; the true ones can be fewer, for what looks random may be known. */
export function estimateBits(secret: string): number {
  const text = repeatedPart(secret).replace(prefix, '');
  const size = pools.find(({ shape }) => shape.test(text))?.size ?? poolOfAll;
  // Six letters of hexadecimals look like words by chance.
  const runs = size > hexadecimal ? (text.match(wordShape) ?? []) : [];
  const words = runs.filter((run) => vowel.test(run) && !consonants.test(run));
  const rest = words.reduce((left, word) => left.replace(word, ' '), text);
  // Few different characters carry little, however many there could have been.
  const each = Math.min(Math.log2(size), Math.log2(new Set(rest).size) + 1);
  let bits = 0;
  for (let at = 0; at < rest.length; at += 1) bits += rest[at] === ' ' || follows(rest, at) ? followingBits : each;
  const told = [...new Set(words)];
  return bits + told.reduce((sum, word) => sum + Math.min(wordBits, word.length * Math.log2(size)), 0);
}
