import type { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { NoticeView } from '#database/queries/notice-views.js';
import { type CostedNoticeRow, costedNotice } from '#database/repositories/notice-costs.js';
import { costsDueOf } from '#domain/notice/notice-costs.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant } from '../edge/time.schema.js';
import { noticeOut } from './notices.schema.js';

type NoticeOut = z.output<typeof noticeOut>;

/** A notice as the API shows it. */
export function presentNotice(view: NoticeView): NoticeOut {
  const { kind, state, debtorKind, receipt, ended } = noticeOut.shape;
  const money = (amount: bigint) => presentMoney(amount, view.currency);
  return {
    object: 'notice',
    id: toPublicId('notice', view.id),
    debtor: toPublicId('debtor', view.debtor_id),
    kind: kind.parse(view.kind),
    debtorKind: debtorKind.parse(view.debtor_kind),
    state: state.parse(view.state),
    runOut: view.run_out,
    channel: view.channel,
    messages: view.messages.map((message) => ({ ...message, id: toPublicId('message', message.id) })),
    sentOn: view.sent_on,
    postedOn: view.posted_on,
    receipt: receipt.parse(view.receipt_on && { on: view.receipt_on, basis: view.receipt_basis, proof: view.proof }),
    lastDay: view.last_day,
    costsFrom: view.costs_from,
    announcedCosts: money(view.announced_costs),
    costsDue: presentCostsDue({ ...view, runOut: view.run_out }),
    claims: view.claims.map(({ invoice, amount, ...claim }) => ({
      ...claim,
      invoice: toPublicId('invoice', invoice),
      amount: money(BigInt(amount)),
    })),
    ended: ended.parse(view.ended_at && { at: presentInstant(view.ended_at), reason: view.ended_reason, detail: view.ended_detail }),
    recordedAt: presentInstant(view.recorded_at),
  };
}

/** What the costs of a notice are calculated from. */
export interface CostedView {
  readonly runOut: boolean;
  readonly kind: string;
  readonly currency: string;
  /** It and those before it; null or empty: nothing is known of them. */
  readonly costed: readonly CostedNoticeRow[] | null;
}

/** The costs that are due of a notice now; null before its term has run out, and where it announces none by law. */
export function presentCostsDue({ runOut, kind, currency, costed }: CostedView): NoticeOut['costsDue'] {
  if (!runOut || kind === 'notice-of-default' || currency !== 'EUR') return null;
  return presentMoney(costsDueOf((costed ?? []).map(costedNotice)).at(-1) ?? 0n, currency);
}
