import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { TextsController } from './texts.controller.js';

/** What the messages of the creditor say. */
@Module({ imports: [HttpModule], controllers: [TextsController] })
export class TextsModule {}
