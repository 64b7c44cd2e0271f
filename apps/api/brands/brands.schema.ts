/** Bodies and answers about how the messages of a creditor look. */
import { z } from 'zod';
import { asColour } from '#domain/brand/contrast.js';
import type { BrandChanges } from '#casebook/commands/change-brand.js';
import type { BrandRow } from '#database/repositories/brands.repository.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { line } from '../edge/text.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';

const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour like #1f4e79')
  .transform((value, context) => {
    const read = asColour(value);
    if (read !== null) return read;
    context.addIssue('must be a colour like #1f4e79');
    return z.NEVER;
  });

const webPage = z
  .string()
  .max(200)
  .refine((value) => URL.canParse(value) && new URL(value).protocol === 'https:' && new URL(value).username === '', {
    error: 'must be a web address that begins with https://',
    params: { code: 'wrong-format' },
  });

const look = {
  accent: colour.optional().meta({ description: 'Of buttons and lines, as #rrggbb.' }),
  onAccent: colour.optional().meta({
    description: 'Of words on the accent; at least 4.5 to 1 against it. Without it black or white, whichever can be read better.',
  }),
  footer: line(200).nullable().optional().meta({ description: 'A line below the address of every mail.' }),
  website: webPage.nullable().optional(),
  hours: line(100).nullable().optional().meta({ description: 'When somebody can be reached, in words.' }),
  personNames: z
    .boolean()
    .optional()
    .meta({ description: "Mails come from the creditor's contactPerson: Marieke de Boer (Voorbeeld B.V.)." }),
  logo: z.null().optional().meta({ description: 'Null takes the logo away; one is brought by PUT /v1/brands/logo.' }),
};

/** A look, as a preview takes it along. */
export const brandLook = z.strictObject(look);

/** `POST /v1/brands`: what is absent stays as it is in the version that counts. */
export const publishBrandBody = z
  .strictObject(look)
  .refine((body) => Object.keys(body).length > 0, { error: 'names nothing to change', params: { code: 'nothing-to-change' } })
  .meta({ id: 'PublishBrand' });

/** `GET /v1/brands`. */
export const brandsQuery = z.strictObject({ ...paging });

/** A version of the brand. */
export const brandOut = z
  .strictObject({
    object: z.literal('brand'),
    version: z.int(),
    accent: z.string(),
    onAccent: z.string(),
    footer: z.string().nullable(),
    website: z.string().nullable(),
    hours: z.string().nullable(),
    personNames: z.boolean(),
    logo: z
      .strictObject({ width: z.int(), height: z.int() })
      .nullable()
      .meta({ description: 'The size it is shown in, in CSS pixels; null: the name stands as text.' }),
    publishedBy: z.string(),
    publishedAt: instantOut,
  })
  .meta({ id: 'Brand' });
/** A page of versions. */
export const brandPage = pageOut(brandOut).meta({ id: 'BrandList' });

/** What a body changes: an absent field must not be there at all, for `undefined` would be written as nothing. */
export const changesOf = (body: z.output<typeof brandLook>): BrandChanges => ({
  ...(body.accent !== undefined && { accent: body.accent }),
  ...(body.onAccent !== undefined && { onAccent: body.onAccent }),
  ...(body.footer !== undefined && { footer: body.footer }),
  ...(body.website !== undefined && { website: body.website }),
  ...(body.hours !== undefined && { hours: body.hours }),
  ...(body.personNames !== undefined && { personNames: body.personNames }),
  ...(body.logo !== undefined && { logo: body.logo }),
});

/** A version for an answer. */
export const presentBrand = ({ version, face, publishedBy, publishedAt }: BrandRow): z.output<typeof brandOut> => ({
  object: 'brand',
  version,
  accent: face.accent,
  onAccent: face.onAccent,
  footer: face.footer,
  website: face.website,
  hours: face.hours,
  personNames: face.personNames,
  logo: face.logo,
  publishedBy,
  publishedAt: presentInstant(publishedAt),
});
