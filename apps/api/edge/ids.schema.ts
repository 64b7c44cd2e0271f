/** Ids as they stand in bodies, paths and queries. */
import { z } from 'zod';
import { type IdKind, fromPublicId, idPrefixes, toPublicId } from '#contracts/ids.js';

/** A public id in; the UUID out. */
export const publicId = (kind: IdKind) =>
  z
    .string()
    .max(40)
    .regex(new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`), `must be an id that starts with ${idPrefixes[kind]}_`)
    .transform((text, context) => {
      const uuid = fromPublicId(kind, text);
      if (uuid !== null) return uuid;
      context.addIssue({ code: 'custom', params: { code: 'wrong-format' }, message: 'is no id of ours' });
      return z.NEVER;
    });

/** The creditor's own id for a thing: letters, digits and `. _ : / -`, so that it is safe in a path. */
export const externalId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/, 'may hold letters, digits and . _ : / -');

/** A thing by its own id or by the creditor's: `{ uuid }` or `{ externalId }`. */
export type Reference = { readonly uuid: string } | { readonly externalId: string };

const externalPrefix = 'ext:';

/** `inv_...` or `ext:<externalId>` in a path or query. */
export const reference = (kind: IdKind) =>
  z
    .string()
    .max(110)
    .regex(
      new RegExp(`^(?:${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}|ext:[A-Za-z0-9][A-Za-z0-9._:/-]*)$`),
      `must be ${idPrefixes[kind]}_... or ext:...`,
    )
    .transform((text, context): Reference => {
      if (text.startsWith(externalPrefix)) return { externalId: text.slice(externalPrefix.length) };
      const uuid = fromPublicId(kind, text);
      if (uuid !== null) return { uuid };
      context.addIssue({ code: 'custom', params: { code: 'wrong-format' }, message: 'is no id of ours' });
      return z.NEVER;
    });

/** A public id in an answer. */
export const idOut = (kind: IdKind) => z.string().meta({ pattern: `^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$` });

/** A UUID for an answer, null kept. */
export const publicOrNull = (kind: IdKind, uuid: string | null): string | null => (uuid === null ? null : toPublicId(kind, uuid));
