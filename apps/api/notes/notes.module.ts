import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { NotesController } from './notes.controller.js';

/** What people note on an invoice. */
@Module({ imports: [HttpModule], controllers: [NotesController] })
export class NotesModule {}
