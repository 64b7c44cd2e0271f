/** Reads a QR code from a page, as the camera of a telephone would. */
import { createRequire } from 'node:module';
import type * as jsqr from 'jsqr';
import { type Picture, linesOf, pictureOf } from './read-pdf.js';

const dpi = 150;
const mmOfInch = 25.4;
/** A code of ours and the box around it: the words stand to the right, somewhere along its height. */
const box = { left: 22, width: 46, around: 42 };

/** An ES module packed as CommonJS: what is imported by its name is not what its types say. */
const { default: read } = createRequire(import.meta.url)('jsqr') as typeof jsqr.default;

/** The part of a picture; a whole page takes a slow machine half a minute. */
function cropped({ data, width }: Picture, from: { x: number; y: number }, size: { width: number; height: number }): Uint8ClampedArray {
  const part = new Uint8ClampedArray(size.width * size.height * 4);
  for (let row = 0; row < size.height; row += 1) {
    const start = ((from.y + row) * width + from.x) * 4;
    part.set(data.subarray(start, start + size.width * 4), row * size.width * 4);
  }
  return part;
}

/** What the code beside these words says, drawn at 150 dots an inch; null when there is none. */
export async function qrBeside(pdf: Uint8Array, words: string): Promise<string | null> {
  const line = (await linesOf(pdf)).find(({ text }) => text.includes(words));
  if (!line) return null;
  const dots = (mm: number): number => Math.round((mm / mmOfInch) * dpi);
  const from = { x: dots(box.left), y: dots(line.y - box.around) };
  const size = { width: dots(box.width), height: dots(2 * box.around) };
  const picture = await pictureOf(pdf, { page: line.page, dpi });
  return read(cropped(picture, from, size), size.width, size.height, { inversionAttempts: 'dontInvert' })?.data ?? null;
}
