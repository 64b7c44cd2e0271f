/** The fonts of our letters: they lie beside this file, so that no letter looks different on another machine. Licences stand beside them. */
import { readFileSync } from 'node:fs';
import { type FontFile, readFont } from './font-file.js';

/** A family as a letter uses it: names may be set in either weight. */
interface FontFamily {
  readonly regular: FontFile;
  readonly semibold: FontFile;
}

const folder = new URL('./fonts/', import.meta.url);

/** Best first: a character that the first has not is taken from the next. */
const families = [
  ['SourceSans3-Regular.ttf', 'SourceSans3-Semibold.ttf'],
  ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'],
] as const;

const read = (file: string): Buffer => readFileSync(new URL(file, folder));

/** The files, in the order of the families. */
export const fontFiles = (): Buffer[] => families.flat().map(read);

let known: readonly FontFamily[] | null = null;

/** Read when the first letter asks: a process that writes none has them not in memory. */
function fonts(): readonly FontFamily[] {
  known ??= families.map(([regular, semibold]) => ({ regular: readFont(read(regular)), semibold: readFont(read(semibold)) }));
  return known;
}

const familyOf = (codePoint: number): FontFamily | undefined =>
  fonts().find(({ regular, semibold }) => regular.glyphOf(codePoint) !== 0 && semibold.glyphOf(codePoint) !== 0);

/** Characters whose meaning only their user knows: no archive may hold them (ISO 19005-3, 6.2.11.7). */
const isPrivate = (codePoint: number): boolean => (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000;

/** Whether a letter can show a character, in both weights. */
export const isShown = (codePoint: number): boolean => !isPrivate(codePoint) && familyOf(codePoint) !== undefined;

/** Width of a line in the regular weight, in parts of the size; pairs that are set closer are not looked at, so it is never too small by much. */
export function widthOf(line: string): number {
  let width = 0;
  for (const character of line) {
    const codePoint = character.codePointAt(0) ?? 0;
    const font = familyOf(codePoint)?.regular;
    width += font === undefined ? 0 : font.widthOf(font.glyphOf(codePoint));
  }
  return width;
}
