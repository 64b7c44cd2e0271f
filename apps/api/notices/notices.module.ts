import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { NoticesController } from './notices.controller.js';

/** Formal notices. */
@Module({ imports: [HttpModule], controllers: [NoticesController] })
export class NoticesModule {}
