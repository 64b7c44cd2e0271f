/** Queries and answers of the send ledger. */
import { z } from 'zod';
import { messageStates } from '#domain/messages/message-state.js';
import { channels } from '#domain/policy/facts/facts.js';
import { idOut, publicId, reference } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { instantOut, isoDate } from '../edge/time.schema.js';
import { noticeBriefOut } from '../notices/brief.js';

/** `{id}` of a message. */
export const messageId = publicId('message');

/** `GET /v1/messages`. */
export const listMessagesQuery = z.strictObject({
  ...paging,
  invoice: reference('invoice').optional(),
  debtor: reference('debtor').optional(),
  status: z.enum(messageStates).optional(),
  channel: z.enum(channels).optional(),
});
/** See {@link listMessagesQuery}. */
export type ListMessagesQuery = z.output<typeof listMessagesQuery>;

/** `POST /v1/messages/{id}/resolution`. */
export const messageResolutionBody = z
  .strictObject({
    arrived: z.boolean().meta({ description: 'Whether the message reached the debtor after all.' }),
    receivedOn: isoDate.nullish().meta({
      description: 'The day on which he got it, when that is known. The term of a formal notice runs from it; without it from today.',
    }),
  })
  .meta({ id: 'ResolveMessage' });

/** A message. */
export const messageOut = z
  .strictObject({
    object: z.literal('message'),
    id: idOut('message'),
    debtor: idOut('debtor'),
    channel: z.string(),
    provider: z.string(),
    providerMessageId: z.string().nullable(),
    template: z.string(),
    templateVersion: z.string(),
    tone: z.string(),
    language: z.string(),
    recipient: z.string(),
    subject: z.string(),
    status: z.enum(messageStates).meta({ description: 'unknown: it may or may not have left; a person settles it.' }),
    detail: z.string().nullable(),
    attempts: z.int(),
    notice: noticeBriefOut.nullable().meta({ description: 'The formal notice that it is, or is a copy of.' }),
    steps: z.array(z.strictObject({ invoice: idOut('invoice'), step: z.string(), occurrence: z.int(), cycle: z.int() })),
    claimedAt: instantOut,
    sentAt: instantOut.nullable(),
    recordedAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Message' });
/** A message with its sender and bodies, as it was frozen. */
export const messageWithBodyOut = z
  .strictObject({
    ...messageOut.shape,
    from: z
      .strictObject({ name: z.string().nullable(), address: z.string() })
      .nullable()
      .meta({ description: 'Who it is from, as the debtor sees it. Null for one claimed before senders were kept.' }),
    replyTo: z.string().nullable().meta({ description: 'Where an answer goes; null when that is the sender itself.' }),
    html: z.string(),
    text: z.string(),
    payload: z.string().nullable().meta({
      description: 'What its provider needs beside the words, as JSON text: the same bytes at every attempt. Null where it needs nothing.',
    }),
  })
  .meta({ id: 'MessageWithBody' });
/** A page of messages. */
export const messagePage = pageOut(messageOut).meta({ id: 'MessageList' });
