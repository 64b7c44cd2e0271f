/**
 * A PNG of black and white squares, a bit a dot (ISO 15948). A library draws the code; its own pictures have four bytes a dot and take ten times
 * as long, under the lock of a debtor.
 */
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: 'IHDR' | 'IDAT' | 'IEND', data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** One line of dots, eight a byte, a set bit being white; the byte before them says that nothing is filtered. */
function lineOf(squares: number, dots: number, isDark: (column: number) => boolean): Buffer {
  const line = Buffer.alloc(1 + Math.ceil((squares * dots) / 8));
  for (let dot = 0; dot < squares * dots; dot += 1)
    if (!isDark(Math.floor(dot / dots))) line[1 + (dot >> 3)] = (line[1 + (dot >> 3)] ?? 0) | (0x80 >> (dot & 7));
  return line;
}

/** Draws `squares` by `squares` squares, each `dots` by `dots` dots. */
export function blackAndWhitePng(squares: number, dots: number, isDark: (row: number, column: number) => boolean): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(squares * dots, 0);
  header.writeUInt32BE(squares * dots, 4);
  header.set([1, 0, 0, 0, 0], 8); // One bit a dot, grey, and the only compression, filtering and order there are.
  const lines = Array.from({ length: squares }, (_, row) => lineOf(squares, dots, (column) => isDark(row, column)));
  const data = Buffer.concat(lines.flatMap((line) => Array.from({ length: dots }, () => line)));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(data)), chunk('IEND', Buffer.alloc(0))]);
}
