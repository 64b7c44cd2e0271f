/** `/v1/notices`: formal notices, and what a person finds out about them. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Refused } from '#casebook/actor.js';
import { proveReceipt, recordPosting, returnNotice } from '#casebook/commands/return-notice.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { findNoticeView, listNoticeViews, type NoticeView } from '#database/queries/notice-views.js';
import { caseOfNotice } from '#database/queries/subjects.js';
import { CaseCommands } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { presentNotice } from './notices.presenter.js';
import { listNoticesQuery, noticeId, noticeOut, noticePage, postedBody, receivedBody, returnedBody } from './notices.schema.js';

@Controller('v1/notices')
export class NoticesController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Get()
  @Operation({ id: 'listNotices', scope: 'messages:read', summary: 'List formal notices, the newest first', answers: { 200: noticePage } })
  list(
    @At() exchange: Exchange,
    @Query({ schema: listNoticesQuery }) query: z.output<typeof listNoticesQuery>,
  ): Promise<AnswerOf<typeof noticePage>> {
    const { limit, after, ...shape } = query;
    return this.reads.list(exchange, {
      shape,
      limit,
      after,
      rows: async (tx, page): Promise<NoticeView[]> => {
        const { invoice, debtor, state } = shape;
        const invoiceId = invoice && ((await resolveInvoice(tx, invoice))?.id ?? null);
        const debtorId = debtor && (await resolveDebtor(tx, debtor));
        return invoiceId === null || debtorId === null ? [] : listNoticeViews(tx, { state, invoiceId, debtorId }, page);
      },
      present: presentNotice,
    });
  }

  @Get(':id')
  @Operation({ id: 'getNotice', scope: 'messages:read', summary: 'Read a formal notice', answers: { 200: noticeOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: noticeId }) id: string): Promise<AnswerOf<typeof noticeOut>> {
    return presentNotice(await this.reads.one(exchange, 'notice', (tx) => findNoticeView(tx, id)));
  }

  @Post(':id/returned')
  @Operation({
    id: 'returnNotice',
    scope: 'messages:write',
    summary: 'A formal notice came back: it counts for nothing',
    answers: { 200: noticeOut },
    problems: ['notice-ended', 'notice-not-sent'],
  })
  returned(
    @At() exchange: Exchange,
    @Param('id', { schema: noticeId }) id: string,
    @Body({ schema: returnedBody }) body: z.output<typeof returnedBody>,
  ): Promise<AnswerOf<typeof noticeOut>> {
    return this.command(exchange, id, (debtorCase) => returnNotice(debtorCase, id, body));
  }

  @Post(':id/posted')
  @Operation({
    id: 'recordNoticePosting',
    scope: 'messages:write',
    summary: 'The day on which the letter was put in the post: its presumed receipt and its term count from it',
    answers: { 200: noticeOut },
    problems: ['notice-ended', 'notice-not-sent', 'notice-not-posted', 'posting-known'],
  })
  posted(
    @At() exchange: Exchange,
    @Param('id', { schema: noticeId }) id: string,
    @Body({ schema: postedBody }) body: z.output<typeof postedBody>,
  ): Promise<AnswerOf<typeof noticeOut>> {
    return this.command(exchange, id, (debtorCase) => recordPosting(debtorCase, id, body));
  }

  @Post(':id/received')
  @Operation({
    id: 'proveNoticeReceipt',
    scope: 'messages:write',
    summary: 'The day on which a formal notice was received is proven',
    answers: { 200: noticeOut },
    problems: ['notice-ended', 'notice-not-sent', 'receipt-proven'],
  })
  received(
    @At() exchange: Exchange,
    @Param('id', { schema: noticeId }) id: string,
    @Body({ schema: receivedBody }) body: z.output<typeof receivedBody>,
  ): Promise<AnswerOf<typeof noticeOut>> {
    return this.command(exchange, id, (debtorCase) => proveReceipt(debtorCase, id, body));
  }

  private command(
    exchange: Exchange,
    id: string,
    act: (debtorCase: DebtorCase) => Promise<object | Refused>,
  ): Promise<AnswerOf<typeof noticeOut>> {
    return this.cases.onThing(exchange, (tx) => caseOfNotice(tx, id), {
      what: 'notice',
      act,
      answer: async (tx) => {
        const view = await findNoticeView(tx, id);
        if (!view) throw notFound('notice');
        return { status: 200, body: presentNotice(view) };
      },
    });
  }
}
