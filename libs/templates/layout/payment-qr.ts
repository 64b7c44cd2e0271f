/** The QR code of a page that asks for money: what a bank's app fills in a transfer from (EPC069-12). */
import { create } from 'qrcode';
import { DomainRefusal } from '#domain/money/refusals.js';
import type { Money } from '#domain/money/money.js';
import { epcQr } from '#domain/references/epc-qr.js';
import { isRf } from '#domain/references/rf-reference.js';
import { blackAndWhitePng } from './png.js';

/** A transfer as a page asks for it. */
export interface AskedTransfer {
  readonly accountName: string;
  readonly iban: string;
  readonly amount: Money;
  /** An RF reference, or any other. */
  readonly reference: string;
}

/** A picture that goes along with a message, and the name by which the page shows it. */
export interface InlinePicture {
  readonly cid: string;
  readonly contentType: 'image/png';
  readonly bytes: Uint8Array;
}

/** The name of the QR code within a message; a message has one at most. */
export const paymentQrCid = 'payment-qr';

/** Light dots around the code that a reader needs (ISO 18004). */
const quietZone = 4;
/** The code is shown 132 points wide; with twice as many dots it is sharp on every screen. */
const leastDots = 264;
const longestName = 70;
const longestText = 140;

const cut = (text: string, longest: number): string => [...text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim()].slice(0, longest).join('');

/**
 * What the code holds; null where none can be made: not in euros, nothing or more than 999,999,999.99 to pay, no IBAN. The page then shows
 * none: it is never the only way to pay.
 */
export function paymentQrPayload({ accountName, iban, amount, reference }: AskedTransfer): string | null {
  try {
    const about = isRf(reference) ? { reference } : { text: cut(reference, longestText) };
    return epcQr({ name: cut(accountName, longestName), iban, amount, ...about }).payload;
  } catch (error) {
    if (error instanceof DomainRefusal) return null;
    throw error;
  }
}

/**
 * Draws a payload of {@link paymentQrPayload}: black on white, error level M, the same bytes for the same payload. The payload is bytes whatever
 * is in it: looking for a shorter mix of modes takes four times as long, and saves nothing that anybody sees.
 */
export function drawQr(payload: string): InlinePicture {
  const { modules } = create([{ data: new TextEncoder().encode(payload), mode: 'byte' }], { errorCorrectionLevel: 'M' });
  const within = (at: number): boolean => at >= quietZone && at < quietZone + modules.size;
  const isDark = (row: number, column: number): boolean =>
    within(row) && within(column) && modules.get(row - quietZone, column - quietZone) === 1;
  const size = modules.size + 2 * quietZone;
  return { cid: paymentQrCid, contentType: 'image/png', bytes: blackAndWhitePng(size, Math.ceil(leastDots / size), isDark) };
}

/** The QR code of a transfer as a picture; null where none can be made. */
export function paymentQr(asked: AskedTransfer): InlinePicture | null {
  const payload = paymentQrPayload(asked);
  return payload === null ? null : drawQr(payload);
}
