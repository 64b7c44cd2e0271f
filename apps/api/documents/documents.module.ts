import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { DocumentsController } from './documents.controller.js';

/** The invoices themselves, as files. */
@Module({ imports: [HttpModule], controllers: [DocumentsController] })
export class DocumentsModule {}
