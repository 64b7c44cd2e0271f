import { fc, test } from '@fast-check/vitest';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawQr, paymentQr, paymentQrPayload } from './payment-qr.js';

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });
const asked = {
  accountName: 'Voorbeeld Installatie B.V.',
  iban: 'NL91 ABNA 0417 1643 00',
  amount: euro(96_800n),
  reference: 'RF73INV20260042',
};

/** What an app reads from the picture, by libraries that know nothing of how it was drawn. */
async function scanned(bytes: Uint8Array): Promise<string | null> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return jsQR.default(new Uint8ClampedArray(data), info.width, info.height)?.data ?? null;
}

describe('the QR code of a page', () => {
  it('is a picture from which an app reads account, amount and reference', async () => {
    const qr = paymentQr(asked);
    expect(qr).toMatchObject({ cid: 'payment-qr', contentType: 'image/png' });
    expect(await scanned(qr?.bytes ?? new Uint8Array())).toBe(
      'BCD\n002\n1\nSCT\n\nVoorbeeld Installatie B.V.\nNL91ABNA0417164300\nEUR968.00\n\nRF73INV20260042',
    );
  });

  it('is at least twice as many dots wide as it is shown, with a quiet zone of four squares', async () => {
    const { data, info } = await sharp(drawQr(paymentQrPayload(asked) ?? '').bytes)
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.width).toBeGreaterThanOrEqual(264);
    expect(info.height).toBe(info.width);
    const firstDark = data.findIndex((value) => value < 128);
    const row = Math.floor(firstDark / info.width);
    // The finder pattern begins a quiet zone from the top and from the left, and is seven squares wide.
    expect(firstDark % info.width).toBe(row);
    const width = data.subarray(firstDark, firstDark + info.width).findIndex((value) => value > 128);
    expect(row / (width / 7)).toBe(4);
  });

  it('is the same, byte for byte, when it is drawn again, and small', () => {
    const [one, other] = [paymentQr(asked), paymentQr(asked)];
    expect(other?.bytes).toEqual(one?.bytes);
    expect(one?.bytes.length).toBeLessThan(2_000);
  });

  it.each([
    ['another currency', { amount: { amount: 100n, currency: 'USD' } }],
    ['nothing to pay', { amount: euro(0n) }],
    ['more than the standard knows', { amount: euro(100_000_000_000n) }],
    ['no IBAN', { iban: '' }],
    ['a wrong IBAN', { iban: 'NL92ABNA0417164300' }],
    ['no name', { accountName: ' ' }],
    ['half a character', { accountName: '\ud83d' }],
  ])('is left out for %s', (_, change) => expect(paymentQr({ ...asked, ...change })).toBeNull());

  it('holds a reference that is no RF as text, and cuts what is too long', async () => {
    const qr = paymentQr({ ...asked, reference: '2026-0042', accountName: `${'é'.repeat(60)} en nog veel meer` });
    const lines = (await scanned(qr?.bytes ?? new Uint8Array()))?.split('\n');
    expect(lines?.[5]).toHaveLength(70);
    expect(lines?.slice(8)).toEqual(['', '', '2026-0042']);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }), fc.bigInt()], { numRuns: 50 })(
    'never throws, whatever name, reference and amount',
    (accountName, reference, amount) => {
      const qr = paymentQr({ ...asked, accountName, reference, amount: euro(amount) });
      expect(qr === null || qr.bytes.length > 100).toBe(true);
    },
  );
});
