/** A notice in short, where people decide: on invoices, plans and approvals. */
import { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { NoticeBrief } from '#database/queries/notice-brief.js';
import { noticeKinds } from '#domain/policy/facts/facts.js';
import { idOut } from '../edge/ids.schema.js';
import { moneyOut } from '../edge/money.schema.js';
import { dateOut } from '../edge/time.schema.js';
import { noticeOut } from './notices.schema.js';

/** The newest formal notice that names an invoice. */
export const noticeBriefOut = z
  .strictObject({
    id: idOut('notice'),
    kind: z.enum(noticeKinds),
    state: noticeOut.shape.state,
    endedReason: z
      .string()
      .nullable()
      .meta({ description: 'Why it counts for nothing (any more): bounced, returned, ...; null while it stands.' }),
    runOut: z.boolean(),
    sentOn: dateOut,
    receipt: noticeOut.shape.receipt,
    lastDay: dateOut.nullable(),
    costsFrom: dateOut.nullable(),
    announcedCosts: moneyOut,
  })
  .meta({ id: 'NoticeBrief' });

const { kind, state, receipt } = noticeBriefOut.shape;

/** It as an answer, null kept. */
export function presentNoticeBrief(brief: NoticeBrief | null): z.output<typeof noticeBriefOut> | null {
  if (brief === null) return null;
  const { id, endedReason, runOut, sentOn, lastDay, costsFrom, announcedCosts, currency, receiptOn, receiptBasis, proof } = brief;
  return {
    id: toPublicId('notice', id),
    kind: kind.parse(brief.kind),
    state: state.parse(brief.state),
    endedReason,
    runOut,
    sentOn,
    receipt: receipt.parse(receiptOn && { on: receiptOn, basis: receiptBasis, proof }),
    lastDay,
    costsFrom,
    announcedCosts: { amount: announcedCosts, currency },
  };
}
