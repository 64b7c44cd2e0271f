/** What is done to the chase of an invoice: pause, resume, close, and operator acts on single steps. */
import { Body, Controller, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import type { Refused } from '#casebook/actor.js';
import { closeInvoice, overrideStep } from '#casebook/commands/manage-invoice.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { Reference } from '../edge/ids.schema.js';
import { CaseCommands } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { Operation } from '../http/operation.decorator.js';
import { invoiceWithPlanOut } from './invoices.answers.js';
import { closeBody, invoiceRef, pauseBody, postponeBody, resumeBody, stepActBody, stepPath } from './invoices.schema.js';
import { answerInvoice, type InvoiceWithPlan } from './invoices.service.js';

const answers = { 200: invoiceWithPlanOut };
const scope = 'invoices:write';
const problems = ['invoice-closed'] as const;

@Controller('v1/invoices/:id')
export class ChaseController {
  constructor(private readonly cases: CaseCommands) {}

  @Post('pause')
  @Operation({ id: 'pauseChase', scope, summary: 'Stop the chase until resumed, or through a day', answers, problems })
  pause(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: pauseBody }) body: z.output<typeof pauseBody>,
  ): Promise<InvoiceWithPlan> {
    return this.act(exchange, id, (debtorCase, invoiceId) =>
      pauseChase(debtorCase, invoiceId, { reason: body.reason, until: body.until ?? null }),
    );
  }

  @Post('resume')
  @Operation({ id: 'resumeChase', scope, summary: 'Let a paused chase go on', answers, problems })
  resume(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: resumeBody }) body: z.output<typeof resumeBody>,
  ): Promise<InvoiceWithPlan> {
    return this.act(exchange, id, (debtorCase, invoiceId) => resumeChase(debtorCase, invoiceId, body.note ?? null));
  }

  @Post('write-off')
  @Operation({ id: 'writeOffInvoice', scope, summary: 'Give up what is open', answers, problems })
  writeOff(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: closeBody }) body: z.output<typeof closeBody>,
  ): Promise<InvoiceWithPlan> {
    return this.act(exchange, id, (debtorCase, invoiceId) =>
      closeInvoice(debtorCase, invoiceId, { outcome: 'written-off', reason: body.reason }),
    );
  }

  @Post('close')
  @Operation({ id: 'closeInvoice', scope, summary: 'Stop chasing for good; what is open stays open', answers, problems })
  close(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: closeBody }) body: z.output<typeof closeBody>,
  ): Promise<InvoiceWithPlan> {
    return this.act(exchange, id, (debtorCase, invoiceId) =>
      closeInvoice(debtorCase, invoiceId, { outcome: 'closed', reason: body.reason }),
    );
  }

  @Post('steps/:key/skip')
  @Operation({ id: 'skipStep', scope, summary: 'Never take a step', answers, problems })
  skip(
    @At() exchange: Exchange,
    @Param({ schema: stepPath }) { id, key: step }: z.output<typeof stepPath>,
    @Body({ schema: stepActBody }) body: z.output<typeof stepActBody>,
  ): Promise<InvoiceWithPlan> {
    const input = { step, act: 'skip', until: null, reason: body.reason ?? null } as const;
    return this.act(exchange, id, (debtorCase, invoiceId) => overrideStep(debtorCase, invoiceId, input));
  }

  @Post('steps/:key/postpone')
  @Operation({ id: 'postponeStep', scope, summary: 'Take a step not before a day', answers, problems })
  postpone(
    @At() exchange: Exchange,
    @Param({ schema: stepPath }) { id, key: step }: z.output<typeof stepPath>,
    @Body({ schema: postponeBody }) body: z.output<typeof postponeBody>,
  ): Promise<InvoiceWithPlan> {
    const input = { step, act: 'postpone', until: body.until, reason: body.reason ?? null } as const;
    return this.act(exchange, id, (debtorCase, invoiceId) => overrideStep(debtorCase, invoiceId, input));
  }

  @Post('steps/:key/run-now')
  @Operation({ id: 'runStepNow', scope, summary: 'Take a step at once, as far as law and caps allow', answers, problems })
  runNow(
    @At() exchange: Exchange,
    @Param({ schema: stepPath }) { id, key: step }: z.output<typeof stepPath>,
    @Body({ schema: stepActBody }) body: z.output<typeof stepActBody>,
  ): Promise<InvoiceWithPlan> {
    const input = { step, act: 'run-now', until: null, reason: body.reason ?? null } as const;
    return this.act(exchange, id, (debtorCase, invoiceId) => overrideStep(debtorCase, invoiceId, input));
  }

  /** Every act answers with the invoice and its new plan. */
  private act(
    exchange: Exchange,
    id: Reference,
    work: (debtorCase: DebtorCase, invoiceId: string) => Promise<object | Refused>,
  ): Promise<InvoiceWithPlan> {
    return this.cases.onInvoice(exchange, id, {
      act: (debtorCase, { invoiceId }) => work(debtorCase, invoiceId),
      answer: (tx, _result, subject) => answerInvoice(tx, subject, 200),
    });
  }
}
