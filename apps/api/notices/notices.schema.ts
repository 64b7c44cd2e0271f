/** Queries, bodies and answers of formal notices. */
import { z } from 'zod';
import { debtorKinds, noticeEnds, noticeKinds, noticeStates } from '#domain/policy/facts/facts.js';
import { idOut, publicId, reference } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { moneyOut } from '../edge/money.schema.js';
import { dateOut, instantOut, isoDate } from '../edge/time.schema.js';
import { line } from '../edge/text.schema.js';

const states = [...noticeStates, 'withdrawn'] as const;

/** `{id}` of a notice. */
export const noticeId = publicId('notice');

/** `GET /v1/notices`. */
export const listNoticesQuery = z.strictObject({
  ...paging,
  invoice: reference('invoice').optional(),
  debtor: reference('debtor').optional(),
  state: z.enum(states).optional(),
});

/** `POST /v1/notices/{id}/returned`. */
export const returnedBody = z
  .strictObject({
    on: isoDate.meta({ description: 'The day on which it came back.' }),
    reason: line(200).meta({ description: 'As the envelope says: moved, unknown at this address.' }),
  })
  .meta({ id: 'ReturnNotice' });

/** `POST /v1/notices/{id}/posted`. */
export const postedBody = z
  .strictObject({ on: isoDate.meta({ description: 'The day on which the letter was put in the post; not before it was sent by us.' }) })
  .meta({ id: 'NoticePosted' });

/** `POST /v1/notices/{id}/received`. */
export const receivedBody = z
  .strictObject({
    on: isoDate.meta({ description: 'The day on which the debtor got it; its term is calculated from it.' }),
    proof: line(200).meta({ description: 'What it is known from: a signature, a reply of the debtor.' }),
  })
  .meta({ id: 'NoticeReceived' });

/** A formal notice. */
export const noticeOut = z
  .strictObject({
    object: z.literal('notice'),
    id: idOut('notice'),
    debtor: idOut('debtor'),
    kind: z.enum(noticeKinds),
    debtorKind: z.enum(debtorKinds).meta({ description: 'Who the debtor was taken for when it was written.' }),
    state: z.enum(states),
    runOut: z.boolean().meta({ description: 'It stands, and what it announces may follow from today on.' }),
    channel: z.string(),
    messages: z.array(z.strictObject({ id: idOut('message'), channel: z.string(), status: z.string(), copy: z.boolean() })),
    sentOn: dateOut,
    postedOn: dateOut.nullable().meta({ description: 'Of a letter, as somebody told; no channel of this version tells it by itself.' }),
    receipt: z
      .strictObject({ on: dateOut, basis: z.enum(['presumed', 'proven']), proof: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null while the receipt of an e-mail is not proven: its term has not begun.' }),
    lastDay: dateOut.nullable(),
    costsFrom: dateOut.nullable(),
    announcedCosts: moneyOut,
    costsDue: moneyOut.nullable().meta({
      description:
        'Costs after its term: over what was unpaid on the last day and is owed, never more than announced, and with the notices before it never more than the scale over all. Null before, and for a notice of default.',
    }),
    claims: z.array(
      z.strictObject({
        invoice: idOut('invoice'),
        number: z.string(),
        amount: moneyOut,
        dueDate: dateOut,
        termBasis: z.enum(['agreed', 'unilateral', 'none']),
        defaultBasis: z.enum(['6:83a', '6:82', '6:119a-2']).nullable(),
        defaultSince: dateOut.nullable(),
      }),
    ),
    ended: z
      .strictObject({ at: instantOut, reason: z.enum([...noticeEnds, 'not-sent']).nullable(), detail: z.string().nullable() })
      .nullable(),
    recordedAt: instantOut,
  })
  .meta({ id: 'Notice' });
/** A page of notices. */
export const noticePage = pageOut(noticeOut).meta({ id: 'NoticeList' });
