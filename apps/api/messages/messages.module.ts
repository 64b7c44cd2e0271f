import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { MessagesController } from './messages.controller.js';

/** What was sent, and what a person knows of it. */
@Module({ imports: [HttpModule], controllers: [MessagesController] })
export class MessagesModule {}
