/** How many pieces an sms is sent in, which is what it costs (3GPP TS 23.038 and 23.040). */

/** Characters of the alphabet that has 160 in a piece. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Those that take the room of two. */
const extended = new Set('\f^{}\\[~]|€');

/** How a text is sent. */
export interface Segments {
  readonly encoding: 'gsm-7' | 'ucs-2';
  /** Room that it takes: septets, or UTF-16 code units. */
  readonly units: number;
  /** Pieces that it is sent in; an empty text is sent in one. */
  readonly count: number;
}

const room = { 'gsm-7': { alone: 160, joined: 153 }, 'ucs-2': { alone: 70, joined: 67 } } as const;

/** The pieces of a text. A character that takes two units is never cut in two, so that a piece may end one short. */
export function segmentsOf(text: string): Segments {
  const characters = [...text];
  const encoding = characters.every((one) => basic.has(one) || extended.has(one)) ? 'gsm-7' : 'ucs-2';
  const widths = characters.map((one) => (encoding === 'ucs-2' ? one.length : extended.has(one) ? 2 : 1));
  const units = widths.reduce((sum, width) => sum + width, 0);
  const { alone, joined } = room[encoding];
  if (units <= alone) return { encoding, units, count: 1 };
  let [count, used] = [1, 0];
  for (const width of widths) {
    if (used + width > joined) [count, used] = [count + 1, 0];
    used += width;
  }
  return { encoding, units, count };
}
