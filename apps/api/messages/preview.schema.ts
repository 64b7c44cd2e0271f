/** Body and answer of a preview: what would be sent, to the byte. */
import { z } from 'zod';
import { messageChannels } from '#channels/channel.port.js';
import { formalities } from '#domain/messages/formality.js';
import { languages } from '#domain/policy/facts/facts.js';
import { reasonCodes } from '#domain/policy/language/plan.js';
import { tones } from '#domain/policy/language/policy.js';
import { brandLook } from '../brands/brands.schema.js';
import { idOut, reference } from '../edge/ids.schema.js';
import { caseDate, instantOut } from '../edge/time.schema.js';

/** `POST /v1/messages/preview`. */
export const previewBody = z
  .strictObject({
    invoice: reference('invoice'),
    step: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be the key of a step')
      .optional()
      .meta({ description: 'A step of its policy that sends a message; the next one when absent.' }),
    on: caseDate.optional().meta({ description: 'As if it were noon of this day; when the step is planned, when absent.' }),
    channel: z.enum(messageChannels).optional().meta({ description: 'Instead of the one that the step would take.' }),
    tone: z.enum(tones).optional(),
    language: z.enum(languages).optional(),
    formality: z.enum(formalities).optional().meta({ description: 'How a Dutch text speaks to its reader; notices always say u.' }),
    text: z
      .strictObject({ key: z.string().max(120), version: z.int().min(1).max(1_000_000) })
      .optional()
      .meta({ description: 'A version of a text in your own words, a draft too, where it would be used if it were published.' }),
    brand: brandLook.optional().meta({ description: 'A look that is not published; what it leaves out is as in the one that counts.' }),
  })
  .meta({ id: 'PreviewMessage' });
/** See {@link previewBody}. */
export type PreviewBody = z.output<typeof previewBody>;

const attachment = z.strictObject({
  filename: z.string(),
  contentType: z.string(),
  contentId: z.string().nullable().meta({ description: 'Of a picture that the HTML shows as cid:…; null: an attachment of its own.' }),
  contentBase64: z.string(),
});

/** A letter as it would be printed. */
const letter = z.strictObject({
  state: z.enum(['made', 'not-configured', 'refused', 'letter-failed']).meta({
    description: 'not-configured: this installation has no engine for letters; refused: the address does not fit behind a window.',
  }),
  code: z.string().nullable().meta({ description: 'Why there is no file: `address-too-long`, `address-incomplete`, or where it failed.' }),
  pdf: z
    .strictObject({
      filename: z.string(),
      contentBase64: z.string(),
      sha256: z.string().meta({ description: 'Of the file: the same letter always has the same.' }),
      pages: z.int(),
      missingCharacters: z.array(z.string()).meta({ description: 'Characters that no font has; each is a question mark.' }),
    })
    .nullable(),
});

const message = z.strictObject({
  channel: z.enum(messageChannels),
  isCopy: z.boolean(),
  provider: z.string(),
  to: z.string(),
  from: z.strictObject({ name: z.string().nullable(), address: z.string() }),
  replyTo: z.string().nullable(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(attachment),
  letter: letter.nullable().meta({ description: 'Only of a letter.' }),
  templateVersion: z.string(),
  fellBack: z
    .array(z.strictObject({ key: z.string(), version: z.int(), code: z.string() }))
    .meta({ description: 'Texts in your own words that could not be used here, and why; others stand in their place.' }),
  brand: z.int().nullable().meta({ description: 'Version of the brand; null: the look of the house.' }),
});

/** What would be sent. */
export const previewOut = z
  .strictObject({
    object: z.literal('message-preview'),
    invoice: idOut('invoice'),
    step: z.string(),
    occurrence: z.int(),
    at: instantOut.meta({ description: 'The instant it is shown for.' }),
    comes: z.boolean().meta({ description: 'Whether the chase comes to this step by itself, unless something else happens before.' }),
    complete: z.boolean().meta({
      description: "Whether it holds all that would leave with it; a step further on is shown without the debtor's other invoices.",
    }),
    reasons: z.array(z.enum(reasonCodes)),
    why: z.array(z.strictObject({ about: z.enum(['time', 'channel', 'tone']), text: z.string() })).meta({ description: 'In plain words.' }),
    invoices: z.array(idOut('invoice')).meta({ description: 'Of which it asks something.' }),
    refusal: z.strictObject({ code: z.string(), detail: z.string() }).nullable().meta({ description: 'Why there is no message.' }),
    findings: z
      .array(z.strictObject({ code: z.string(), article: z.string() }))
      .meta({ description: 'What the check of a formal notice finds; it would not leave.' }),
    messages: z.array(message).meta({ description: 'The message, and its copies on other channels.' }),
  })
  .meta({ id: 'MessagePreview' });
