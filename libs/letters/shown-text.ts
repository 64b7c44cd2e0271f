/** Words on their way onto paper: what no font of ours has is replaced, and said. */
import { isShown } from './fonts.js';

/** Line breaks and other control characters, invisible characters, and the marks that reverse the direction of writing. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}]+/gu;

/** A word without a place to break would run over the edge of its column. */
const longestWord = 24;
const longestInCell = 12;
const mayBreakHere = '\u200b';

const broken = (word: string, every: number): string => word.replace(new RegExp(`.{${every}}(?=.)`, 'gsu'), `$&${mayBreakHere}`);

/** Makes texts fit for paper and remembers which characters it had to replace. */
export class ShownText {
  readonly #missing = new Set<string>();
  readonly #shown = new Map<number, boolean>();

  /** Characters that became a question mark, each once. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /** One line: what cannot be shown becomes `?`. */
  line(text: string): string {
    let line = '';
    for (const character of text.normalize('NFC').replace(unprintable, ' ')) {
      const codePoint = character.codePointAt(0) ?? 0;
      if (this.#isShown(codePoint)) line += character;
      else {
        this.#missing.add(character);
        line += '?';
      }
    }
    return line;
  }

  /** The same with places to break in long words without any, for running text. */
  words(text: string): string {
    return this.line(text).replace(/[^\s\-/]{25,}/gu, (word) => broken(word, longestWord));
  }

  /** The same for the narrow columns of a table. */
  cell(text: string): string {
    return this.line(text).replace(/[^\s\-/]{25,}/gu, (word) => broken(word, longestInCell));
  }

  #isShown(codePoint: number): boolean {
    const known = this.#shown.get(codePoint);
    if (known !== undefined) return known;
    const shown = isShown(codePoint);
    this.#shown.set(codePoint, shown);
    return shown;
  }
}
