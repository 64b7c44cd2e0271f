import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { FactsController } from './facts.controller.js';

/** The facts of a case, each readable by its id and in a list. */
@Module({ imports: [HttpModule], controllers: [FactsController] })
export class FactsModule {}
