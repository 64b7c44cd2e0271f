/** `/v1/invoices`: register, read, list, change. What is done to a chase is in `chase.controller.ts`. */
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { changeInvoice } from '#casebook/commands/manage-invoice.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { listInvoiceViews } from '#database/queries/invoice-list.js';
import { findInvoiceView, type InvoiceView } from '#database/queries/invoice-views.js';
import type { Reference } from '../edge/ids.schema.js';
import { CaseCommands } from '../http/case-commands.js';
import { demandMatch } from '../http/etag.js';
import { At, type Exchange, callerOf } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { invoicePage, invoiceWithPlanOut } from './invoices.answers.js';
import { invoiceChangesOf } from './invoices.input.js';
import { invoiceEtag, presentInvoice, presentInvoiceDetail } from './invoices.presenter.js';
import {
  type ChangeInvoiceBody,
  changeInvoiceBody,
  type CreateInvoiceBody,
  createInvoiceBody,
  invoiceRef,
  type ListInvoicesQuery,
  listInvoicesQuery,
} from './invoices.schema.js';
import { answerInvoice, type InvoiceWithPlan, InvoicesService } from './invoices.service.js';

@Controller('v1/invoices')
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Post()
  @Operation({
    id: 'createInvoice',
    scope: 'invoices:write',
    summary: 'Register an invoice; its chase begins',
    answers: { 201: invoiceWithPlanOut },
    problems: ['invoice-number-taken', 'external-id-taken', 'debtor-erased'],
  })
  create(
    @At() exchange: Exchange,
    @Body({ schema: createInvoiceBody }) body: CreateInvoiceBody,
  ): Promise<AnswerOf<typeof invoiceWithPlanOut>> {
    return this.invoices.register(exchange, body);
  }

  @Get()
  @Operation({ id: 'listInvoices', scope: 'invoices:read', summary: 'List invoices', answers: { 200: invoicePage } })
  async list(
    @At() exchange: Exchange,
    @Query({ schema: listInvoicesQuery }) query: ListInvoicesQuery,
  ): Promise<AnswerOf<typeof invoicePage>> {
    const { limit, after, debtor, sort, ...filter } = query;
    const { tenantId } = callerOf(exchange);
    const descending = sort.startsWith('-');
    const by = { by: sortName(sort), descending };
    return this.reads.list(exchange, {
      shape: { ...filter, debtor, sort },
      limit,
      after,
      rows: async (tx, page): Promise<InvoiceView[]> => {
        const debtorId = debtor && (await resolveDebtor(tx, debtor));
        return debtorId === null ? [] : listInvoiceViews(tx, { ...filter, debtorId, sort: by, now: this.reads.now }, page);
      },
      present: (view) => presentInvoice(tenantId, view),
    });
  }

  @Get(':id')
  @Operation({ id: 'getInvoice', scope: 'invoices:read', summary: 'Read an invoice', answers: { 200: invoiceWithPlanOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: invoiceRef }) id: Reference): Promise<InvoiceWithPlan> {
    const view = await this.reads.one(exchange, 'invoice', (tx) => findInvoiceView(tx, id, this.reads.now));
    exchange.response.setHeader('ETag', invoiceEtag(view));
    return presentInvoiceDetail(callerOf(exchange).tenantId, view);
  }

  @Patch(':id')
  @Operation({
    id: 'changeInvoice',
    scope: 'invoices:write',
    summary: 'Change terms; the remaining steps are planned anew',
    answers: { 200: invoiceWithPlanOut },
    problems: ['invoice-closed'],
    ifMatch: true,
  })
  change(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: changeInvoiceBody }) body: ChangeInvoiceBody,
  ): Promise<AnswerOf<typeof invoiceWithPlanOut>> {
    return this.cases.onInvoice(exchange, id, {
      act: async (debtorCase, { invoiceId }) => {
        const view = await findInvoiceView(debtorCase.tx, { uuid: invoiceId }, debtorCase.now);
        if (!view) throw notFound('invoice');
        demandMatch(exchange, invoiceEtag(view));
        return changeInvoice(debtorCase, invoiceId, invoiceChangesOf(body));
      },
      answer: (tx, _result, subject) => answerInvoice(tx, subject, 200),
    });
  }
}

function sortName(sort: ListInvoicesQuery['sort']): 'dueDate' | 'createdAt' | 'open' | 'nextAt' {
  switch (sort) {
    case 'dueDate':
    case '-dueDate':
      return 'dueDate';
    case 'createdAt':
    case '-createdAt':
      return 'createdAt';
    case 'open':
    case '-open':
      return 'open';
    default:
      return 'nextAt';
  }
}
