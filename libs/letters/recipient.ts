/** The address behind the window: 85 by 25.5 mm, three to six lines, read by machines of the post. */
import { widthOf } from './fonts.js';
import { ShownText } from './shown-text.js';

/** An address as it stands in the window. */
export interface FittedRecipient {
  readonly lines: readonly string[];
  /** Points. */
  readonly size: number;
}

/** Why an address cannot stand there: a part is missing, or it does not fit at the smallest size. */
export type RecipientFault = 'address-incomplete' | 'address-too-long';

const windowMm = 85;
const mostLines = 6;
/** Name, street and place. */
const fewestLines = 3;
/** Points, largest first. Machines of the post read no less than nine. */
const sizes = [10.5, 9];
const mmOfPoint = 25.4 / 72;

const dutchPlace = /^(\d{4}) ?([A-Za-z]{2})\s+(\S.*)$/;
const home = new Set(['nl', 'nederland', 'the netherlands', 'netherlands']);

/** `1234ab Ons Dorp` as the post wants it: `1234 AB`, two spaces, the place in capitals. Spaces that no line breaks at. */
function asPrinted(line: string): string {
  const [, digits, letters, place] = dutchPlace.exec(line) ?? [];
  if (digits === undefined || letters === undefined || place === undefined) return line;
  return `${digits}\u00a0${letters.toUpperCase()}\u00a0\u00a0${place.toUpperCase()}`;
}

const fits = (lines: readonly string[], size: number): boolean =>
  lines.length <= mostLines && lines.every((line) => widthOf(line) * size * mmOfPoint <= windowMm);

/**
 * Lays an address out: 10.5 points, then 9, then without the country when it is the Netherlands, of which post at home needs none.
 * @param recipient the name, then the address, line by line
 */
export function recipientOf(recipient: readonly string[], shown = new ShownText()): FittedRecipient | RecipientFault {
  const lines = recipient.map((line) => asPrinted(shown.line(line).trim())).filter((line) => line !== '');
  if (lines.length < fewestLines) return 'address-incomplete';
  const atHome = home.has((lines.at(-1) ?? '').toLowerCase()) ? lines.slice(0, -1) : lines;
  for (const choice of [lines, atHome]) {
    const size = sizes.find((points) => fits(choice, points));
    if (size !== undefined) return { lines: choice, size };
  }
  return 'address-too-long';
}
