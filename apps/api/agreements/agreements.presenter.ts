/** Promises, payment plans and disputes as answers. */
import type { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import { fromDay } from '#domain/calendar/iso-date.js';
import { reminderDayOf } from '#domain/policy/situation/payment-plan.js';
import {
  type DisputeView,
  findDisputeView,
  findPaymentPlanView,
  findPromiseView,
  type PaymentPlanView,
  type PromiseView,
} from '#database/queries/agreement-views.js';
import type { Tx } from '#database/tx.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant } from '../edge/time.schema.js';
import type { Answer } from '../http/commands.js';
import type { AnswerOf } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { disputeOut, paymentPlanOut, promiseOut } from './agreements.schema.js';

const moneyOrNull = (amount: bigint | null, currency: string): { amount: number; currency: string } | null =>
  amount === null ? null : presentMoney(amount, currency);

/** A promise for an answer. */
export const presentPromise = (view: PromiseView): z.output<typeof promiseOut> => ({
  object: 'promise',
  id: toPublicId('promise', view.id),
  invoice: toPublicId('invoice', view.invoice_id),
  debtor: toPublicId('debtor', view.debtor_id),
  date: view.date,
  amount: moneyOrNull(view.amount, view.currency),
  note: view.note,
  status: promiseOut.shape.status.parse(view.status),
  madeAt: presentInstant(view.made_at),
  endedOn: view.ended_on,
});

/** The day of the reminder of an instalment, by the rule that decides about it. */
function remindOn({ agreed_on: agreedOn }: PaymentPlanView, dueDate: string): string | null {
  const day = reminderDayOf({ dueDate }, agreedOn);
  return day === null ? null : fromDay(day);
}

/** A payment plan for an answer. */
export const presentPaymentPlan = (view: PaymentPlanView): z.output<typeof paymentPlanOut> => ({
  object: 'paymentPlan',
  id: toPublicId('paymentPlan', view.id),
  debtor: toPublicId('debtor', view.debtor_id),
  invoices: view.invoices.map((id) => toPublicId('invoice', id)),
  status: paymentPlanOut.shape.status.parse(view.status),
  instalments: view.instalments.map(({ no, due_date: dueDate, amount, paid }) => ({
    no,
    dueDate,
    amount: { amount, currency: view.currency },
    paid: { amount: paid, currency: view.currency },
    open: { amount: amount - paid, currency: view.currency },
    remindOn: view.status === 'active' && paid < amount ? remindOn(view, dueDate) : null,
  })),
  agreedAt: presentInstant(view.agreed_at),
  endedOn: view.ended_on,
});

/** A dispute for an answer. */
export const presentDispute = (view: DisputeView): z.output<typeof disputeOut> => ({
  object: 'dispute',
  id: toPublicId('dispute', view.id),
  invoice: toPublicId('invoice', view.invoice_id),
  debtor: toPublicId('debtor', view.debtor_id),
  reason: view.reason,
  amount: moneyOrNull(view.amount, view.currency),
  note: view.note,
  status: disputeOut.shape.status.parse(view.status),
  raisedOn: view.raised_on,
  outcome: disputeOut.shape.outcome.parse(view.outcome),
  resolvedOn: view.resolved_on,
  creditAmount: moneyOrNull(view.credit_amount, view.currency),
});

/** The promise as it was written. */
export async function answerPromise(tx: Tx, id: string): Promise<Answer<AnswerOf<typeof promiseOut>>> {
  const view = await findPromiseView(tx, id);
  if (!view) throw notFound('promise');
  return { status: 201, body: presentPromise(view) };
}

/** The payment plan as it was written. */
export async function answerPaymentPlan(tx: Tx, id: string): Promise<Answer<AnswerOf<typeof paymentPlanOut>>> {
  const view = await findPaymentPlanView(tx, id);
  if (!view) throw notFound('payment plan');
  const body = presentPaymentPlan(view);
  return { status: 201, body, headers: { Location: `/v1/payment-plans/${body.id}` } };
}

/** The dispute as it stands. */
export async function answerDispute(tx: Tx, id: string, status: number): Promise<Answer<AnswerOf<typeof disputeOut>>> {
  const view = await findDisputeView(tx, id);
  if (!view) throw notFound('dispute');
  return { status, body: presentDispute(view) };
}
