/** What is agreed with a debtor: promises, payment plans, disputes and how they end. */
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { isRefused } from '#casebook/actor.js';
import { agreePaymentPlan, endPlan, makePromise, raiseDispute, resolveDispute, withdrawPromise } from '#casebook/commands/agreements.js';
import { findPaymentPlanView } from '#database/queries/agreement-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { caseOfDispute, caseOfPaymentPlan } from '#database/queries/subjects.js';
import type { Tx } from '#database/tx.js';
import type { Reference } from '../edge/ids.schema.js';
import { CaseCommands, type Subject } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { invalidValue, notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { invoiceRef } from '../invoices/invoices.schema.js';
import { amountIn, disputeInputOf, paymentPlanInputOf, promiseInputOf } from './agreements.input.js';
import { answerDispute, answerPaymentPlan, answerPromise, presentPaymentPlan } from './agreements.presenter.js';
import {
  type DisputeBody,
  disputeBody,
  disputeId,
  disputeOut,
  type PaymentPlanBody,
  paymentPlanBody,
  paymentPlanId,
  paymentPlanOut,
  type PromiseBody,
  promiseBody,
  promiseOut,
  type ResolutionBody,
  resolutionBody,
} from './agreements.schema.js';

const scope = 'invoices:write';

@Controller('v1')
export class AgreementsController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Post('invoices/:id/promises')
  @Operation({
    id: 'makePromise',
    scope,
    summary: 'The debtor promises to pay on a day; the chase waits for it',
    answers: { 201: promiseOut },
    problems: ['invoice-closed', 'too-many-promises'],
  })
  promise(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: promiseBody }) body: PromiseBody,
  ): Promise<AnswerOf<typeof promiseOut>> {
    return this.cases.onInvoice(exchange, id, {
      act: (debtorCase, { invoiceId }) => makePromise(debtorCase, invoiceId, promiseInputOf(debtorCase, body, { invoiceId, pointer: '' })),
      answer: (tx, { promiseId }) => answerPromise(tx, promiseId),
    });
  }

  @Delete('invoices/:id/promises')
  @Operation({ id: 'withdrawPromise', scope, summary: 'Take the open promise back', answers: { 204: null } })
  withdraw(@At() exchange: Exchange, @Param('id', { schema: invoiceRef }) id: Reference): Promise<void> {
    return this.cases.onInvoice(exchange, id, {
      act: async (debtorCase, { invoiceId }) => {
        const result = await withdrawPromise(debtorCase, invoiceId);
        if (!result.withdrawn) throw notFound('open promise');
        return result;
      },
      answer: () => Promise.resolve({ status: 204, body: undefined }),
    });
  }

  @Post('payment-plans')
  @Operation({
    id: 'agreePaymentPlan',
    scope,
    summary: 'Agree terms (betalingsregeling) over one or more invoices of a debtor',
    answers: { 201: paymentPlanOut },
    problems: ['plan-exists'],
  })
  plan(@At() exchange: Exchange, @Body({ schema: paymentPlanBody }) body: PaymentPlanBody): Promise<AnswerOf<typeof paymentPlanOut>> {
    return this.cases.onThing(exchange, (tx) => subjectOfPaymentPlan(tx, body), {
      what: 'invoice',
      act: async (debtorCase, { invoiceId }) =>
        agreePaymentPlan(debtorCase, await paymentPlanInputOf(debtorCase, body, { invoiceId, pointer: '' })),
      answer: (tx, { planId }) => answerPaymentPlan(tx, planId),
    });
  }

  @Get('payment-plans/:id')
  @Operation({ id: 'getPaymentPlan', scope: 'invoices:read', summary: 'Read a payment plan', answers: { 200: paymentPlanOut } })
  async getPlan(@At() exchange: Exchange, @Param('id', { schema: paymentPlanId }) id: string): Promise<AnswerOf<typeof paymentPlanOut>> {
    return presentPaymentPlan(await this.reads.one(exchange, 'payment plan', (tx) => findPaymentPlanView(tx, id)));
  }

  @Delete('payment-plans/:id')
  @Operation({ id: 'cancelPaymentPlan', scope, summary: 'End a payment plan; the ladder goes on', answers: { 204: null } })
  cancelPlan(@At() exchange: Exchange, @Param('id', { schema: paymentPlanId }) id: string): Promise<void> {
    return this.cases.onThing(exchange, (tx) => caseOfPaymentPlan(tx, id), {
      what: 'payment plan',
      act: async (debtorCase, { invoiceId }) => {
        const plan = await findPaymentPlanView(debtorCase.tx, id);
        if (plan?.status !== 'active') throw notFound('active payment plan');
        return endPlan(debtorCase, invoiceId, 'cancelled');
      },
      answer: () => Promise.resolve({ status: 204, body: undefined }),
    });
  }

  @Post('invoices/:id/disputes')
  @Operation({
    id: 'raiseDispute',
    scope,
    summary: 'The debtor contests the invoice; the chase stops until it is settled',
    answers: { 201: disputeOut },
    problems: ['invoice-closed', 'dispute-exists'],
  })
  dispute(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: disputeBody }) body: DisputeBody,
  ): Promise<AnswerOf<typeof disputeOut>> {
    return this.cases.onInvoice(exchange, id, {
      act: (debtorCase, { invoiceId }) => raiseDispute(debtorCase, invoiceId, disputeInputOf(debtorCase, body, { invoiceId, pointer: '' })),
      answer: (tx, result) => answerDispute(tx, result.disputeId, 201),
    });
  }

  @Post('disputes/:id/resolution')
  @Operation({
    id: 'resolveDispute',
    scope,
    summary: 'Settle a dispute; what the debtor was right about is credited',
    answers: { 200: disputeOut },
    problems: ['dispute-not-open'],
  })
  resolve(
    @At() exchange: Exchange,
    @Param('id', { schema: disputeId }) id: string,
    @Body({ schema: resolutionBody }) body: ResolutionBody,
  ): Promise<AnswerOf<typeof disputeOut>> {
    return this.cases.onThing(exchange, (tx) => caseOfDispute(tx, id), {
      what: 'dispute',
      act: async (debtorCase, { invoiceId }) => {
        const creditAmount = amountIn(debtorCase, invoiceId, { value: body.creditAmount, pointer: '/creditAmount' });
        const input = { outcome: body.outcome, creditAmount, newDueDate: body.newDueDate ?? null };
        const resolved = await resolveDispute(debtorCase, { invoiceId, disputeId: id }, input);
        return isRefused(resolved) ? resolved : { disputeId: id };
      },
      answer: (tx) => answerDispute(tx, id, 200),
    });
  }
}

/** A plan is about the debtor of its first invoice; the others must be his too. */
async function subjectOfPaymentPlan(tx: Tx, body: PaymentPlanBody): Promise<Subject> {
  const [first] = body.invoices;
  const found = first && (await resolveInvoice(tx, first));
  if (!found) throw invalidValue('/invoices/0', 'invoice-unknown', 'There is no such invoice.');
  return { debtorId: found.debtor_id, invoiceId: found.id };
}
