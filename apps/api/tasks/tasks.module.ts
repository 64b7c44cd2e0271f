import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { TasksController } from './tasks.controller.js';

/** The work list of a person who calls and approves. */
@Module({ imports: [HttpModule], controllers: [TasksController] })
export class TasksModule {}
