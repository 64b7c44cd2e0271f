import { Module } from '@nestjs/common';
import { CasebookModule } from '../casebook/casebook.module.js';
import { HttpModule } from '../http/http.module.js';
import { WorkModule } from '../work/work.module.js';
import { ChaseController } from './chase.controller.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';

/** Invoices, their plans, and what is done to their chases. */
@Module({
  imports: [HttpModule, CasebookModule, WorkModule],
  controllers: [InvoicesController, PlansController, ChaseController],
  providers: [InvoicesService, PlansService],
})
export class InvoicesModule {}
