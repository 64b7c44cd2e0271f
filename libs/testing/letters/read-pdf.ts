/** What stands in a PDF and where, in millimetres from the top left of each page. */
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

const mmOfPoint = 25.4 / 72;

/** A piece of text as it was drawn. */
export interface PlacedText {
  readonly page: number;
  readonly text: string;
  /** Left edge. */
  readonly x: number;
  readonly right: number;
  /** Baseline. */
  readonly y: number;
  /** Of the letters, in points. */
  readonly size: number;
  readonly font: string;
}

/** Opens a PDF; `close` it afterwards. */
export const openPdf = (pdf: Uint8Array): Promise<PDFDocumentProxy> =>
  getDocument({ data: Uint8Array.from(pdf), useSystemFonts: false, disableFontFace: true, verbosity: 0 }).promise;

/** Every piece of text of every page, in the order of reading. */
export async function textsOf(pdf: Uint8Array): Promise<PlacedText[]> {
  const document = await openPdf(pdf);
  const texts: PlacedText[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const height = page.view[3] ?? 0;
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [size = 0, , , , left = 0, bottom = 0] = item.transform as number[];
      texts.push({
        page: number,
        text: item.str,
        x: left * mmOfPoint,
        right: (left + item.width) * mmOfPoint,
        y: (height - bottom) * mmOfPoint,
        size,
        font: item.fontName,
      });
    }
  }
  await document.destroy();
  return texts;
}

/** What is nearer than this belongs to one line of one column. */
const nearMm = 2.2;

/** The same put together to lines, with one space where there was a gap. */
export async function linesOf(pdf: Uint8Array): Promise<PlacedText[]> {
  const lines: PlacedText[] = [];
  for (const text of await textsOf(pdf)) {
    const last = lines.at(-1);
    const follows = last?.page === text.page && Math.abs(last.y - text.y) < 0.1 && Math.abs(text.x - last.right) < nearMm;
    if (last && follows) lines[lines.length - 1] = { ...last, text: `${last.text.trim()} ${text.text.trim()}`, right: text.right };
    else lines.push(text);
  }
  return lines;
}

/** The words of a PDF in the order of reading, with single spaces. */
export const wordsOf = async (pdf: Uint8Array): Promise<string> =>
  (await textsOf(pdf))
    .map(({ text }) => text)
    .join(' ')
    .replaceAll(/\s+/g, ' ');

/** A page as a picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each point. */
  readonly data: Uint8ClampedArray;
}

interface Canvas {
  readonly canvas: never;
  readonly context: { getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray } };
}

/** A page as a printer draws it. */
export async function pictureOf(pdf: Uint8Array, { page: number = 1, dpi = 150 } = {}): Promise<Picture> {
  const document = await openPdf(pdf);
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: dpi / 72 });
  const [width, height] = [Math.round(viewport.width), Math.round(viewport.height)];
  const { canvas, context } = (document.canvasFactory as { create(width: number, height: number): Canvas }).create(width, height);
  await page.render({ canvas, viewport, background: '#ffffff' }).promise;
  const { data } = context.getImageData(0, 0, width, height);
  await document.destroy();
  return { width, height, data };
}
