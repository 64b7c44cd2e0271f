/** Bodies and answers about the texts of messages, and a creditor's own versions of them. */
import { z } from 'zod';
import type { OwnTextRow } from '#database/repositories/own-texts.repository.js';
import { ownTextLimits } from '#templates/override/own-text.js';
import { readTextKey } from '#templates/text-key.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';

/** A key in a path, its slash written as a dot: `nl.reminder.friendly`. */
export const textKey = z
  .string()
  .max(100)
  .transform((written, context) => {
    const key = readTextKey(written);
    if (key !== null) return key;
    context.addIssue({ code: 'custom', message: 'is no key of a text; GET /v1/texts lists them', params: { code: 'unknown-text' } });
    return z.NEVER;
  });

/** The number of a version in a path. */
export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'must be the number of a version')
  .transform(Number);

/** `POST /v1/texts/{key}/versions`. */
export const draftTextBody = z
  .strictObject({
    source: z
      .string()
      .min(1)
      .refine((value) => Buffer.byteLength(value) <= ownTextLimits.sourceBytes && !value.includes('\0'), {
        error: `must be at most ${ownTextLimits.sourceBytes} bytes of text`,
        params: { code: 'too-large' },
      })
      .meta({
        description:
          'The line "subject: ...", perhaps "title: ...", a line "---", then Markdown with Liquid in it (docs/reference/texts.md).',
      }),
  })
  .meta({ id: 'DraftText' });

/** `GET /v1/texts/{key}/versions`. */
export const versionsQuery = z.strictObject({ ...paging });

const finding = z
  .strictObject({
    code: z.string().meta({ description: 'Stable code, see docs/reference/texts.md.' }),
    severity: z.enum(['error', 'warning']).meta({ description: 'error: it cannot be published so. warning: it can, but is it meant?' }),
    detail: z.string(),
    sample: z.string().optional().meta({ description: 'The sample case in which it is wrong.' }),
  })
  .meta({ id: 'TextFinding' });

/** A version of a text. */
export const textVersionOut = z
  .strictObject({
    object: z.literal('textVersion'),
    key: z.string(),
    version: z.int(),
    state: z.enum(['draft', 'published', 'retired']),
    source: z.string(),
    findings: z.array(finding).meta({ description: 'What the linter said when it was written.' }),
    publishable: z.boolean().meta({ description: 'No finding is an error.' }),
    author: z.string(),
    writtenAt: instantOut,
    publishedBy: z.string().nullable(),
    publishedAt: instantOut.nullable(),
  })
  .meta({ id: 'TextVersion' });
/** A page of versions. */
export const textVersionPage = pageOut(textVersionOut).meta({ id: 'TextVersionList' });

const textOut = z
  .strictObject({
    object: z.literal('text'),
    key: z.string(),
    pathKey: z.string().meta({ description: 'The key as paths take it: its slash is a dot.' }),
    counts: z.enum(['house', 'own']).meta({ description: 'Whose words stand under this key now.' }),
    published: z.int().nullable().meta({ description: 'The version of the own text that counts.' }),
    newest: z.int().nullable().meta({ description: 'The newest version of the own text, whatever its state.' }),
    house: z
      .string()
      .nullable()
      .meta({ description: "The house's words; null where the house has none under this key and another of its texts stands in." }),
  })
  .meta({ id: 'Text' });
/** All texts there are. */
export const textList = z.strictObject({ object: z.literal('list'), data: z.array(textOut) }).meta({ id: 'TextList' });

/** What is other than in what counts now. */
export const textDiffOut = z
  .strictObject({
    object: z.literal('textDiff'),
    key: z.string(),
    version: z.int(),
    against: z.string().meta({ description: '"house", or "version 3".' }),
    source: z.string().meta({ description: 'Unified diff of the sources; empty where they are the same.' }),
    samples: z.array(
      z.strictObject({
        name: z.string(),
        diff: z.string().meta({ description: 'Unified diff of what a debtor would read; empty where it is the same.' }),
      }),
    ),
  })
  .meta({ id: 'TextDiff' });

/** A version for an answer. */
export const presentVersion = (row: OwnTextRow): z.output<typeof textVersionOut> => ({
  object: 'textVersion',
  key: row.key,
  version: row.version,
  state: row.state,
  source: row.source,
  findings: [...row.lint],
  publishable: row.lint.every(({ severity }) => severity !== 'error'),
  author: row.author,
  writtenAt: presentInstant(row.writtenAt),
  publishedBy: row.publishedBy,
  publishedAt: row.publishedAt && presentInstant(row.publishedAt),
});
