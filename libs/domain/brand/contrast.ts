/** Whether text can be read on a colour: the contrast of WCAG 2.2, and the nearest colour that has enough of it. */

/** A colour as six hexadecimal digits in lower case after `#`. */
export type Colour = `#${string}`;

/** What WCAG 2.2 asks for text of usual size (1.4.3, AA). */
export const leastContrast = 4.5;

/** White reaches 4.58 where black reaches no more: a colour that fits always exists up to this. */
const highestLeast = 4.58;

const shape = /^#[0-9a-f]{6}$/;

const isColour = (text: string): text is Colour => shape.test(text);

/** `#1F4B6E` as `#1f4b6e`; null for whatever is not six hexadecimal digits after `#`. */
export function asColour(text: string): Colour | null {
  const lower = text.trim().toLowerCase();
  return isColour(lower) ? lower : null;
}

type Rgb = readonly [number, number, number];

const rgbOf = (colour: Colour): Rgb => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
};

const colourOf = (rgb: Rgb): Colour => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** The part of one of red, green and blue in the luminance, linear. */
const linear = (part: number): number => {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

const luminanceOf = (colour: Colour): number => {
  const [red, green, blue] = rgbOf(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};

/** Contrast of two colours, from 1 (the same) to 21 (black and white); it does not matter which of them is the text. */
export function contrastOf(one: Colour, other: Colour): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const distance = (one: Rgb, other: Rgb): number => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);

/** Where the way ends on which a colour gets darker or lighter, and how finely it is walked. */
const ends: readonly Rgb[] = [
  [0, 0, 0],
  [255, 255, 255],
];
const steps = 255;

const partOfTheWay = (from: Rgb, to: Rgb, step: number): Colour => {
  const at = (index: 0 | 1 | 2): number => from[index] + ((to[index] - from[index]) * step) / steps;
  return colourOf([at(0), at(1), at(2)]);
};

/** The first colour that fits on the way from one to an end; null when not even the end does. */
function firstThatFits(from: Rgb, to: Rgb, fits: (colour: Colour) => boolean): Colour | null {
  for (let step = 0; step <= steps; step += 1) {
    const colour = partOfTheWay(from, to, step);
    if (fits(colour)) return colour;
  }
  return null;
}

/**
 * The colour nearest to `colour` that can be read on (or under) `against`: itself when it fits, else mixed with as little black or white as
 * is needed, so that its hue stays.
 * @param least contrast to reach, at most 4.58: above that there may be no such colour
 * @throws RangeError when `least` is above 4.58
 */
export function nearestFit(colour: Colour, against: Colour, least = leastContrast): Colour {
  if (least > highestLeast) throw new RangeError(`a contrast of ${least} cannot be reached against every colour`);
  const from = rgbOf(colour);
  const fits = (tried: Colour): boolean => contrastOf(tried, against) >= least;
  const [nearest = colour] = ends
    .map((end) => firstThatFits(from, end, fits))
    .filter((found) => found !== null)
    .sort((one, other) => distance(rgbOf(one), from) - distance(rgbOf(other), from));
  return nearest;
}
