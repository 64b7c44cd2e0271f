import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { EventsController } from './events.controller.js';

/** What happened, for whoever follows it. */
@Module({ imports: [HttpModule], controllers: [EventsController] })
export class EventsModule {}
