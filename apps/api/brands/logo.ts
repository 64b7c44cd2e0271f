/** Reads a logo that somebody sends: decodes it, and writes it anew in the two sizes that are used, so that nothing else of the file is kept. */
import sharp, { type Sharp } from 'sharp';
import type { PreparedLogo } from '#casebook/commands/change-brand.js';
import { Problem } from '../http/problems.js';

/** Longest side of a logo in pixels: decoded it is 16 MB at most. */
const longestSide = 2_000;
/** Below this nothing can be recognised. */
const shortestSide = 8;
/** Twice the size it is shown in, for screens with fine pixels. */
const mailSize = { width: 360, height: 120 };
/** 80 by 18 mm at 300 dots an inch. */
const printSize = { width: 945, height: 213 };
/** A picture of the allowed size takes a tenth of this on a busy machine. */
const decodeSeconds = 5;

// The library reads many kinds of files; only the one that is asked for is ever tried on what a stranger sends.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadPng'] });

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const notUsable = (why: string): Problem => new Problem('logo-not-usable', why);

/** @throws Problem logo-not-usable that says what is wrong with it */
export async function prepareLogo(bytes: Buffer): Promise<PreparedLogo> {
  if (!bytes.subarray(0, pngMark.length).equals(pngMark)) throw notUsable('The file is not a PNG picture.');
  const [width, height] = await sizeOf(bytes);
  if (width > longestSide || height > longestSide)
    throw notUsable(`The picture is ${width} by ${height} pixels; ${longestSide} a side are the most.`);
  if (width < shortestSide || height < shortestSide)
    throw notUsable(`The picture is ${width} by ${height} pixels; ${shortestSide} a side are the least.`);
  const [mail, print] = [await fitted(bytes, mailSize), await fitted(bytes, printSize)];
  return {
    mail: mail.bytes,
    print: print.bytes,
    shown: { width: Math.max(1, Math.round(mail.width / 2)), height: Math.max(1, Math.round(mail.height / 2)) },
  };
}

const open = (bytes: Buffer): Sharp =>
  sharp(bytes, { limitInputPixels: longestSide * longestSide, failOn: 'error' }).timeout({ seconds: decodeSeconds });

async function sizeOf(bytes: Buffer): Promise<[number, number]> {
  // Told by the head of the file; no pixel is decoded for it.
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw notUsable('The picture cannot be read.');
    });
  return [width, height];
}

async function fitted(bytes: Buffer, size: { width: number; height: number }): Promise<{ bytes: Buffer; width: number; height: number }> {
  const { data, info } = await open(bytes)
    .toColourspace('srgb')
    .resize({ ...size, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw notUsable('The picture cannot be decoded.');
    });
  return { bytes: data, width: info.width, height: info.height };
}
