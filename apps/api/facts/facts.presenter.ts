/** Payments, holds and handovers as answers. */
import type { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { DebtorHoldView, HandoverView, PaymentView } from '#database/queries/fact-views.js';
import { publicOrNull } from '../edge/ids.schema.js';
import { presentNoticeBrief } from '../notices/brief.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant, presentInstantOrNull } from '../edge/time.schema.js';
import { presentHint } from '../payments/payments.presenter.js';
import { handoverOut, holdRecordOut, paymentRecordOut } from './facts.schema.js';

const { part } = paymentRecordOut.shape.allocation.element.shape;

/** A payment for an answer. */
export const presentPaymentRecord = (view: PaymentView): z.output<typeof paymentRecordOut> => ({
  object: 'payment',
  id: toPublicId('payment', view.id),
  invoice: publicOrNull('invoice', view.invoice_id),
  debtor: publicOrNull('debtor', view.debtor_id),
  amount: presentMoney(view.amount, view.currency),
  paidOn: view.paid_on,
  reference: view.reference,
  method: view.method,
  status: paymentRecordOut.shape.status.parse(view.status),
  allocation: view.allocations.map((line) => ({
    invoice: publicOrNull('invoice', line.invoice),
    part: part.parse(line.part),
    amount: { amount: line.amount, currency: view.currency },
  })),
  hint: presentHint(view.hint),
  reversedOn: view.reversed_on,
  reversalReason: view.reversal_reason,
  recordedAt: presentInstant(view.recorded_at),
});

/** A hold for an answer. */
export const presentHoldRecord = (view: DebtorHoldView): z.output<typeof holdRecordOut> => ({
  object: 'hold',
  id: toPublicId('hold', view.id),
  debtor: toPublicId('debtor', view.debtor_id),
  reason: holdRecordOut.shape.reason.parse(view.reason),
  until: view.until,
  status: holdRecordOut.shape.status.parse(view.status),
  createdAt: presentInstant(view.created_at),
  liftedAt: presentInstantOrNull(view.lifted_at),
});

/** A handover for an answer. */
export const presentHandover = (view: HandoverView): z.output<typeof handoverOut> => ({
  object: 'handover',
  id: toPublicId('handover', view.id),
  invoice: toPublicId('invoice', view.invoice_id),
  debtor: toPublicId('debtor', view.debtor_id),
  cycle: view.cycle,
  step: view.step,
  amount: presentMoney(view.amount, view.currency),
  status: 'submitted',
  handedOverAt: presentInstant(view.at),
  approval: view.approval && { task: toPublicId('task', view.approval.task), outcome: view.approval.outcome },
  notice: presentNoticeBrief(view.notice),
});
