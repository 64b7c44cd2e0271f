/** Spreading by a hash: the same chase always gets the same place, so a plan that is made again says the same instant. */

/** FNV-1a over the text's UTF-16 code units, 32 bits, unsigned. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  // FNV's low bits of similar ids hang together; one finalising round spreads them over the whole range.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return hash >>> 0;
}

/** Milliseconds after a window's start: whole seconds, less than `jitterMinutes` and always inside a window of that many minutes. */
export function jitterMs(seed: string, jitterMinutes: number, windowMinutes: number): number {
  const seconds = Math.min(jitterMinutes, windowMinutes) * 60;
  return seconds < 1 ? 0 : (fnv1a(seed) % seconds) * 1000;
}
