import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { type BrandRow, currentBrand, writeBrand } from '#database/repositories/brands.repository.js';
import { lockCreditor } from '#database/repositories/creditors.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import { keepFile } from '#database/repositories/files.repository.js';
import type { Tx } from '#database/tx.js';
import { type BrandFace, houseFace, type ShownSize } from '#domain/brand/brand.js';
import { type Colour, contrastOf, leastContrast, nearestFit } from '#domain/brand/contrast.js';
import { type Actor, type Refused, refuse } from '../actor.js';

/** What a creditor may change of how his messages look; what is absent stays. The logo comes by {@link changeLogo}. */
export type BrandChanges = Partial<Omit<BrandFace, 'logo'>> & { readonly logo?: null };

/** A logo that was decoded and written anew: as mails show it, and wider for paper. PNG. */
export interface PreparedLogo {
  readonly mail: Buffer;
  readonly shown: ShownSize;
  readonly print: Buffer;
}

/** A look as it is kept. */
export type Look = Pick<BrandRow, 'face' | 'logoFileId' | 'printLogoFileId'>;

/** Of a creditor who has chosen nothing. */
export const nothingChosen: Look = { face: houseFace, logoFileId: null, printLogoFileId: null };

/**
 * Publishes a version of the brand; messages that are claimed from then on show it, those that were keep what they have.
 * @returns the version that counts, a new one only where something is other than before. Refused: words on the accent cannot be read
 */
export function changeBrand(tx: Tx, actor: Actor, changes: BrandChanges): Promise<BrandRow | Refused> {
  return publish(tx, actor, (before) => changedLook(before, changes));
}

/** A look with changes. Refused: words on the accent cannot be read. Writes nothing. */
export function changedLook(before: Look, { logo, ...changes }: BrandChanges): Look | Refused {
  const face = { ...before.face, ...ofAccent(changes), ...changes, ...(logo === null ? { logo } : {}) };
  const refused = refuseContrast(face);
  if (refused) return refused;
  return logo === null ? { face, logoFileId: null, printLogoFileId: null } : { ...before, face };
}

/** Publishes a version of the brand with another logo. */
export function changeLogo(tx: Tx, actor: Actor, logo: PreparedLogo): Promise<BrandRow | Refused> {
  return publish(tx, actor, async (before) => ({
    face: { ...before.face, logo: logo.shown },
    logoFileId: await keepFile(tx, { contentType: 'image/png', bytes: logo.mail }),
    printLogoFileId: await keepFile(tx, { contentType: 'image/png', bytes: logo.print }),
  }));
}

async function publish(
  tx: Tx,
  actor: Actor,
  next: (before: Look) => Look | Refused | Promise<Look | Refused>,
): Promise<BrandRow | Refused> {
  await lockCreditor(tx);
  const current = await currentBrand(tx);
  const before = current ?? nothingChosen;
  const wanted = await next(before);
  if ('code' in wanted) return wanted;
  const fields = changedFields(before, wanted);
  if (current && fields.length === 0) return current;
  const version = (current?.version ?? 0) + 1;
  await writeBrand(tx, { ...wanted, version, publishedBy: actor.name });
  const about = { debtorId: null, invoiceId: null, subjectId: tx.tenantId, actor: actor.name, requestId: actor.requestId ?? null };
  appendEvent(tx, { id: uuidv7(), type: 'brand.published', ...about, at: null, data: { version, fields } });
  const written = await currentBrand(tx);
  if (!written) throw new Error('the brand that was just written is not there');
  return written;
}

const faceFields = ['accent', 'onAccent', 'footer', 'website', 'hours', 'personNames'] as const satisfies readonly (keyof BrandFace)[];

function changedFields(before: Look, after: Look): string[] {
  const changed: string[] = faceFields.filter((field) => before.face[field] !== after.face[field]);
  const logo = (version: Look): unknown => [version.logoFileId, version.printLogoFileId, version.face.logo];
  return isDeepStrictEqual(logo(before), logo(after)) ? changed : [...changed, 'logo'];
}

/** Who names only the accent leaves the words on it to us: white where it can be read, as most brands have it, else black. */
const ofAccent = ({ accent }: BrandChanges): Partial<BrandFace> => (accent === undefined ? {} : { onAccent: wordsOn(accent) });

const wordsOn = (accent: Colour): Colour => (contrastOf(accent, '#ffffff') >= leastContrast ? '#ffffff' : '#000000');

function refuseContrast({ accent, onAccent }: BrandFace): Refused | null {
  const contrast = contrastOf(accent, onAccent);
  if (contrast >= leastContrast) return null;
  return refuse(
    'contrast-too-low',
    'onAccent',
    `${onAccent} on ${accent} has a contrast of ${contrast.toFixed(1)} to 1, words need ${leastContrast}; the nearest accent that fits is ${nearestFit(accent, onAccent)}.`,
  );
}
