import QRCode from 'qrcode';

/** Modules of white around the code that a reader needs (ISO/IEC 18004). */
const quiet = 4;

/**
 * A QR code as lines of SVG, error level M as EPC069-12 asks; nothing of its content stands in it as text. The payload is bytes whatever is in it:
 * looking for a shorter mix of modes takes four times as long.
 */
export function qrPicture(payload: string): string {
  const { modules } = QRCode.create([{ data: new TextEncoder().encode(payload), mode: 'byte' }], { errorCorrectionLevel: 'M' });
  const { size } = modules;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    // Modules beside each other are one rectangle: no hairline of white between them.
    for (let column = 0; column < size; column += 1) {
      if (!modules.get(row, column)) continue;
      let until = column + 1;
      while (until < size && modules.get(row, until)) until += 1;
      path += `M${column + quiet} ${row + quiet}h${until - column}v1h-${until - column}z`;
      column = until;
    }
  }
  const side = size + 2 * quiet;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><path d="${path}"/></svg>`;
}
