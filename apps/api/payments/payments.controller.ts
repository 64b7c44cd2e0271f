/** Payments for one invoice, their reversal, and credit notes. */
import { Body, Controller, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused } from '#casebook/actor.js';
import { recordCreditNote } from '#casebook/commands/credit-note.js';
import { type PaymentAnswer, recordPayment } from '#casebook/commands/record-payment.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { toPublicId } from '#contracts/ids.js';
import { findInvoiceView } from '#database/queries/invoice-views.js';
import { caseOfPayment } from '#database/queries/subjects.js';
import type { Reference } from '../edge/ids.schema.js';
import { presentMoney } from '../edge/money.schema.js';
import { CaseCommands } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { Operation } from '../http/operation.decorator.js';
import { invalidValue, notFound } from '../http/problems.js';
import { invoiceWithPlanOut } from '../invoices/invoices.answers.js';
import { invoiceRef } from '../invoices/invoices.schema.js';
import { answerInvoice } from '../invoices/invoices.service.js';
import { creditNoteBody, type PaymentBody, paymentBody, paymentId, paymentOut, reversalBody, reversalOut } from './payments.schema.js';

@Controller('v1')
export class PaymentsController {
  constructor(private readonly cases: CaseCommands) {}

  @Post('invoices/:id/payments')
  @Operation({
    id: 'recordPayment',
    scope: 'payments:write',
    summary: 'Record a payment; a chase that is paid in full stops at once',
    answers: { 201: paymentOut },
  })
  pay(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: paymentBody }) body: PaymentBody,
  ): Promise<unknown> {
    const { amount, paidOn, reference = null, method = null } = body;
    return this.cases.onInvoice<PaymentAnswer>(exchange, id, {
      act: (open, { invoiceId }) =>
        recordPayment(open, { invoiceId, amount: amount.amount, currency: amount.currency, paidOn, reference, method, sourceKey: null }),
      answer: async (tx, payment, { invoiceId, now }) => {
        const view = await findInvoiceView(tx, { uuid: invoiceId }, now);
        if (!view) throw notFound('invoice');
        return { status: 201, body: presentPayment(payment, { body, invoiceId, status: view.status }) };
      },
    });
  }

  @Post('payments/:id/reversals')
  @Operation({
    id: 'reversePayment',
    scope: 'payments:write',
    summary: 'Take a payment back (storno, chargeback); a chase that it had closed goes on',
    answers: { 201: reversalOut },
    problems: ['payment-already-reversed'],
  })
  reverse(
    @At() exchange: Exchange,
    @Param('id', { schema: paymentId }) id: string,
    @Body({ schema: reversalBody }) body: z.output<typeof reversalBody>,
  ): Promise<unknown> {
    return this.cases.onThing<{ reopened: boolean; on: string }>(exchange, (tx) => caseOfPayment(tx, id), {
      what: 'payment',
      act: async (open, { invoiceId }) => {
        const on = body.reversedOn ?? open.today;
        const reversed = await reversePayment(open, invoiceId, { paymentId: id, on, reason: body.reason ?? null });
        return isRefused(reversed) ? reversed : { ...reversed, on };
      },
      answer: async (tx, { reopened, on }, { invoiceId, now }) => {
        const view = await findInvoiceView(tx, { uuid: invoiceId }, now);
        if (!view) throw notFound('invoice');
        const answer: z.input<typeof reversalOut> = {
          object: 'reversal',
          payment: toPublicId('payment', id),
          invoice: toPublicId('invoice', invoiceId),
          reversedOn: on,
          reopened,
          balance: { open: presentMoney(view.open, view.currency) },
        };
        return { status: 201, body: answer };
      },
    });
  }

  @Post('invoices/:id/credit-notes')
  @Operation({
    id: 'recordCreditNote',
    scope: 'invoices:write',
    summary: 'Record a credit note; the invoice closes when nothing is open',
    answers: { 201: invoiceWithPlanOut },
    problems: ['invoice-closed', 'credit-note-number-taken'],
  })
  credit(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: creditNoteBody }) body: z.output<typeof creditNoteBody>,
  ): Promise<unknown> {
    return this.cases.onInvoice(exchange, id, {
      act: (open, { invoiceId }) => {
        const { currency } = open.invoice(invoiceId).facts;
        if (body.amount.currency !== currency)
          throw invalidValue('/amount/currency', 'currency-mismatch', `The invoice is in ${currency}.`);
        return recordCreditNote(open, invoiceId, { number: body.number, amount: body.amount.amount, issuedOn: body.issuedOn });
      },
      answer: (tx, _result, subject) => answerInvoice(tx, subject, 201),
    });
  }
}

function presentPayment(payment: PaymentAnswer, on: { body: PaymentBody; invoiceId: string; status: string }): z.input<typeof paymentOut> {
  const { amount, paidOn } = on.body;
  const of = (cents: bigint): { amount: number; currency: string } => presentMoney(cents, amount.currency);
  return {
    object: 'payment',
    id: toPublicId('payment', payment.paymentId),
    invoice: toPublicId('invoice', on.invoiceId),
    amount: of(amount.amount),
    paidOn,
    allocation: { costs: of(0n), interest: of(0n), principal: of(payment.principal), credit: of(payment.credit) },
    balance: { open: of(payment.open) },
    status: on.status,
    inFlight: payment.inFlight.map(({ messageId, ...flight }) => ({ message: toPublicId('message', messageId), ...flight })),
  };
}
