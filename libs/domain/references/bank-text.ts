/** References in the free text of a bank line, where banks put spaces, line breaks and slashes inside them. */
import { isBetalingskenmerk } from './betalingskenmerk.js';
import { isRf } from './rf-reference.js';

const longestRf = 25;
const longestKenmerk = 16;
/** Seven digits carry no check, so in free text they say nothing. */
const shortestKenmerk = 9;
const separators = /[^A-Z0-9]+/;
const digitsOnly = /^\d+$/;

/** What is left of a reference when everything but letters and digits is taken out, in capitals: `inv-2026/0042` is `INV20260042`. */
export const normaliseReference = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** References found in a text. All that pass their check are listed, longest first: a chance hit matches no invoice. */
export interface FoundReferences {
  readonly rf: readonly string[];
  readonly betalingskenmerk: readonly string[];
}

/** Looks for checked references, also where they are broken up; a number that fails its check is free text. */
export function findReferences(text: string): FoundReferences {
  const words = text.toUpperCase().split(separators);
  return {
    rf: joined(words, { longest: longestRf, fits: (_, whole) => whole === 'R' || whole.startsWith('RF') }).filter(isRf),
    betalingskenmerk: joined(words, { longest: longestKenmerk, fits: (word) => digitsOnly.test(word) }).filter(
      (candidate) => candidate.length >= shortestKenmerk && isBetalingskenmerk(candidate),
    ),
  };
}

/** Every run of neighbouring words, written together, that fits and is not too long; longest first, each once. */
function joined(words: readonly string[], rule: { longest: number; fits: (word: string, whole: string) => boolean }): string[] {
  const found = new Set<string>();
  for (let start = 0; start < words.length; start += 1) {
    let whole = '';
    for (let index = start; index < words.length; index += 1) {
      const word = words[index] ?? '';
      whole += word;
      if (whole.length > rule.longest || !rule.fits(word, whole)) break;
      found.add(whole);
    }
  }
  return [...found].sort((a, b) => b.length - a.length);
}

/**
 * Whether a text names a reference, such as an invoice number, however it is broken up; letters or digits right before or after make it
 * another number (`2026-004` is not in `2026-0042`).
 */
export function mentionsReference(text: string, reference: string): boolean {
  const wanted = normaliseReference(reference);
  if (wanted === '') return false;
  const words = text.toUpperCase().split(separators);
  return words.some((_, start) => runMatches(words, start, wanted));
}

/** Whether the words from `start` on, written together, become exactly what is wanted. */
function runMatches(words: readonly string[], start: number, wanted: string): boolean {
  let whole = '';
  for (let index = start; index < words.length && whole.length < wanted.length; index += 1) {
    whole += words[index] ?? '';
    if (!wanted.startsWith(whole)) return false;
  }
  return whole === wanted;
}
