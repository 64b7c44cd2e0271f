/** `/v1/messages`: the send ledger, and the settling of messages whose outcome is unknown. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { resolveMessage } from '#casebook/commands/record-delivery.js';
import { toPublicId } from '#contracts/ids.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { caseOfMessage } from '#database/queries/subjects.js';
import { findMessageView, listMessageViews, type MessageView } from '#database/queries/message-views.js';
import { presentInstant, presentInstantOrNull } from '../edge/time.schema.js';
import { CaseCommands } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { presentNoticeBrief } from '../notices/brief.js';
import {
  type ListMessagesQuery,
  listMessagesQuery,
  messageId,
  messageOut,
  messagePage,
  messageResolutionBody,
  messageWithBodyOut,
} from './messages.schema.js';
import { type PreviewBody, previewBody, previewOut } from './preview.schema.js';
import { PreviewService } from './preview.service.js';
import { heavyWorkProblems } from '../work/heavy-work.js';

@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
    private readonly previews: PreviewService,
  ) {}

  @Get()
  @Operation({ id: 'listMessages', scope: 'messages:read', summary: 'List messages, newest first', answers: { 200: messagePage } })
  list(@At() exchange: Exchange, @Query({ schema: listMessagesQuery }) query: ListMessagesQuery): Promise<AnswerOf<typeof messagePage>> {
    const { limit, after, ...shape } = query;
    return this.reads.list(exchange, {
      shape,
      limit,
      after,
      rows: async (tx, page): Promise<MessageView[]> => {
        const { invoice, debtor, ...rest } = shape;
        const invoiceId = invoice && ((await resolveInvoice(tx, invoice))?.id ?? null);
        const debtorId = debtor && (await resolveDebtor(tx, debtor));
        return invoiceId === null || debtorId === null ? [] : listMessageViews(tx, { ...rest, invoiceId, debtorId }, page);
      },
      present: presentMessage,
    });
  }

  @Post('preview')
  @Operation({
    id: 'previewMessage',
    scope: 'messages:read',
    summary: 'What would be sent for an invoice, to the byte, and why so; nothing is written',
    answers: { 200: previewOut },
    problems: ['not-found', ...heavyWorkProblems],
    pure: true,
  })
  preview(@At() exchange: Exchange, @Body({ schema: previewBody }) body: PreviewBody): Promise<AnswerOf<typeof previewOut>> {
    return this.previews.preview(exchange, body);
  }

  @Get(':id')
  @Operation({ id: 'getMessage', scope: 'messages:read', summary: 'Read a message as it left', answers: { 200: messageWithBodyOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: messageId }) id: string): Promise<AnswerOf<typeof messageWithBodyOut>> {
    return presentMessageWithBody(await this.reads.one(exchange, 'message', (tx) => findMessageView(tx, id)));
  }

  @Post(':id/resolution')
  @Operation({
    id: 'resolveMessage',
    scope: 'messages:write',
    summary: 'Settle a message whose outcome is unknown',
    answers: { 200: messageWithBodyOut },
    problems: ['message-not-unknown'],
  })
  resolve(
    @At() exchange: Exchange,
    @Param('id', { schema: messageId }) id: string,
    @Body({ schema: messageResolutionBody }) body: z.output<typeof messageResolutionBody>,
  ): Promise<AnswerOf<typeof messageWithBodyOut>> {
    return this.cases.onThing(exchange, (tx) => caseOfMessage(tx, id), {
      what: 'message',
      act: (debtorCase) => resolveMessage(debtorCase, id, { arrived: body.arrived, receivedOn: body.receivedOn ?? null }),
      answer: async (tx) => {
        const view = await findMessageView(tx, id);
        if (!view) throw notFound('message');
        return { status: 200, body: presentMessageWithBody(view) };
      },
    });
  }
}

const presentMessage = (view: MessageView): z.output<typeof messageOut> => ({
  object: 'message',
  id: toPublicId('message', view.id),
  debtor: toPublicId('debtor', view.debtor_id),
  channel: view.channel,
  provider: view.provider,
  providerMessageId: view.provider_message_id,
  template: view.template,
  templateVersion: view.template_version,
  tone: view.tone,
  language: view.language,
  recipient: view.recipient,
  subject: view.subject,
  status: messageOut.shape.status.parse(view.status),
  detail: view.detail,
  attempts: view.attempts,
  notice: presentNoticeBrief(view.notice),
  steps: view.steps.map((step) => ({ ...step, invoice: toPublicId('invoice', step.invoice) })),
  claimedAt: presentInstant(view.claimed_at),
  sentAt: presentInstantOrNull(view.sent_at),
  recordedAt: presentInstant(view.recorded_at),
  updatedAt: presentInstant(view.updated_at),
});

const presentMessageWithBody = (view: MessageView): z.output<typeof messageWithBodyOut> => ({
  ...presentMessage(view),
  from: view.from_address ? { name: view.from_name ?? null, address: view.from_address } : null,
  replyTo: view.reply_to ?? null,
  payload: view.payload ?? null,
  html: view.html ?? '',
  text: view.text ?? '',
});
