/** The facts of a case, each readable by its id and in a list: what was contested, promised, agreed, paid, held and handed over. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  findDisputeView,
  findPromiseView,
  listDisputeViews,
  listPaymentPlanViews,
  listPromiseViews,
} from '#database/queries/agreement-views.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import type { FactFilter } from '#database/queries/fact-list.js';
import {
  findHandoverView,
  findHoldView,
  findPaymentView,
  listHandoverViews,
  listHoldViews,
  listPaymentViews,
} from '#database/queries/fact-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import type { PageRequest } from '#database/queries/list.js';
import type { Tx } from '#database/tx.js';
import { presentDispute, presentPaymentPlan, presentPromise } from '../agreements/agreements.presenter.js';
import { disputeId, disputeOut, promiseOut } from '../agreements/agreements.schema.js';
import { holdId } from '../debtors/debtors.schema.js';
import type { Reference } from '../edge/ids.schema.js';
import type { Page } from '../http/cursor.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Reads, type SortedRow } from '../http/reads.js';
import { paymentId } from '../payments/payments.schema.js';
import { presentHandover, presentHoldRecord, presentPaymentRecord } from './facts.presenter.js';
import {
  disputePage,
  handoverId,
  handoverOut,
  handoverPage,
  holdPage,
  holdRecordOut,
  listDisputesQuery,
  listHandoversQuery,
  listHoldsQuery,
  listPaymentPlansQuery,
  listPaymentsQuery,
  listPromisesQuery,
  paymentPage,
  paymentPlanPage,
  paymentRecordOut,
  promiseId,
  promisePage,
} from './facts.schema.js';

const scope = 'invoices:read';

interface FactQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly invoice?: Reference | undefined;
  readonly debtor?: Reference | undefined;
  readonly status?: string | undefined;
}

interface FactList<Row, Item> {
  rows(tx: Tx, filter: FactFilter, page: PageRequest): Promise<Row[]>;
  present(row: Row): Item;
}

@Controller('v1')
export class FactsController {
  constructor(private readonly reads: Reads) {}

  @Get('disputes')
  @Operation({ id: 'listDisputes', scope, summary: 'List disputes, the one raised last first', answers: { 200: disputePage } })
  disputes(
    @At() exchange: Exchange,
    @Query({ schema: listDisputesQuery }) query: z.output<typeof listDisputesQuery>,
  ): Promise<AnswerOf<typeof disputePage>> {
    return this.list(exchange, query, { rows: listDisputeViews, present: presentDispute });
  }

  @Get('disputes/:id')
  @Operation({ id: 'getDispute', scope, summary: 'Read a dispute', answers: { 200: disputeOut } })
  async dispute(@At() exchange: Exchange, @Param('id', { schema: disputeId }) id: string): Promise<AnswerOf<typeof disputeOut>> {
    return presentDispute(await this.reads.one(exchange, 'dispute', (tx) => findDisputeView(tx, id)));
  }

  @Get('promises')
  @Operation({ id: 'listPromises', scope, summary: 'List promises to pay, the one made last first', answers: { 200: promisePage } })
  promises(
    @At() exchange: Exchange,
    @Query({ schema: listPromisesQuery }) query: z.output<typeof listPromisesQuery>,
  ): Promise<AnswerOf<typeof promisePage>> {
    return this.list(exchange, query, { rows: listPromiseViews, present: presentPromise });
  }

  @Get('promises/:id')
  @Operation({ id: 'getPromise', scope, summary: 'Read a promise', answers: { 200: promiseOut } })
  async promise(@At() exchange: Exchange, @Param('id', { schema: promiseId }) id: string): Promise<AnswerOf<typeof promiseOut>> {
    return presentPromise(await this.reads.one(exchange, 'promise', (tx) => findPromiseView(tx, id)));
  }

  @Get('payment-plans')
  @Operation({ id: 'listPaymentPlans', scope, summary: 'List payment plans, the one agreed last first', answers: { 200: paymentPlanPage } })
  plans(
    @At() exchange: Exchange,
    @Query({ schema: listPaymentPlansQuery }) query: z.output<typeof listPaymentPlansQuery>,
  ): Promise<AnswerOf<typeof paymentPlanPage>> {
    return this.list(exchange, query, { rows: listPaymentPlanViews, present: presentPaymentPlan });
  }

  @Get('payments')
  @Operation({ id: 'listPayments', scope, summary: 'List payments, the one recorded last first', answers: { 200: paymentPage } })
  payments(
    @At() exchange: Exchange,
    @Query({ schema: listPaymentsQuery }) query: z.output<typeof listPaymentsQuery>,
  ): Promise<AnswerOf<typeof paymentPage>> {
    return this.list(exchange, query, { rows: listPaymentViews, present: presentPaymentRecord });
  }

  @Get('payments/:id')
  @Operation({ id: 'getPayment', scope, summary: 'Read a payment and what it was set off against', answers: { 200: paymentRecordOut } })
  async payment(@At() exchange: Exchange, @Param('id', { schema: paymentId }) id: string): Promise<AnswerOf<typeof paymentRecordOut>> {
    return presentPaymentRecord(await this.reads.one(exchange, 'payment', (tx) => findPaymentView(tx, id)));
  }

  @Get('holds')
  @Operation({ id: 'listHolds', scope: 'debtors:read', summary: 'List holds, the newest first', answers: { 200: holdPage } })
  holds(
    @At() exchange: Exchange,
    @Query({ schema: listHoldsQuery }) query: z.output<typeof listHoldsQuery>,
  ): Promise<AnswerOf<typeof holdPage>> {
    const { now } = this.reads;
    return this.list(exchange, query, {
      rows: (tx, filter, page) => listHoldViews(tx, { ...filter, now }, page),
      present: presentHoldRecord,
    });
  }

  @Get('holds/:id')
  @Operation({ id: 'getHold', scope: 'debtors:read', summary: 'Read a hold', answers: { 200: holdRecordOut } })
  async hold(@At() exchange: Exchange, @Param('id', { schema: holdId }) id: string): Promise<AnswerOf<typeof holdRecordOut>> {
    return presentHoldRecord(await this.reads.one(exchange, 'hold', (tx) => findHoldView(tx, id, this.reads.now)));
  }

  @Get('handovers')
  @Operation({ id: 'listHandovers', scope, summary: 'List cases that were handed over, the newest first', answers: { 200: handoverPage } })
  handovers(
    @At() exchange: Exchange,
    @Query({ schema: listHandoversQuery }) query: z.output<typeof listHandoversQuery>,
  ): Promise<AnswerOf<typeof handoverPage>> {
    return this.list(exchange, query, { rows: listHandoverViews, present: presentHandover });
  }

  @Get('handovers/:id')
  @Operation({ id: 'getHandover', scope, summary: 'Read a handover', answers: { 200: handoverOut } })
  async handover(@At() exchange: Exchange, @Param('id', { schema: handoverId }) id: string): Promise<AnswerOf<typeof handoverOut>> {
    return presentHandover(await this.reads.one(exchange, 'handover', (tx) => findHandoverView(tx, id)));
  }

  /** An invoice or a debtor that is not this tenant's has no facts. */
  private list<Row extends SortedRow, Item>(exchange: Exchange, query: FactQuery, facts: FactList<Row, Item>): Promise<Page<Item>> {
    const { limit, after, ...shape } = query;
    const { invoice, debtor, status } = shape;
    return this.reads.list<Row, Item>(exchange, {
      shape,
      limit,
      after,
      rows: async (tx, page) => {
        const invoiceId = invoice && ((await resolveInvoice(tx, invoice))?.id ?? null);
        const debtorId = debtor && (await resolveDebtor(tx, debtor));
        return invoiceId === null || debtorId === null ? [] : facts.rows(tx, { invoiceId, debtorId, status }, page);
      },
      present: (row) => facts.present(row),
    });
  }
}
