/** `/v1/invoices/{id}/document`: the invoice itself, as a file. */
import { Controller, Delete, Get, Header, Param, Put, StreamableFile } from '@nestjs/common';
import { isRefused } from '#casebook/actor.js';
import { addDocument, takeDocumentAway } from '#casebook/commands/put-document.js';
import { largestDocument } from '#contracts/file-limits.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { documentOf } from '#database/repositories/documents.repository.js';
import { readFile } from '#database/repositories/files.repository.js';
import type { Tx } from '#database/tx.js';
import { pdfFault } from '#importers/pdf/pdf-fault.js';
import type { Reference } from '../edge/ids.schema.js';
import { CaseCommands, refusalProblem } from '../http/case-commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound, Problem } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { invoiceRef } from '../invoices/invoices.schema.js';
import { documentOut, presentDocument } from './documents.schema.js';

type DocumentAnswer = AnswerOf<typeof documentOut>;

@Controller('v1/invoices/:id/document')
export class DocumentsController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Put()
  @Operation({
    id: 'putInvoiceDocument',
    scope: 'invoices:write',
    summary: 'Bring the invoice itself, a PDF of at most 5 MiB: it goes along with messages',
    answers: { 200: documentOut },
    problems: ['document-not-usable', 'debtor-erased'],
    bytes: { type: 'application/pdf', most: largestDocument },
  })
  async put(@At() exchange: Exchange, @Param('id', { schema: invoiceRef }) id: Reference): Promise<DocumentAnswer> {
    const bytes = exchange.rawBody ?? Buffer.alloc(0);
    const fault = await pdfFault(bytes);
    if (fault === 'not-a-pdf') throw new Problem('document-not-usable', 'The file is not a PDF.');
    return this.cases.onTenant(exchange, async (tx, who) => {
      const invoice = await invoiceOf(tx, id);
      const added = await addDocument(tx, who, { ...invoice, contentType: 'application/pdf', bytes, fault });
      if (isRefused(added)) throw refusalProblem(added);
      return { status: 200, body: presentDocument(added) };
    });
  }

  @Get()
  @Operation({
    id: 'getInvoiceDocument',
    scope: 'invoices:read',
    summary: 'What is known of the file of an invoice',
    answers: { 200: documentOut },
  })
  async get(@At() exchange: Exchange, @Param('id', { schema: invoiceRef }) id: Reference): Promise<DocumentAnswer> {
    return presentDocument(await this.reads.one(exchange, 'document', async (tx) => documentOf(tx, (await invoiceOf(tx, id)).invoiceId)));
  }

  @Get('content')
  @Header('Content-Disposition', 'attachment; filename="invoice.pdf"')
  @Header('Content-Security-Policy', 'sandbox')
  @Header('Cache-Control', 'no-store')
  @Operation({ id: 'getInvoiceDocumentContent', scope: 'invoices:read', summary: 'The file of an invoice', answers: { 200: null } })
  async content(@At() exchange: Exchange, @Param('id', { schema: invoiceRef }) id: Reference): Promise<StreamableFile> {
    const file = await this.reads.one(exchange, 'document', async (tx) => {
      const document = await documentOf(tx, (await invoiceOf(tx, id)).invoiceId);
      return document && readFile(tx, document.fileId);
    });
    return new StreamableFile(file.bytes, { type: file.contentType, length: file.bytes.length });
  }

  @Delete()
  @Operation({
    id: 'deleteInvoiceDocument',
    scope: 'invoices:write',
    summary: 'Take the file of an invoice away; messages that were claimed with it keep it',
    answers: { 204: null },
  })
  async remove(@At() exchange: Exchange, @Param('id', { schema: invoiceRef }) id: Reference): Promise<void> {
    await this.cases.onTenant(exchange, async (tx, who) => {
      if (!(await takeDocumentAway(tx, who, await invoiceOf(tx, id)))) throw notFound('document');
      return { status: 204, body: undefined };
    });
  }
}

async function invoiceOf(tx: Tx, id: Reference): Promise<{ readonly invoiceId: string; readonly debtorId: string }> {
  const found = await resolveInvoice(tx, id);
  if (!found) throw notFound('invoice');
  return { invoiceId: found.id, debtorId: found.debtor_id };
}
