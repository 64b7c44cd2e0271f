import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { DebtorsController } from './debtors.controller.js';

/** Who owes, and the holds on all of his chases. */
@Module({ imports: [HttpModule], controllers: [DebtorsController] })
export class DebtorsModule {}
