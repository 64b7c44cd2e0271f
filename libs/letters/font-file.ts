/** What a TrueType file can show, and how wide: the engine draws, this only asks beforehand (OpenType 1.9, tables cmap, head, hhea, hmtx). */

/** A font as far as an address or a name needs to know it. */
export interface FontFile {
  /** Glyph of a character; 0 when it has none. */
  glyphOf(codePoint: number): number;
  /** Width of a glyph in parts of the size. */
  widthOf(glyph: number): number;
}

function tablesOf(data: DataView): ReadonlyMap<string, number> {
  const tables = new Map<string, number>();
  for (let entry = 0; entry < data.getUint16(4); entry += 1) {
    const at = 12 + 16 * entry;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => data.getUint8(at + byte)));
    tables.set(tag, data.getUint32(at + 8));
  }
  return tables;
}

/** Subtable of Windows with all of Unicode (format 12); every font of ours has one. */
function unicodeGroups(data: DataView, cmap: number): readonly (readonly [first: number, last: number, glyph: number])[] {
  for (let entry = 0; entry < data.getUint16(cmap + 2); entry += 1) {
    const at = cmap + 4 + 8 * entry;
    const table = cmap + data.getUint32(at + 4);
    if (data.getUint16(at) !== 3 || data.getUint16(at + 2) !== 10 || data.getUint16(table) !== 12) continue;
    return Array.from({ length: data.getUint32(table + 12) }, (_, index) => {
      const group = table + 16 + 12 * index;
      return [data.getUint32(group), data.getUint32(group + 4), data.getUint32(group + 8)] as const;
    });
  }
  throw new Error('the font has no table of all of Unicode');
}

/** Reads a font file. @throws Error when it is none that this understands */
export function readFont(bytes: Uint8Array): FontFile {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tablesOf(data);
  const at = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error(`the font has no table ${tag}`);
    return offset;
  };
  const unitsPerEm = data.getUint16(at('head') + 18);
  const widths = data.getUint16(at('hhea') + 34);
  const hmtx = at('hmtx');
  const groups = unicodeGroups(data, at('cmap'));
  return {
    glyphOf(codePoint) {
      // Groups are in order: the only one that can hold it is the last that begins before it.
      let [low, high] = [0, groups.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((groups[middle]?.[0] ?? 0) <= codePoint) low = middle + 1;
        else high = middle;
      }
      const group = groups[low - 1];
      return group && codePoint <= group[1] ? group[2] + codePoint - group[0] : 0;
    },
    widthOf: (glyph) => data.getUint16(hmtx + 4 * Math.min(glyph, widths - 1)) / unitsPerEm,
  };
}
