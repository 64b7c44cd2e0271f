import { z } from 'zod';

/** Media the simulator takes messages for. */
export const media = ['email', 'sms', 'whatsapp', 'letter'] as const;
export type Medium = (typeof media)[number];

/** A message as a caller handed it in. */
const mailSchema = z.object({
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  replyTo: z.array(z.string()),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  attachments: z.array(z.object({ filename: z.string(), size: z.number(), cid: z.string().optional() })),
});
export type Mail = z.infer<typeof mailSchema>;

/** A message that was executed, as the file keeps it. `source` is the request body it came in. */
export const messageSchema = mailSchema.extend({
  id: z.string(),
  seq: z.number(),
  channel: z.enum(media),
  key: z.string().nullable(),
  bodyHash: z.string(),
  executedAt: z.string(),
  source: z.string(),
});
export type Message = z.infer<typeof messageSchema>;

/** What stays in memory of a message: everything but its bodies. */
export type MessageHead = Omit<Message, 'html' | 'text' | 'source' | 'headers' | 'attachments'>;

/** What happened to a message after it was taken; `email.*` names as Resend's webhooks use them. */
export const eventSchema = z.object({
  id: z.string(),
  messageId: z.string(),
  type: z.string(),
  at: z.string(),
  detail: z.string(),
});
export type MessageEvent = z.infer<typeof eventSchema>;
