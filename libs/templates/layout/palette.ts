/** The colours of a page, by day and by night: the house's own, with the creditor's accent made readable on each. */
import { type BrandFace, houseFace } from '#domain/brand/brand.js';
import { asColour, type Colour, contrastOf, leastContrast, nearestFit } from '#domain/brand/contrast.js';

/** A colour for buttons and marks, and the colour of text on it. */
type Accent = Pick<BrandFace, 'accent' | 'onAccent'>;

/** Colours of one scheme, by what they are for. */
export interface Palette {
  readonly page: Colour;
  readonly sheet: Colour;
  readonly card: Colour;
  readonly ink: Colour;
  readonly dim: Colour;
  readonly line: Colour;
  readonly pill: Colour;
  readonly onPill: Colour;
  readonly accent: Colour;
  readonly onAccent: Colour;
  readonly link: Colour;
}

type Base = Omit<Palette, 'accent' | 'onAccent' | 'link'>;

const light: Base = {
  page: '#eef2f6',
  sheet: '#ffffff',
  card: '#f4f7fa',
  ink: '#17212d',
  dim: '#55616f',
  line: '#dbe2ea',
  pill: '#fcefd6',
  onPill: '#744507',
};

const dark: Base = {
  page: '#0e1319',
  sheet: '#19202a',
  card: '#222b37',
  ink: '#eef2f6',
  dim: '#abb6c3',
  line: '#3a4655',
  pill: '#45350f',
  onPill: '#f6d78f',
};

/** A button must stand out from what is behind it by this much (WCAG 2.2, 1.4.11). */
const leastShape = 3;

const readableOn = (colour: Colour, behind: Colour): Colour =>
  contrastOf(colour, behind) >= leastContrast ? colour : nearestFit(colour, behind);

/** Of the two grounds on which links stand, the card is the one that is harder to read on. */
function withAccent(base: Base, { accent, onAccent }: Accent): Palette {
  const button = nearestFit(accent, base.sheet, leastShape);
  return { ...base, accent: button, onAccent: readableOn(onAccent, button), link: readableOn(accent, base.card) };
}

/** The colours of a page, and its style by night. */
export interface Dress {
  readonly light: Palette;
  readonly dark: Palette;
  readonly darkStyle: string;
}

/** Looking for colours that can be read takes a millisecond, and a creditor keeps his for years. */
const dresses = new Map<string, Dress>();
const mostDresses = 1_000;

/** The colours of an accent; colours that are none are the installation's, and those that cannot be read on each other are mended. */
export function dressOf(brand: { readonly accent: string; readonly onAccent: string } | null | undefined): Dress {
  const [accent, onAccent] = [asColour(brand?.accent ?? ''), asColour(brand?.onAccent ?? '')];
  const usable = accent !== null && onAccent !== null ? { accent, onAccent } : houseFace;
  const name = `${usable.accent} ${usable.onAccent}`;
  const known = dresses.get(name);
  if (known !== undefined) return known;
  const night = withAccent(dark, usable);
  const dress = { light: withAccent(light, usable), dark: night, darkStyle: darkStyle(night) };
  if (dresses.size >= mostDresses) dresses.clear();
  dresses.set(name, dress);
  return dress;
}

/** What a class is coloured by. Backgrounds and the rest have selectors of their own in Outlook on the web. */
const classes: readonly (readonly [name: string, property: 'background-color' | 'color' | 'border-color', colour: keyof Palette])[] = [
  ['page', 'background-color', 'page'],
  ['sheet', 'background-color', 'sheet'],
  ['card', 'background-color', 'card'],
  ['pill', 'background-color', 'pill'],
  ['btn', 'background-color', 'accent'],
  ['bar', 'background-color', 'accent'],
  ['ink', 'color', 'ink'],
  ['dim', 'color', 'dim'],
  ['link', 'color', 'link'],
  ['pill', 'color', 'onPill'],
  ['btn', 'color', 'onAccent'],
  ['line', 'border-color', 'line'],
];

const rules = (palette: Palette, prefix: (property: string) => string): string =>
  classes.map(([name, property, colour]) => `${prefix(property)}.${name}{${property}:${palette[colour]}!important}`).join('\n');

/** The dark scheme: for programs that say which one they show, and for Outlook on the web, which marks what it recolours. */
const darkStyle = (palette: Palette): string =>
  [
    '@media (prefers-color-scheme:dark){',
    rules(palette, () => ''),
    // A logo stays on white, which only shows by night.
    '.chip{padding:8px 12px!important}',
    '}',
    rules(palette, (property) => (property === 'background-color' ? '[data-ogsb] ' : '[data-ogsc] ')),
  ].join('\n');
