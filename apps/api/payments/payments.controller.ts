/** Payments for one invoice, their reversal, and credit notes. */
import { Body, Controller, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused } from '#casebook/actor.js';
import { recordCreditNote } from '#casebook/commands/credit-note.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { setOffPaidTwice } from '#casebook/commands/release-credit.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { toPublicId } from '#contracts/ids.js';
import { findPaymentView } from '#database/queries/fact-views.js';
import { findInvoiceView } from '#database/queries/invoice-views.js';
import { caseOfPayment } from '#database/queries/subjects.js';
import type { Reference } from '../edge/ids.schema.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentPaymentRecord } from '../facts/facts.presenter.js';
import { paymentRecordOut } from '../facts/facts.schema.js';
import { CaseCommands } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { invalidValue, notFound } from '../http/problems.js';
import { invoiceWithPlanOut } from '../invoices/invoices.answers.js';
import { invoiceRef } from '../invoices/invoices.schema.js';
import { answerInvoice } from '../invoices/invoices.service.js';
import { presentPayment } from './payments.presenter.js';
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
  ): Promise<AnswerOf<typeof paymentOut>> {
    const { amount, paidOn, reference = null, method = null } = body;
    return this.cases.onInvoice(exchange, id, {
      act: (debtorCase, { invoiceId }) =>
        recordPayment(debtorCase, {
          invoiceId,
          amount: amount.amount,
          currency: amount.currency,
          paidOn,
          reference,
          method,
          sourceKey: null,
        }),
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
  ): Promise<AnswerOf<typeof reversalOut>> {
    return this.cases.onThing(exchange, (tx) => caseOfPayment(tx, id), {
      what: 'payment',
      act: async (debtorCase, { invoiceId }) => {
        const on = body.reversedOn ?? debtorCase.today;
        const reversed = await reversePayment(debtorCase, invoiceId, { paymentId: id, on, reason: body.reason ?? null });
        return isRefused(reversed) ? reversed : { ...reversed, on };
      },
      answer: async (tx, { reopened, parts, on }, { invoiceId, now }) => {
        const view = await findInvoiceView(tx, { uuid: invoiceId }, now);
        if (!view) throw notFound('invoice');
        const answer: z.input<typeof reversalOut> = {
          object: 'reversal',
          payment: toPublicId('payment', id),
          invoice: toPublicId('invoice', invoiceId),
          reversedOn: on,
          reopened,
          allocations: parts.map((part) => ({
            invoice: toPublicId('invoice', part.invoiceId),
            number: part.number,
            amount: presentMoney(part.amount, view.currency),
            open: presentMoney(part.open, view.currency),
            reopened: part.reopened,
          })),
          balance: { open: presentMoney(view.open, view.currency) },
        };
        return { status: 201, body: answer };
      },
    });
  }

  @Post('payments/:id/set-off')
  @Operation({
    id: 'setOffPayment',
    scope: 'payments:write',
    summary: 'Set credit off that looked paid twice (to pay it back, reverse the payment)',
    answers: { 201: paymentRecordOut },
  })
  setOff(@At() exchange: Exchange, @Param('id', { schema: paymentId }) id: string): Promise<AnswerOf<typeof paymentRecordOut>> {
    return this.cases.onThing(exchange, (tx) => caseOfPayment(tx, id), {
      what: 'payment',
      act: (debtorCase) => setOffPaidTwice(debtorCase, id),
      answer: async (tx) => {
        const view = await findPaymentView(tx, id);
        if (!view) throw notFound('payment');
        return { status: 201, body: presentPaymentRecord(view) };
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
  ): Promise<AnswerOf<typeof invoiceWithPlanOut>> {
    return this.cases.onInvoice(exchange, id, {
      act: (debtorCase, { invoiceId }) => {
        const { currency } = debtorCase.invoice(invoiceId).facts;
        if (body.amount.currency !== currency)
          throw invalidValue('/amount/currency', 'currency-mismatch', `The invoice is in ${currency}.`);
        return recordCreditNote(debtorCase, invoiceId, { number: body.number, amount: body.amount.amount, issuedOn: body.issuedOn });
      },
      answer: (tx, _result, subject) => answerInvoice(tx, subject, 201),
    });
  }
}
