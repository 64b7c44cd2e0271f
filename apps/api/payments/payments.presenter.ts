/** What payments did, as answers. */
import type { z } from 'zod';
import type { PaymentAnswer } from '#casebook/commands/record-payment.js';
import { toPublicId } from '#contracts/ids.js';
import { presentMoney } from '../edge/money.schema.js';
import type { creditHintOut, PaymentBody, paymentOut } from './payments.schema.js';

/** What a payment did, for an answer. */
export function presentPayment(
  payment: PaymentAnswer,
  on: { body: PaymentBody; invoiceId: string; status: string },
): z.input<typeof paymentOut> {
  const { amount, paidOn } = on.body;
  const of = (cents: bigint): { amount: number; currency: string } => presentMoney(cents, amount.currency);
  return {
    object: 'payment',
    id: toPublicId('payment', payment.paymentId),
    invoice: toPublicId('invoice', on.invoiceId),
    amount: of(amount.amount),
    paidOn,
    allocation: { costs: of(0n), interest: of(0n), principal: of(payment.principal), credit: of(payment.credit) },
    allocations: payment.parts.map((part) => ({
      invoice: toPublicId('invoice', part.invoiceId),
      number: part.number,
      amount: of(part.amount),
      open: of(part.open),
      basis: part.basis,
    })),
    hint: presentHint(payment.hint),
    balance: { open: of(payment.open) },
    status: on.status,
    inFlight: payment.inFlight.map(({ messageId, ...flight }) => ({ message: toPublicId('message', messageId), ...flight })),
  };
}

/** The hint of a credit in words. */
export const presentHint = (hint: 'paid-twice' | null): z.input<typeof creditHintOut> | null =>
  hint && {
    code: hint,
    detail: 'Paid twice? The invoice was paid in full, and the same amount came in for it before. Pay it back, or have it set off.',
  };
