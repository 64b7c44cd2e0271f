import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { asColour, type Colour, contrastOf, leastContrast, nearestFit } from './contrast.js';

const colours = fc.integer({ min: 0, max: 0xffffff }).map((value): Colour => `#${value.toString(16).padStart(6, '0')}`);

describe('a colour', () => {
  it.each([
    ['#1F4B6E', '#1f4b6e'],
    [' #ffffff ', '#ffffff'],
    ['#fff', null],
    ['1f4b6e', null],
    ['#1f4b6g', null],
    ['#1f4b6e;}', null],
    ['red', null],
    ['', null],
  ])('%j is %j', (text, colour) => expect(asColour(text)).toBe(colour));
});

describe('contrast', () => {
  /** As the checkers of WCAG print them, cut to two decimals. */
  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.47],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 3.99],
    ['#0000ff', '#ffffff', 8.59],
    ['#ffff00', '#ffffff', 1.07],
    ['#123456', '#123456', 1],
  ] as const)('%s on %s is %d', (one, other, ratio) => {
    expect(Math.floor(contrastOf(one, other) * 100) / 100).toBe(ratio);
  });

  test.prop([colours, colours])('is the same both ways and lies between 1 and 21', (one, other) => {
    const ratio = contrastOf(one, other);
    expect(contrastOf(other, one)).toBe(ratio);
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThanOrEqual(21);
  });

  test.prop([colours])('black or white can be read on every colour', (colour) => {
    expect(Math.max(contrastOf(colour, '#000000'), contrastOf(colour, '#ffffff'))).toBeGreaterThan(4.58);
  });
});

describe('the nearest colour that fits', () => {
  test.prop([colours, colours])('fits', (colour, against) => {
    expect(contrastOf(nearestFit(colour, against), against)).toBeGreaterThanOrEqual(leastContrast);
  });

  test.prop([colours, colours])('is the colour itself when that fits, and is not changed again', (colour, against) => {
    const fitting = nearestFit(colour, against);
    if (contrastOf(colour, against) >= leastContrast) expect(fitting).toBe(colour);
    expect(nearestFit(fitting, against)).toBe(fitting);
  });

  test.prop([colours, colours])('is never further away than black or white that fits', (colour, against) => {
    const apart = (one: Colour, other: Colour): number =>
      Math.hypot(...[1, 3, 5].map((at) => Number.parseInt(one.slice(at, at + 2), 16) - Number.parseInt(other.slice(at, at + 2), 16)));
    const found = apart(nearestFit(colour, against), colour);
    const ends = (['#000000', '#ffffff'] as const).filter((end) => contrastOf(end, against) >= leastContrast);
    for (const end of ends) expect(found).toBeLessThanOrEqual(apart(end, colour) + 1e-9);
  });

  it('keeps the hue: a yellow under white becomes a darker yellow', () => {
    expect(nearestFit('#ffcc00', '#ffffff')).toBe('#907300');
    expect(contrastOf('#907300', '#ffffff')).toBeCloseTo(4.5, 0);
  });

  it('does not promise what cannot be', () => expect(() => nearestFit('#777777', '#777777', 7)).toThrow(RangeError));
});
