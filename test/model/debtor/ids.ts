/**
 * Ids from a seed, in place of the random ones of the library: what is sent at which minute and which of two invoices comes first hang on
 * ids, and a life that went wrong must be the same life when it is lived again.
 */

let life = 0;
let count = 0;

/** From here on ids are those of this life. Lives have none in common. */
export function idsOfLife(seed: number): void {
  life = seed;
  count = 0;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0').slice(-digits);

/** Lives of a million ids each, after the start of 2025 in the time that a UUIDv7 carries. */
const firstMs = 0x0194_1f29_7c00;
const idsOfALife = 1_000_000;

/** The next id: a UUIDv7, later than the one before. */
export function nextId(): string {
  count += 1;
  const time = hex(firstMs + life * idsOfALife + count, 12);
  const noise = hex(Math.imul(count * 31 + life, 0x9e37_79b1) >>> 0, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${noise}`;
}
