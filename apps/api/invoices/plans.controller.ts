/** What an invoice has behind it and before it. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Reference } from '../edge/ids.schema.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Reads } from '../http/reads.js';
import { planOut, timelinePage } from './invoices.answers.js';
import { invoiceRef, planQuery, timelineQuery } from './invoices.schema.js';
import { PlansService } from './plans.service.js';
import { listTimeline, presentTimelineEntry } from './timeline.js';

@Controller('v1/invoices/:id')
export class PlansController {
  constructor(
    private readonly plans: PlansService,
    private readonly reads: Reads,
  ) {}

  @Get('plan')
  @Operation({
    id: 'getInvoicePlan',
    scope: 'invoices:read',
    summary: 'Past steps, coming steps with their instants, and why',
    answers: { 200: planOut },
    problems: ['work-too-large'],
  })
  plan(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Query({ schema: planQuery }) query: z.output<typeof planQuery>,
  ): Promise<AnswerOf<typeof planOut>> {
    return this.plans.planOf(exchange, id, query.until ?? null);
  }

  @Get('timeline')
  @Operation({
    id: 'getInvoiceTimeline',
    scope: 'invoices:read',
    summary: 'Every event, message, task and payment in order',
    answers: { 200: timelinePage },
  })
  async timeline(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Query({ schema: timelineQuery }) query: z.output<typeof timelineQuery>,
  ): Promise<AnswerOf<typeof timelinePage>> {
    const { limit, after } = query;
    return this.reads.list(exchange, {
      shape: {},
      limit,
      after,
      rows: (tx, page) => listTimeline(tx, id, page),
      present: presentTimelineEntry,
    });
  }
}
