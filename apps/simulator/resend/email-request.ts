import { z } from 'zod';
import { parseJson } from '../http/router.js';
import type { Mail } from '../store/message.js';

const addresses = z
  .union([z.string(), z.array(z.string()).min(1).max(50)])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const mailbox = /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@,]+@[^\s<>@,]+)$/;
const recipients = addresses.refine((list) => list.every((address) => mailbox.test(address)), {
  error: 'Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.',
});
const tagText = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'Tags should only contain ASCII letters, numbers, underscores, or dashes.');

/** The body of `POST /emails`, as far as anybody sends it to us. */
const emailSchema = z.object({
  from: z.string().regex(mailbox, 'Invalid `from` field.'),
  to: recipients,
  subject: z.string(),
  cc: addresses.optional(),
  bcc: addresses.optional(),
  reply_to: addresses.optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tags: z.array(z.object({ name: tagText, value: tagText })).optional(),
  attachments: z
    .array(z.object({ filename: z.string().optional(), content: z.string().optional(), content_id: z.string().max(128).optional() }))
    .optional(),
});

/** A refusal in Resend's words. */
export interface Refusal {
  readonly statusCode: number;
  readonly name: string;
  readonly message: string;
}

const mailOf = (email: z.output<typeof emailSchema>): Mail => ({
  from: email.from,
  to: email.to,
  cc: email.cc ?? [],
  bcc: email.bcc ?? [],
  replyTo: email.reply_to ?? [],
  subject: email.subject,
  html: email.html ?? '',
  text: email.text ?? '',
  headers: email.headers ?? {},
  tags: Object.fromEntries((email.tags ?? []).map(({ name, value }) => [name, value])),
  attachments: (email.attachments ?? []).map((file) => ({
    filename: file.filename ?? '',
    size: Math.floor(((file.content ?? '').length * 3) / 4),
    ...(file.content_id === undefined ? {} : { cid: file.content_id }),
  })),
});

function parseOne(body: unknown): Mail | Refusal {
  const parsed = emailSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = String(issue?.path[0] ?? 'body');
    const missing = typeof body === 'object' && body !== null && !Array.isArray(body) && !Object.hasOwn(body, field);
    return missing
      ? { statusCode: 422, name: 'missing_required_field', message: `Missing \`${field}\` field.` }
      : { statusCode: 422, name: 'validation_error', message: issue?.message ?? 'Invalid body.' };
  }
  if (parsed.data.html === undefined && parsed.data.text === undefined)
    return { statusCode: 422, name: 'missing_required_field', message: 'Missing `html` or `text` field.' };
  return mailOf(parsed.data);
}

const mostInBatch = 100;

/** Mails of a request body, one or (in a batch) up to a hundred. */
export function parseEmails(source: string, batch: boolean): readonly Mail[] | Refusal {
  const body = parseJson(source);
  if (body === undefined) return { statusCode: 400, name: 'validation_error', message: 'The body is not JSON.' };
  if (batch && (!Array.isArray(body) || body.length === 0 || body.length > mostInBatch))
    return { statusCode: 422, name: 'validation_error', message: `A batch holds 1 to ${mostInBatch} emails.` };
  const mails: Mail[] = [];
  for (const one of batch && Array.isArray(body) ? body : [body]) {
    const mail = parseOne(one);
    if ('statusCode' in mail) return mail;
    mails.push(mail);
  }
  return mails;
}
