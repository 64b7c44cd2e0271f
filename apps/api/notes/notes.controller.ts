/** What people note on an invoice. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused } from '#casebook/actor.js';
import { addNote } from '#casebook/commands/add-note.js';
import { withActorNames } from '#database/queries/actor-names.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { findNoteView, listNoteViews } from '#database/repositories/notes.repository.js';
import type { Reference } from '../edge/ids.schema.js';
import { CaseCommands, refusalProblem } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { invoiceRef } from '../invoices/invoices.schema.js';
import { addNoteBody, noteOut, notePage, notesQuery, presentNote } from './notes.schema.js';

@Controller('v1/invoices/:id/notes')
export class NotesController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Post()
  @Operation({
    id: 'addNote',
    scope: 'notes:write',
    summary: 'Note something for colleagues; it changes no plan',
    answers: { 201: noteOut },
    problems: ['debtor-erased'],
  })
  add(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Body({ schema: addNoteBody }) body: z.output<typeof addNoteBody>,
  ): Promise<AnswerOf<typeof noteOut>> {
    return this.cases.onTenant(exchange, async (tx, who) => {
      const found = await resolveInvoice(tx, id);
      if (!found) throw notFound('invoice');
      const added = await addNote(tx, who, { invoiceId: found.id, debtorId: found.debtor_id, text: body.text, by: body.by ?? null });
      if (isRefused(added)) throw refusalProblem(added);
      const view = await findNoteView(tx, added.noteId);
      const [written] = await withActorNames(tx, view ? [view] : []);
      if (!written) throw new Error('the note that was just written is not there');
      return { status: 201, body: presentNote(written), debtorId: found.debtor_id };
    });
  }

  @Get()
  @Operation({
    id: 'getInvoiceNotes',
    scope: 'notes:read',
    summary: 'The notes on an invoice, the newest first',
    answers: { 200: notePage },
  })
  list(
    @At() exchange: Exchange,
    @Param('id', { schema: invoiceRef }) id: Reference,
    @Query({ schema: notesQuery }) query: z.output<typeof notesQuery>,
  ): Promise<AnswerOf<typeof notePage>> {
    const { limit, after } = query;
    return this.reads.list(exchange, {
      shape: {},
      limit,
      after,
      rows: async (tx, page) => {
        const found = await resolveInvoice(tx, id);
        if (!found) throw notFound('invoice');
        return withActorNames(tx, await listNoteViews(tx, found.id, page));
      },
      present: presentNote,
    });
  }
}
