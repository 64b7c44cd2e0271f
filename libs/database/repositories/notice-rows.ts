/** Formal notices as JSON of the database, and spread over the invoices that they name. */
import { z } from 'zod';
import { channels, debtorKinds, noticeEnds, type NoticeFact, noticeKinds, noticeStates } from '#domain/policy/facts/facts.js';

const amount = z
  .number()
  .int()
  .transform((value) => BigInt(value));

const claimShape = z.object({
  invoiceId: z.string(),
  amount,
  dueDate: z.string(),
  termBasis: z.enum(['agreed', 'unilateral', 'none']),
  defaultBasis: z.enum(['6:83a', '6:82', '6:119a-2']).nullable(),
  step: z.string().nullable(),
  occurrence: z.number().nullable(),
});

const noticeShape = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  debtorKind: z.enum(debtorKinds),
  state: z.enum(noticeStates),
  endedReason: z.enum(noticeEnds).nullable(),
  at: z.string().transform((text) => Date.parse(text)),
  sentOn: z.string(),
  channel: z.enum(channels),
  lastDay: z.string().nullable(),
  costsFrom: z.string().nullable(),
  announcedCosts: amount,
  claims: z.array(claimShape),
});

/** By invoice id, oldest first. */
export type NoticesByInvoice = ReadonlyMap<string, readonly NoticeFact[]>;

/** Notices by the invoices that they name. */
export function byInvoice(notices: readonly NoticeFact[]): NoticesByInvoice {
  const lists = new Map<string, NoticeFact[]>();
  for (const notice of notices)
    for (const { invoiceId } of notice.claims) {
      const list = lists.get(invoiceId);
      if (list) list.push(notice);
      else lists.set(invoiceId, [notice]);
    }
  return lists;
}

/** The notices of a case. */
export const noticesByInvoice = (json: unknown): NoticesByInvoice => byInvoice(z.array(noticeShape).parse(json));
