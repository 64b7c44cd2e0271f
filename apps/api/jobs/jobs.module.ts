import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { JobsController } from './jobs.controller.js';

/** How far long work is. */
@Module({ imports: [HttpModule], controllers: [JobsController] })
export class JobsModule {}
