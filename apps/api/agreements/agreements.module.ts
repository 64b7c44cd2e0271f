import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { AgreementsController } from './agreements.controller.js';

/** Promises, payment plans and disputes. */
@Module({ imports: [HttpModule], controllers: [AgreementsController] })
export class AgreementsModule {}
